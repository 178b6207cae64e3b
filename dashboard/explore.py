"""Everything the Explore page says for one selection, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard import details, headlines, printing, summary, tables
from dashboard.maps import legends
from dashboard.maps.figure import initial_figure
from dashboard.serving.delivery import map_styles
from dashboard.text import ExploreText, Option, capital

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dashboard.serving.server import Context
    from dashboard.state import Selection
    from geodata.programme import Programme


@dataclass(frozen=True)
class ExploreView:
    """What the Explore page shows for an address: the selection, its words and its map."""

    selection: Selection
    text: ExploreText
    figure: dict[str, Any]


def explore_view(context: Context, query: Mapping[str, str]) -> ExploreView:
    """Read an address and say and draw everything for it."""
    chosen = context.selected(query)
    figure = initial_figure(context, chosen, map_styles())
    return ExploreView(chosen, explore_text(context, chosen), figure)


def explore_text(context: Context, selection: Selection) -> ExploreText:
    """Say everything for one selection; the page is complete before any callback runs."""
    programme = context.programme
    assessment = context.assessment(selection.choice)
    return ExploreText(
        title=headlines.title(programme, selection),
        sentence=headlines.sentence(programme, assessment, selection),
        period=f"{programme.info.as_of:%B %Y}",
        status=summary.status(programme),
        cards=summary.cards(programme, assessment, selection),
        legend=legends.legend(context, selection),
        attention=summary.attention(programme, assessment),
        detail=details.detail(programme, assessment, selection.place, selection.layer),
        table=tables.table_text(context, selection),
        map_source=map_source(programme),
        outreach_period=outreach_period(programme),
        places=place_options(programme),
        prevalence_layers=prevalence_options(programme),
        print_rows=printing.print_rows(context, selection),
        offer=context.offer,
    )


def map_source(programme: Programme) -> str:
    """Say in one line what the map is drawn from; the About page has the whole list."""
    accuracy_km = programme.info.boundary_accuracy_m / 1000
    layer = programme.info.layers.get("districts")
    lines = programme.sources["title"].get(layer.source, "not stated") if layer else "not stated"
    return f"Boundaries: {lines}, accurate to {accuracy_km:g} km."


def outreach_period(programme: Programme) -> str:
    """Name the months that the outreach visits span, or say that there are none."""
    planned = programme.outreach_visits["planned_date"].dropna()
    if planned.empty:
        return "No outreach visits in the data."
    return f"Outreach: {planned.min():%B %Y} to {planned.max():%B %Y}."


def place_options(programme: Programme) -> tuple[Option, ...]:
    """
    List what the search box finds: districts, sites, stops, community areas.

    A named place stands for the community area it lies in.
    """
    return (
        *_options(programme.districts["area_name"], "Districts"),
        *_options(programme.sites["site_name"], "Sites"),
        *_options(programme.outreach_stops["stop_name"], "Outreach stops"),
        *_options(programme.areas["area_name"], "Community areas"),
    )


def _options(names: pd.Series, group: str) -> tuple[Option, ...]:
    return tuple(
        Option(value=str(code), label=capital(name), group=group) for code, name in names.items()
    )


def prevalence_options(programme: Programme) -> tuple[Option, ...]:
    """List the prevalence layers by title, in the order of the file."""
    layers = programme.prevalence.drop_duplicates("layer_id")
    return tuple(
        Option(value=layer_id, label=title)
        for layer_id, title in zip(layers["layer_id"], layers["layer_title"], strict=True)
    )
