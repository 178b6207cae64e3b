"""One programme being looked at: its tables, its walking times, its answers so far."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dashboard.jobs.pool import Jobs
from geodata.assessment import Assessment, assess
from geodata.choice import THRESHOLDS_MINUTES, Choice
from geodata.model import Model, build_model
from geodata.names import Platform
from geodata.terrain import Season

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geodata.programme import Programme
    from geodata.travel import TravelTables

Question = TypeVar("Question")
Asked = TypeVar("Asked")
Result = TypeVar("Result")


class Memo(Generic[Question, Result]):
    """
    Results by question: worked out once, even when two ask at the same time.

    >>> double = Memo(lambda number: number * 2)
    >>> double(4), double(4), len(double.results)
    (8, 8, 1)
    """

    def __init__(self, work: Callable[[Question], Result]) -> None:
        self.work = work
        self.results: dict[Question, Future[Result]] = {}
        self.lock = threading.Lock()

    def __call__(self, question: Question) -> Result:
        """Return the result, waiting for it if another thread is at it."""
        with self.lock:
            known = self.results.get(question)
            pending = known or self.results.setdefault(question, Future())
        if known is None:
            self._fill(question, pending)
        return pending.result()

    def _fill(self, question: Question, pending: Future[Result]) -> None:
        try:
            pending.set_result(self.work(question))
        except BaseException as fault:
            with self.lock:
                del self.results[question]
            pending.set_exception(fault)
            raise


@dataclass(frozen=True, eq=False)
class Context:
    """
    What pages and callbacks read from.

    Attributes
    ----------
    programme
        The dataset; never changes while the app runs.
    pending
        The model: programme and walking times of every season, once they are worked out.
    prepare
        Works out the model and what readers are likely to ask for; takes seconds.
    scenarios
        Folder of the plans that were kept under a name.
    jobs
        Work that takes longer than a second.
    mount
        Path that stands before every address, such as ``/lesotho``; empty at the root.
    """

    programme: Programme
    pending: Future[Model]
    prepare: Callable[[], None] = lambda: None
    scenarios: Path = Path("scenarios")
    mount: str = ""
    jobs: Jobs = field(default_factory=Jobs)
    answers: Memo[tuple[Any, ...], Any] = field(
        default_factory=lambda: Memo(lambda question: question[0](*question[1:])), init=False
    )

    @property
    def model(self) -> Model:
        """The model; waits while the walking times are being worked out."""
        return self.pending.result()

    def assessment(self, choice: Choice) -> Assessment:
        """Every number for one choice, worked out when first asked for."""
        return self.kept(_assess, choice)

    def kept(self, make: Callable[[Context, Asked], Result], question: Asked) -> Result:
        """
        Return ``make(context, question)``, worked out once while the app runs.

        For what depends on a choice and not on the layer or the place: a table, a list.
        The result is shared, so nobody may change it.
        """
        result: Result = self.answers((make, self, question))
        return result

    def warm(self, choices: Iterable[Choice]) -> None:
        """Work out what readers are likely to ask for next."""
        for choice in choices:
            self.assessment(choice)


def _assess(context: Context, choice: Choice) -> Assessment:
    return assess(context.model, choice)


def ready_context(
    programme: Programme, travel: Mapping[Season, TravelTables], mount: str = ""
) -> Context:
    """Return a context whose model is there from the start."""
    pending: Future[Model] = Future()
    pending.set_result(build_model(programme, travel))
    return Context(programme, pending, mount=mount)


def opening_context(
    programme: Programme,
    travel: Callable[[], Mapping[Season, TravelTables]],
    scenarios: Path = Path("scenarios"),
    mount: str = "",
    jobs: Jobs | None = None,
) -> Context:
    """
    Return a context whose model and likely answers are there once it was prepared.

    Parameters
    ----------
    travel
        Gives the walking times of every season; called once, by ``prepare``.
    """
    pending: Future[Model] = Future()

    def prepare() -> None:
        try:
            pending.set_result(build_model(programme, travel()))
        except BaseException as fault:
            pending.set_exception(fault)
            raise
        context.warm(likely_choices())

    context = Context(programme, pending, prepare, scenarios, mount, jobs or Jobs())
    return context


def likely_choices() -> list[Choice]:
    """Return the choices of the map's own controls, the first view first."""
    combinations = itertools.product(Platform, Season, THRESHOLDS_MINUTES)
    choices = [
        Choice(season=season, threshold_minutes=minutes, platform=platform)
        for platform, season, minutes in combinations
    ]
    return sorted(choices, key=lambda choice: choice != Choice())
