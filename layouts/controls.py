"""The left column: what to show, where, when, how far, for whom."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from dashboard import ids, travel_words, words
from dashboard.state import CADRE_LAYERS, CONTROL_OF_KEY, Layer, Selection
from layouts.attributes import aria

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dash.development.base_component import Component

    from dashboard.text import ExploreText, Option
    from geodata.ways import Offer

MOST_SUGGESTIONS = 60


def controls(selection: Selection, text: ExploreText) -> Component:
    """Build the controls, each set to what the selection says."""
    values = selection.control_values()
    what = _what(selection, values, text.prevalence_layers)
    return html.Aside(
        [_sheet_head(), *what, _where(values, text.places), _when(text)]
        + [_switch(key, names, values) for key, names in _SWITCHES]
        + [travel(values, text.offer, CONTROL_OF_KEY, ids.TRAVEL_NOW)],
        id=ids.FILTERS,
        className="filters",
        **aria(label="What the map shows"),
    )


_SWITCHES: tuple[tuple[str, Mapping[Any, str]], ...] = (
    ("season", words.SEASON_NAMES),
    ("within", words.WITHIN_NAMES),
    ("platform", words.PLATFORM_NAMES),
    ("need", words.NEED_BASIS_NAMES),
    ("scope", words.SCOPE_NAMES),
)


def level_switch(selection: Selection) -> Component:
    """Build the switch for the rows of the table; it stands above the table."""
    data = _choices(words.LEVEL_NAMES)
    return html.Fieldset(
        [
            html.Legend(words.FIELD_LABELS["level"], className="visually-hidden"),
            dmc.SegmentedControl(data=data, value=str(selection.level), id=ids.LEVEL, size="xs"),
        ],
        className="field field-inline",
    )


def overlay_boxes(selection: Selection) -> Component:
    """Build the boxes for what is drawn over the layer; they stand on the map."""
    boxes = [
        dmc.Checkbox(label=name, value=str(overlay), size="xs")
        for overlay, name in words.OVERLAY_NAMES.items()
    ]
    return html.Fieldset(
        [
            html.Legend(words.FIELD_LABELS["show"], className="visually-hidden"),
            dmc.CheckboxGroup(
                html.Div(boxes, className="overlays"),
                id=ids.OVERLAYS,
                value=[str(overlay) for overlay in selection.overlays],
            ),
        ],
    )


def grouped(options: Sequence[Option]) -> list[dict[str, Any]]:
    """
    Turn options into what a select takes; neighbours of one group stand under its name.

    >>> from dashboard.text import Option
    >>> grouped([Option("LS-A", "Maseru", "Districts")])
    [{'group': 'Districts', 'items': [{'value': 'LS-A', 'label': 'Maseru'}]}]
    """
    return [
        {
            "group": group,
            "items": [{"value": option.value, "label": option.label} for option in members],
        }
        for group, members in groupby(options, key=lambda option: option.group)
    ]


def name_search(
    key: str,
    label: str,
    names: Sequence[Option],
    *,
    placeholder: str,
    value: str | None = None,
    none_found: str = words.PLACE_NOT_FOUND,
    clear: str = "Clear the place",
) -> Component:
    """Build a box that finds one of many names however it is spelt, and can be emptied."""
    box: Component = dmc.Select(
        id=key,
        label=label,
        data=grouped(names),
        value=value,
        placeholder=placeholder,
        nothingFoundMessage=none_found,
        filter=words.FIND_NAME,
        searchable=True,
        clearable=True,
        limit=MOST_SUGGESTIONS,
        size="sm",
        clearButtonProps={"aria-label": clear},
        comboboxProps={"position": "bottom-start"},
    )
    return box


def _sheet_head() -> Component:
    return html.Div(
        [
            html.H2("What to show", className="sheet-title"),
            html.Button("Done", id=ids.FILTERS_CLOSE, className="button", type="button"),
        ],
        className="sheet-head",
    )


def _what(
    selection: Selection, values: Mapping[str, Any], prevalence_layers: Sequence[Option]
) -> list[Component]:
    layer = _select("layer", values, _choices(words.LAYER_NAMES))
    layer_help = html.P(words.LAYER_HELP[selection.layer], id=ids.LAYER_HELP, className="help")
    prevalence = [{"value": option.value, "label": option.label} for option in prevalence_layers]
    return [
        html.Div([layer, layer_help], className="field"),
        html.Div(
            [_select("prevalence", values, prevalence), _help("prevalence")],
            id=ids.PREVALENCE_FIELD,
            className="field",
            hidden=selection.layer != Layer.PREVALENCE,
        ),
        html.Div(
            [_select("cadre", values, _choices(words.CADRE_NAMES)), _help("cadre")],
            id=ids.CADRE_FIELD,
            className="field",
            hidden=selection.layer not in CADRE_LAYERS,
        ),
    ]


def _where(values: Mapping[str, Any], places: Sequence[Option]) -> Component:
    box = name_search(
        ids.PLACE,
        words.FIELD_LABELS["place"],
        places,
        placeholder=words.PLACE_PLACEHOLDER,
        value=values["place"] or None,
    )
    return html.Div([box, _help("place")], className="field")


def _when(text: ExploreText) -> Component:
    """Say which snapshot it is: there is one, so there is nothing to choose."""
    words_of_it = f"{text.period}, one snapshot. {text.outreach_period}"
    return html.P([html.Strong("When "), words_of_it], className="help")


def _select(key: str, values: Mapping[str, Any], data: list[dict[str, Any]]) -> Component:
    box: Component = dmc.Select(
        id=CONTROL_OF_KEY[key],
        label=words.FIELD_LABELS[key],
        data=data,
        value=values[key],
        allowDeselect=False,
        size="sm",
    )
    return box


def _switch(key: str, names: Mapping[Any, str], values: Mapping[str, Any]) -> Component:
    return html.Fieldset(
        [
            html.Legend(words.FIELD_LABELS[key], className="label"),
            dmc.SegmentedControl(
                id=CONTROL_OF_KEY[key],
                data=_choices(names),
                value=values[key],
                fullWidth=True,
                size="xs",
            ),
            _help(key),
        ],
        className="field",
    )


def travel(
    values: Mapping[str, Any], offer: Offer, names: Mapping[str, str], now_id: str
) -> Component:
    """
    Build the controls of how women travel, folded away: hardly anybody changes them.

    Parameters
    ----------
    values
        Of the controls, by key of the address.
    names
        Ids of the controls, by key.
    now_id
        Id of the words that say in short what is chosen.
    """
    fields = [
        html.Fieldset(
            [
                html.Legend(travel_words.LABELS[key], className="label"),
                dmc.SegmentedControl(
                    id=names[key],
                    data=_choices(choices),
                    value=values[key],
                    fullWidth=True,
                    size="xs",
                    disabled=travel_words.closed(key, offer),
                ),
                html.P(travel_words.help_line(key, offer), className="help"),
            ],
            className="field",
        )
        for key, choices in travel_words.NAMES.items()
    ]
    now = html.Span(travel_words.now(values), id=now_id, className="travel-now")
    return html.Details(
        [html.Summary([html.Span(travel_words.TITLE, className="label"), now]), *fields],
        className="travel",
    )


def _choices(names: Mapping[Any, str]) -> list[dict[str, Any]]:
    return [{"value": str(value), "label": name} for value, name in names.items()]


def _help(key: str) -> Component:
    return html.P(words.FIELD_HELP[key], className="help")
