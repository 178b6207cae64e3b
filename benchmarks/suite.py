"""How long all tests take; measured only when asked for."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Final

from benchmarks.figures import Figure
from benchmarks.running import ROOT

BAR_MINUTES: Final = 12.0
# As `make test` has them, but for the checks before them, which take half a minute.
RUNS: Final = (
    ("-m", "not browser", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"),
    ("tests/browser",),
)


def suite() -> list[Figure]:
    """Minutes of the whole suite; a failing suite has no figure."""
    started = time.perf_counter()
    for asked in RUNS:
        command = [sys.executable, "-m", "pytest", "-q", *asked]
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
    minutes = (time.perf_counter() - started) / 60
    return [Figure("suite_minutes", minutes, "min", BAR_MINUTES)]
