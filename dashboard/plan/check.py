"""The long check of the next stops on the page: asked for, told in words, cancelled."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from dash import Output

from dashboard.jobs.register import State
from dashboard.jobs.stopcheck import check_stops, key_of
from dashboard.plan import ids as plan_ids
from dashboard.plan.answers import stops_drawn
from dashboard.text import about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.context import Context
    from dashboard.jobs.register import Job
    from dashboard.plan.answers import StopsFound
    from geodata.planning.places import StopWish
    from geodata.planning.scenario import Scenario

# A millionth of the bound: nearer than that, two choices bring the same.
PRECISION: Final = 1e-6
# Others are named that are among the first in this share of the draws.
OFTEN: Final = 0.4
MOST_OTHERS: Final = 3
# Who moves a stop again and again leaves one check for the next: none of them needs a process.
REST_S: Final = 1.0
CHECKING: Final = "Still checking."
DRAWING: Final = "Still checking whether the choice holds when need is drawn anew."
IDLE: Final = "Nothing to check: no stop was chosen."


@dataclass(frozen=True)
class Check:
    """What the page holds of a check: its key, and the choice on the page that it is about."""

    key: str
    chosen: tuple[int, ...]
    covered: float

    @classmethod
    def from_store(cls, stored: dict[str, Any] | None) -> Check | None:
        """Read what ``to_store`` wrote; None where no check was asked for."""
        if not stored or not stored.get("key"):
            return None
        return cls(str(stored["key"]), tuple(stored["chosen"]), float(stored["covered"]))

    def to_store(self) -> dict[str, Any]:
        """Write it as the page's store holds it."""
        return asdict(self)


def ask(
    context: Context,
    scenario: Scenario,
    wish: StopWish,
    shown: StopsFound,
    *,
    again: bool = False,
) -> Check | None:
    """Ask for the check of the stops that are shown; None where there are none."""
    drawn = stops_drawn(context, scenario, wish)
    if drawn is None or not shown.found.chosen:
        return None
    job = context.jobs.ask(check_stops, drawn, key_of(drawn), again=again, after_s=REST_S)
    return Check(job.key, shown.found.chosen, shown.found.covered)


def better(context: Context, check: Check | None) -> tuple[int, ...]:
    """Return the choice that a check has found to be better than the one shown, if any."""
    job = context.jobs.look(check.key) if check else None
    if check is None or job is None or not _is_better(job, check):
        return ()
    return tuple(job.result["chosen"])


def _is_better(job: Job, check: Check) -> bool:
    covered = float(job.result.get("covered", 0.0))
    return covered > check.covered * (1 + PRECISION)


def check_outputs() -> list[Output]:
    """Name what a check fills: words, bar, buttons, the page's clock, a line a stop."""
    return [
        Output(plan_ids.PROOF, "children"),
        Output(plan_ids.PROGRESS, "value"),
        Output(plan_ids.PROGRESS, "hidden"),
        Output(plan_ids.CANCEL, "hidden"),
        Output(plan_ids.AGAIN, "hidden"),
        Output(plan_ids.BETTER, "hidden"),
        Output(plan_ids.TICK, "disabled"),
        *(
            Output(plan_ids.step("stops", slot, "sure"), "children")
            for slot in range(plan_ids.STEP_SLOTS["stops"])
        ),
    ]


def check_props(check: Check | None, job: Job | None, names: Sequence[str]) -> list[Any]:
    """
    Fill what a check fills.

    Parameters
    ----------
    job
        None where the file of states has lost it.
    names
        Of the candidates, by position.
    """
    slots = plan_ids.STEP_SLOTS["stops"]
    if check is None:
        return [IDLE, "0", True, True, True, True, True, *[""] * slots]
    active = job is not None and job.is_active
    sure = [] if job is None else sure_words(check.chosen, job.result)
    return [
        proof_words(check, job, names),
        f"{job.share:.2f}" if job else "0",
        not active,
        not active,
        active or (job is not None and job.state == State.DONE),
        active or job is None or not _is_better(job, check),
        not active,
        *[*sure[:slots], *[""] * (slots - len(sure))],
    ]


def proof_words(check: Check, job: Job | None, names: Sequence[str]) -> str:
    """Say how good the chosen stops are, and what is known of other choices."""
    places = f"{len(names):,}"
    if job is None:
        return "The check is not there any more."
    ended = {State.CANCELLED: job.words or "Stopped.", State.FAILED: job.words}
    parts = [ended.get(job.state, ""), gap_words(check, job.result, places)]
    if job.is_active:
        # The bar moves; words that change every second would be read out every second.
        parts.append(DRAWING if job.result.get("draws") else CHECKING)
    if job.state == State.DONE:
        parts.append(others_words(check.chosen, job.result, names))
    return " ".join(filter(None, parts))


def gap_words(check: Check, result: dict[str, Any], places: str) -> str:
    """
    Say how far from the best a choice may be.

    >>> check = Check("k", (1, 2), 97.0)
    >>> gap_words(check, {"bound": 97.0, "covered": 97.0}, "423")
    'Proved best: no other choice among 423 places brings more.'
    >>> gap_words(check, {"bound": 100.0, "covered": 97.0}, "423")
    'At most 3.1% better may exist among 423 places.'
    >>> gap_words(check, {"bound": 100.0, "covered": 100.0}, "423")
    'A better choice was found: about 3 births a year more.'
    >>> gap_words(check, {}, "423")
    'Whether another choice among 423 places is better is not known yet.'
    """
    if "bound" not in result:
        return f"Whether another choice among {places} places is better is not known yet."
    more = float(result["covered"]) - check.covered
    if more > PRECISION * check.covered:
        return f"A better choice was found: {about(more)} births a year more."
    gap = float(result["bound"]) - check.covered
    if gap <= PRECISION * max(1.0, float(result["bound"])):
        return f"Proved best: no other choice among {places} places brings more."
    return f"At most {100 * gap / check.covered:.1f}% better may exist among {places} places."


def sure_words(chosen: Sequence[int], result: dict[str, Any]) -> list[str]:
    """
    Say of each stop in how many draws of need it is among the next stops.

    >>> sure_words((7, 3), {"draws": 200, "times": {"7": 200, "3": 91}})
    ['in all 200 draws', 'in 91 of 200 draws']
    >>> sure_words((7, 3), {})
    ['', '']
    """
    draws = int(result.get("draws", 0))
    if not draws:
        return [""] * len(chosen)
    times = [int(result["times"].get(str(place), 0)) for place in chosen]
    return [
        f"in all {draws} draws" if one == draws else f"in {one} of {draws} draws" for one in times
    ]


def others_words(chosen: Sequence[int], result: dict[str, Any], names: Sequence[str]) -> str:
    """Name the places that are among the next stops in many draws, but not in the list."""
    draws = max(1, int(result.get("draws", 0)))
    others = {
        int(place): times
        for place, times in result.get("times", {}).items()
        if int(place) not in chosen and times >= OFTEN * draws
    }
    first = sorted(others, key=lambda place: (-others[place], place))[:MOST_OTHERS]
    if not first:
        return "No other place is among them in many draws of need."
    named = "; ".join(f"{names[place]} (in {others[place]} of {draws} draws)" for place in first)
    return f"Often among them too: {named}."
