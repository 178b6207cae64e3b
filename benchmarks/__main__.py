"""Print one line a figure; the exit code is 1 while one is short of its bar."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from benchmarks.browsing import first_load
from benchmarks.continental import continental
from benchmarks.data import data
from benchmarks.moving import plan_move
from benchmarks.starting import start_cold, start_warm
from benchmarks.suite import suite
from benchmarks.travel import travel
from benchmarks.updating import update

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.figures import Figure

GROUPS: Final[dict[str, Callable[[], list[Figure]]]] = {
    "start_cold": start_cold,
    "start_warm": start_warm,
    "update": update,
    "plan": plan_move,
    "first_load": first_load,
    "travel": travel,
    "data": data,
    "continental": continental,
    "suite": suite,
}
ONLY_WHEN_ASKED: Final = {"continental", "suite"}


def main(names: Sequence[str]) -> int:
    """Measure the groups that hold the named figures, or all that are not slow."""
    asked = [group for name in names for group in GROUPS if name.startswith(group)]
    if len(asked) < len(names):
        sys.stderr.write(f"known: {', '.join(GROUPS)}\n")
        return 2
    met = True
    for group in dict.fromkeys(asked) or [one for one in GROUPS if one not in ONLY_WHEN_ASKED]:
        for figure in GROUPS[group]():
            met = met and figure.is_met
            sys.stdout.write(f"{figure.line}\n")
            sys.stdout.flush()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
