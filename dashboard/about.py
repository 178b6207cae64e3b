"""Everything the About page says, from the programme and the headline assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dashboard import ground_words, method, summary
from dashboard.method import AboutText, RuleRow
from dashboard.text import percent
from dashboard.words import RULES
from geodata.choice import Choice
from geodata.names import TOTAL, Platform
from geodata.rules import accessibility
from geodata.runs import cell_need_per_year, conditions
from geodata.zonal import weighted_percentiles

if TYPE_CHECKING:
    from dashboard.context import Context


def about_text(context: Context) -> AboutText:
    """Fill the explanations with the numbers of the view that Explore opens with."""
    programme = context.programme
    info = programme.info
    measures = context.assessment(Choice()).measures
    totals = measures.loc[[TOTAL]].droplevel(0)
    return AboutText(
        period=f"{info.as_of:%B %Y}",
        status=summary.status(programme),
        version=f"Rules version {info.rule_version}, dataset {info.programme_id} {info.as_of}.",
        entries=method.entries(
            totals,
            programme.parameter_table,
            ground_words.walking_entries(programme, context.model),
        ),
        parameters=method.parameter_rows(programme.parameter_table),
        sources=method.source_rows(programme.sources),
        limits=ground_words.limits(programme),
        rules=_rule_rows(context),
        accessibility=_accessibility(context),
    )


def _rule_rows(context: Context) -> tuple[RuleRow, ...]:
    """Say what the three rules serve on each platform, in the view that Explore opens with."""
    columns = [_rule_column(context, platform) for platform in Platform]
    return tuple(RuleRow(*row) for row in zip(RULES, *columns, strict=True))


def _rule_column(context: Context, platform: Platform) -> list[str]:
    choice = Choice(platform=platform)
    rules, reach = context.rules(choice), context.assessment(choice)
    shares = (rules.nearest, rules.accessmod, rules.best) if rules else (np.nan,) * 3
    return [percent(one) for one in (*shares, reach.value(TOTAL, "geographic_coverage"))]


def _accessibility(context: Context) -> str:
    """Say how much staff is in reach of women: half of need, and the share that has none."""
    choice, model = Choice(), context.model
    found = accessibility(model, choice, context.links(choice))
    need = cell_need_per_year(model.cells, conditions(context.programme, choice))
    one = np.zeros(len(need), np.int64)
    (half,) = weighted_percentiles(found.per_100_need, need, one, 1, (0.5,))
    none = float(need[found.per_100_need == 0].sum()) / (float(need.sum()) or np.nan)
    left_out = int(found.nobody_in_reach.sum())
    return (
        f"Half of need has at least {half[0]:.2f} Mentor Mothers of health centres per 100 births "
        f"a year in reach, {percent(none)} of it none. Left out because nobody is in their reach: "
        f"{left_out} sites."
    )
