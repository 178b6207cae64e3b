"""One programme being looked at: its tables, its walking times, its answers so far."""

from __future__ import annotations

import contextlib
import itertools
import os
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dashboard.jobs.here import StoppedError, noted
from dashboard.jobs.pool import Jobs
from dashboard.serving.warming import behind
from dashboard.state import Selection
from geodata.assessment import Assessment, assess
from geodata.choice import THRESHOLDS_MINUTES, Choice
from geodata.model import Model, SeasonView, build_model, season_view
from geodata.names import Platform
from geodata.once import Once
from geodata.rules import rule_shares, site_links
from geodata.terrain import Season
from geodata.travel import travel_tables
from geodata.ways import Mode, Offer, Way, offer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geodata.programme import Programme
    from geodata.rules import RuleShares
    from geodata.travel import TravelTables
    from geodata.walking.links import Links

    Tables = Callable[[Programme, Season, Way], TravelTables]

Asked = TypeVar("Asked")
Result = TypeVar("Result")
# A page that waits for its answers comes first.
REST_S: Final = 2.0


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
    tables
        Gives the times of one season and one way of travelling: kept, or worked out.
    """

    programme: Programme
    pending: Future[Model]
    prepare: Callable[[], None] = lambda: None
    scenarios: Path = Path("scenarios")
    mount: str = ""
    jobs: Jobs = field(default_factory=Jobs)
    tables: Tables = travel_tables
    answers: Once[..., Any] = field(
        default_factory=lambda: Once(lambda make, *asked: make(*asked)), init=False
    )

    @property
    def model(self) -> Model:
        """The model; waits while the walking times are being worked out."""
        return self.pending.result()

    @property
    def offer(self) -> Offer:
        """Which ways of travelling differ on the ground that the dataset knows."""
        return self.kept(_offer, None)

    def selected(self, query: Mapping[str, object] | None) -> Selection:
        """Read an address; a way of travelling that the ground cannot answer becomes a walk."""
        return Selection.from_query(query).usable(self.offer)

    def model_for(self, way: Way) -> Model:
        """Return the model whose walks are made in one way; others than the first take longer."""
        return self.kept(_model_for, way) if way.unusual else self.model

    def assessment(self, choice: Choice) -> Assessment:
        """Every number for one choice, worked out when first asked for."""
        return self.kept(_assess, choice)

    def kept(self, make: Callable[[Context, Asked], Result], question: Asked) -> Result:
        """
        Return ``make(context, question)``, worked out once while the app runs.

        For what depends on a choice and not on the layer or the place: a table, a list.
        The result is shared, so nobody may change it.
        """
        result: Result = self.answers(make, self, question)
        return result

    def rules(self, choice: Choice) -> RuleShares | None:
        """Return what three rules of who goes where would serve; None where taxis are ridden."""
        return None if choice.mode == Mode.TAXI else self.kept(_rules, choice)

    def links(self, choice: Choice) -> Links:
        """Which staffed sites each cell can walk to, whatever the threshold and the need."""
        return self.kept(_links, self.walks_asked(choice))

    def walks_asked(self, choice: Choice) -> Choice:
        """Leave of a choice what says who can walk where."""
        return Choice(season=choice.season, platform=choice.platform, **asdict(choice.way))

    def warm(self, choices: Iterable[Choice]) -> None:
        """Work out what readers are likely to ask for next."""
        for choice in choices:
            self.assessment(choice)


def _assess(context: Context, choice: Choice) -> Assessment:
    return assess(context.model_for(choice.way), choice)


def _rules(context: Context, choice: Choice) -> RuleShares:
    return rule_shares(context.model_for(choice.way), choice, context.links(choice))


def _links(context: Context, choice: Choice) -> Links:
    model = context.model_for(choice.way)
    with noted(context.jobs, "rules", choice) as told:
        return site_links(model, choice.season, choice.platform, choice.way, told)


def _offer(context: Context, _: None) -> Offer:
    return offer(context.programme.grid.layers)


def _model_for(context: Context, way: Way) -> Model:
    model, programme = context.model, context.programme
    areas = len(programme.areas)
    seasons: dict[Season, SeasonView] = {}
    with noted(context.jobs, "way", way) as told:
        for season in Season:
            told(len(seasons) / len(Season))
            seasons[season] = season_view(
                context.tables(programme, season, way), model.cells, areas
            )
    # Who chose a way will change season or threshold next: then the answers are there.
    likely, answers = likely_choices(way), (context.assessment, context.rules)
    behind([partial(_likely, answer, one) for one in likely for answer in answers], REST_S)
    return replace(model, seasons=seasons)


def _likely(answer: Callable[[Choice], object], choice: Choice) -> None:
    """Work out what may be asked for next; a reader may end it, and then asks no more."""
    with contextlib.suppress(StoppedError):
        answer(choice)


def ready_context(
    programme: Programme, travel: Mapping[Season, TravelTables], mount: str = ""
) -> Context:
    """Return a context whose model is there from the start."""
    pending: Future[Model] = Future()
    pending.set_result(build_model(programme, travel))
    return Context(programme, pending, mount=mount)


def opening_context(
    programme: Programme,
    tables: Tables = travel_tables,
    scenarios: Path = Path("scenarios"),
    mount: str = "",
    jobs: Jobs | None = None,
) -> Context:
    """
    Return a context whose model and likely answers are there once it was prepared.

    Parameters
    ----------
    tables
        Gives the times of one season and one way of travelling: those of the usual way when it
        is prepared, others when a reader asks.
    """
    pending: Future[Model] = Future()

    def prepare() -> None:
        try:
            pending.set_result(_opened(context))
        except BaseException as fault:
            pending.set_exception(fault)
            raise
        context.warm(likely_choices())

    context = Context(programme, pending, prepare, scenarios, mount, jobs or Jobs(), tables)
    return context


def _opened(context: Context) -> Model:
    """Build the model that every page waits for; each may tell how far it is."""
    travel: dict[Season, TravelTables] = {}
    with noted(context.jobs, "opening", os.getpid()) as told:
        for season in Season:
            told(len(travel) / len(Season))
            travel[season] = context.tables(context.programme, season, Way())
    return build_model(context.programme, travel)


def likely_choices(way: Way | None = None) -> list[Choice]:
    """Return the choices of the map's own controls for one way, the first view first."""
    combinations = itertools.product(Platform, Season, THRESHOLDS_MINUTES)
    first = Choice(**asdict(way)) if way else Choice()
    choices = [
        replace(first, season=season, threshold_minutes=minutes, platform=platform)
        for platform, season, minutes in combinations
    ]
    return sorted(choices, key=lambda choice: choice != first)
