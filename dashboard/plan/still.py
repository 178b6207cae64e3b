"""A plan as a picture made here: for print, and for browsers without WebGL 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.maps.classes import COVERAGE
from dashboard.plan.page import asked_scenario
from dashboard.plan.planned import plan
from dashboard.plan.slots import NOTHING, change_words, sentence
from dashboard.plan.words import NEAREST, PICTURE_NOTE, PICTURE_TITLE, TODAY
from dashboard.provenance import sources_of
from dashboard.serving.delivery import Answer
from dashboard.state import Layer, Selection
from dashboard.still.picture import WITHOUT_HEAD, StillWords, still_picture
from dashboard.still.views import StillView
from dashboard.text import percent
from geodata.gap.export import file_name
from geodata.indicators import COVERAGE_TABLES
from geodata.names import Scope
from geodata.planning.scenario import Scenario
from geodata.status import worst

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.context import Context
    from dashboard.plan.planned import Plan

SHARE: Final = "effective_coverage"


def plan_still_answer(context: Context, query: Mapping[str, str]) -> Answer:
    """
    Answer a request for the picture of a plan, beside today.

    It tells district totals, as every picture of a staff page: neither sites nor stops.
    """
    programme = context.programme
    made = plan(context, asked_scenario(context, query)[0], Scenario())
    words = StillWords(
        title=f"{PICTURE_TITLE}, {programme.info.as_of:%B %Y}",
        sentence=sentence(made, TODAY.lower()),
        note=PICTURE_NOTE,
        sources=sources_of(
            programme, ("districts", *COVERAGE_TABLES), made.after.choice.need_basis
        ),
        with_head=WITHOUT_HEAD not in query,
    )
    shown = Selection(layer=Layer.EFFECTIVE_COVERAGE, scope=Scope.PROGRAMME)
    content = still_picture(programme, made.after, shown, plan_view(made), words)
    lowest = worst(programme.statuses.values())
    name = file_name(programme.info.country, ["plan"], programme.info, lowest, "png")
    return Answer(content, "image/png", name)


def plan_view(made: Plan) -> StillView:
    """Show what share of each district's need can be served with a plan, and its change."""
    index = made.edited.districts.index
    before, after = (
        one.districts[SHARE].reindex(index).astype(float) for one in (made.before, made.after)
    )
    words = [
        percent(now)
        if change_words("share", was, now) == NOTHING
        else f"{percent(now)} ({change_words('share', was, now)})"
        for was, now in zip(before, after, strict=True)
    ]
    return StillView(
        unit=f"share of need that can be served {NEAREST}, and its change beside today",
        words=pd.Series(words, index=index),
        shares=after,
        scale=COVERAGE,
    )
