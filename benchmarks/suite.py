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
TESTS: Final = ("-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def suite() -> list[Figure]:
    """Minutes of the whole suite; a failing suite has no figure."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *TESTS], cwd=ROOT, check=True, stdout=sys.stderr)
    minutes = (time.perf_counter() - started) / 60
    return [Figure("suite_minutes", minutes, "min", BAR_MINUTES)]
