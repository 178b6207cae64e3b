"""Long work that a page waits for: found by its address, told as a share, ended by a reader."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from dashboard.jobs.here import key_of
from dashboard.plan.files import ScenarioFolder
from dashboard.plan.page import asked_scenario
from dashboard.plan.waits import waits_of_plan
from dashboard.text import Links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.context import Context

# What a page may end: all that it waits for, or what its plan is compared with alone.
ALL, BESIDE = "all", "beside"


@dataclass(frozen=True)
class Waiting:
    """
    What a page shows or is to show, by its address.

    Attributes
    ----------
    path, search
        Of the address, the second with its question mark.
    beside
        Key of the kept scenario that a plan is compared with; empty for today.
    """

    path: str = "/"
    search: str = ""
    beside: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Waiting:
        """
        Read what a page sends; whatever else stands there is left alone.

        >>> Waiting.of({"path": "/plan", "search": None, "at": 1})
        Waiting(path='/plan', search='', beside='')
        """
        return cls(*(str(asked.get(name) or "") for name in ("path", "search", "beside")))


def keys_of(context: Context, waiting: Waiting) -> list[str]:
    """Name all work that a page may wait for, in the order in which it is done."""
    return [key_of("opening", os.getpid()), *_work_of(context, waiting)]


def ended_keys(context: Context, waiting: Waiting, which: str) -> list[str]:
    """
    Name the work that a page wants no more.

    Parameters
    ----------
    which
        ``all``, or ``beside`` to leave alone what the plan itself waits for.
    """
    if which != BESIDE:
        return _work_of(context, waiting)
    own = set(_work_of(context, Waiting(waiting.path, waiting.search)))
    return [key for key in _work_of(context, waiting) if key not in own]


def share_done(context: Context, keys: Iterable[str]) -> float | None:
    """Tell how much is done of the work at hand; None where nothing takes long."""
    found = (context.jobs.look(key) for key in keys)
    return next((job.share for job in found if job is not None and job.is_active), None)


def stop(context: Context, keys: Iterable[str]) -> None:
    """End work, whoever waits for it."""
    for key in keys:
        context.jobs.cancel(key)


def wait_props(share: float | None) -> list[Any]:
    """
    Fill the bar of what takes long: its value, and whether it hides.

    >>> wait_props(0.25), wait_props(None)
    (['0.25', False], ['0', True])
    """
    return ["0", True] if share is None else [f"{share:.2f}", False]


def _work_of(context: Context, waiting: Waiting) -> list[str]:
    query = dict(parse_qsl(waiting.search.removeprefix("?")))
    if waiting.path != Links.under(context.mount).plan:
        view = context.selected(query)
        walks = context.walks_asked(view.choice)
        return [key_of("way", view.choice.way), key_of("rules", walks), key_of("file", view)]
    scenario, _ = asked_scenario(context, query)
    kept = ScenarioFolder(context.scenarios).open(waiting.beside) if waiting.beside else None
    return list(waits_of_plan(scenario, kept.scenario if kept else None))
