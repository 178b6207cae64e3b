"""Gap reports for tests: of the country that can be counted by hand, and of the embedded data."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.assessment import assess
from geodata.choice import Choice
from geodata.gap.actions import action_plan
from geodata.gap.columns import Level
from geodata.gap.report import Report
from geodata.gap.sites import exact_sites
from geodata.gap.table import build
from geodata.names import Scope
from geodata.planning.posttable import post_table
from geodata.privacy import THRESHOLDS, Policy
from geodata.public.view import public_view
from geodata.public.withheld import LeftOut, withheld
from geodata.runs import conditions
from tests.geodata import small
from tests.geodata.worlds import lesotho_model

if TYPE_CHECKING:
    from geodata.model import Model

HOUR = Choice(threshold_minutes=60)
PARAMETERS = pd.DataFrame(
    [("tau", 0.95, "share", np.nan, 1.0, "planning", "A", "=1+1")],
    columns=["name", "value", "unit", "low", "high", "source", "mark", "note"],
)


def small_model() -> Model:
    return small.model(parameter_table=PARAMETERS)


def report_of(
    model: Model,
    choice: Choice,
    level: Level = Level.DISTRICT,
    codes: tuple[str, ...] | None = None,
) -> Report:
    answers = assess(model, choice)
    tables = {each: build(model.programme, answers, each) for each in Level}
    if codes is not None:
        tables[level] = tables[level].in_order(codes)
    posts = post_table(model, choice, conditions(model.programme, choice))
    own = assess(model, replace(choice, scope=Scope.PROGRAMME))
    return Report(
        programme=model.programme,
        assessment=answers,
        level=level,
        tables=tables,
        sites=exact_sites(tables[Level.SITE], posts),
        plan=action_plan(model, choice),
        left_out=LeftOut(
            *(
                withheld(public_view(model.programme, own, Policy(threshold=threshold)))
                for threshold in THRESHOLDS
            ),
            "The headline view.",
        ),
        view=(("prevalence source on the map", "none"),),
    )


@cache
def lesotho_report(level: Level = Level.DISTRICT) -> Report:
    return report_of(lesotho_model(), Choice(), level)
