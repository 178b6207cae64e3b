"""Everything the About page says, from the programme and the headline assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dashboard import ground_words, method, summary
from dashboard.method import AboutText, RuleRow
from dashboard.text import percent
from dashboard.words import PLATFORM_NAMES
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
        rules=tuple(_rule_row(context, platform) for platform in Platform),
        accessibility=_accessibility(context),
    )


def _rule_row(context: Context, platform: Platform) -> RuleRow:
    """Say what the three rules serve on one platform, in the view that Explore opens with."""
    choice = Choice(platform=platform)
    assessment, rules = context.assessment(choice), context.rules(choice)
    reach = percent(assessment.value(TOTAL, "geographic_coverage"))
    shares = (rules.nearest, rules.accessmod, rules.best) if rules else (np.nan,) * 3
    return RuleRow(PLATFORM_NAMES[platform], reach, *(percent(share) for share in shares))


def _accessibility(context: Context) -> str:
    """Say how much staff is in reach of women: half of need, and the tenth that has least."""
    choice, model = Choice(), context.model
    found = accessibility(model, choice, context.links(choice))
    need = cell_need_per_year(model.cells, conditions(context.programme, choice))
    one = np.zeros(len(need), np.int64)
    tenth, half = weighted_percentiles(found.per_100_need, need, one, 1, (0.1, 0.5))
    left_out = int(found.nobody_in_reach.sum())
    return (
        f"Half of need has at least {half[0]:.2f} Mentor Mothers in health centres per 100 births "
        f"a year in reach, a tenth {tenth[0]:.2f} or fewer; {left_out} sites are left out because "
        "nobody is in reach of them."
    )
