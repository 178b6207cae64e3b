"""Work for the tests of long work, where a process of its own finds it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.jobs.worker import Report


def double(number: int, report: Report) -> dict[str, Any]:
    report(0.5, {"half": number})
    return {"twice": 2 * number, "pid": os.getpid()}


def for_ever(number: int, report: Report) -> dict[str, Any]:
    for step in range(100_000):
        report(0.25, {"known": number, "step": step})
        time.sleep(0.02)
    return {}


def dies(_given: object, _report: Report) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    return {}


def breaks(_given: object, _report: Report) -> dict[str, Any]:
    raise ValueError("no such number")


def counts(path: str, _report: Report) -> dict[str, Any]:
    """Leave a mark each time that it is done."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("x")
    time.sleep(0.3)
    return {}


def solves(seconds: float, report: Report) -> dict[str, Any]:
    """Search for a best choice that takes long, inside the solver's own code."""
    import numpy as np  # noqa: PLC0415 - only this one does

    from geodata.planning.proof import prove  # noqa: PLC0415
    from geodata.planning.siting import SitingRule, question  # noqa: PLC0415
    from geodata.walking.links import Links  # noqa: PLC0415

    random = np.random.default_rng(1)
    minutes = random.uniform(0, 400, (3000, 400))
    rule = SitingRule(stops=25, visit_capacity=90.0)
    nowhere = np.zeros(3000, dtype=bool)
    links = Links.of_minutes(minutes, 60)
    asked = question(random.uniform(1, 9, 3000), nowhere, links, ["A"] * 400, rule)
    report(0.1, {"begun": True})
    prove(asked, seconds)
    return {}
