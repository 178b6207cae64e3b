"""Made-up words that fill every slot once, and helpers to look into a layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard import ids
from dashboard.state import Selection
from dashboard.text import (
    AttentionGroup,
    AttentionItem,
    CardText,
    DetailRow,
    DetailText,
    ExploreText,
    LegendEntry,
    LegendText,
    Links,
    Option,
    PrintRows,
    StatusText,
    TableText,
)
from layouts.pages import explore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dash.development.base_component import Component

STATUS = StatusText("Demonstration", "demonstration", "Demonstration data: invented.")
CARDS = tuple(
    CardText(f"label {slot}", f"{slot}", f"sub {slot}", f"Made of: {slot}")
    for slot in range(ids.CARD_SLOTS)
)
LEGEND = LegendText(
    "Walking time",
    "to the nearest staffed site",
    "Bridges are assumed.",
    (LegendEntry("up to 30 min", "fill", "#f3e6a9"), LegendEntry("no data", "hatch")),
    (LegendEntry("town", "square", "var(--ink)"),),
)
ATTENTION = (
    AttentionGroup(
        "Areas flagged: 2",
        (AttentionItem("near Semonkong", "about 2 h 40 min", "LS-A-017", "1"),),
        "and 1 more",
    ),
    AttentionGroup("Outreach overdue: 0", (), "Every stop had a visit."),
)
DETAIL = DetailText(
    "District",
    "Maseru",
    "In Maseru about 84% of need lies within two hours' walk.",
    (DetailRow("Need a year", "about 3,000", "2,350 to 3,850"), DetailRow("Sites", "18")),
    "Need a year",
    "need",
)
PLACES = (Option("LS-A", "Maseru", "Districts"), Option("S-01", "Demo site Maseru-01", "Sites"))


def explore_text(detail: DetailText | None = None) -> ExploreText:
    """Words for the whole page, with or without a chosen place."""
    return ExploreText(
        title="Walking time, November 2017",
        sentence="About 83% of need lies within two hours' walk.",
        period="November 2017",
        status=STATUS,
        cards=CARDS,
        legend=LEGEND,
        attention=ATTENTION,
        detail=detail,
        table=TableText(
            "Districts", "note", ({"id": "LS-A", "name": "Maseru"},), ({"field": "name"},)
        ),
        map_source="Sources: invented.",
        places=PLACES,
        prevalence_layers=(Option("naomi_2022_women_25_29", "Naomi"),),
        print_rows=PrintRows(("District", "Need"), (("Maseru", "about 3,000"),)),
    )


def explore_page(
    selection: Selection | None = None, detail: DetailText | None = None, links: Links | None = None
) -> Component:
    """Build the Explore page from the made-up words."""
    return explore.layout(selection or Selection(), explore_text(detail), links or Links())


def parts(component: Component) -> Iterator[Any]:
    """Every component of a layout, itself included, in order."""
    yield component
    yield from (part for part in component._traverse() if hasattr(part, "_type"))


def by_id(component: Component) -> dict[str, Any]:
    """Components of a layout that have an id, by it."""
    return {part.id: part for part in parts(component) if getattr(part, "id", None)}


def of_type(component: Component, name: str) -> list[Any]:
    """Components of one type, in order."""
    return [part for part in parts(component) if part._type == name]
