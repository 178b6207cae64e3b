"""Everything the About page says, from the programme and the headline assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import method, summary
from dashboard.method import AboutText
from geodata.choice import Choice
from geodata.names import TOTAL

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
        entries=method.entries(totals, programme.parameter_table),
        parameters=method.parameter_rows(programme.parameter_table),
        sources=method.source_rows(programme.sources),
    )
