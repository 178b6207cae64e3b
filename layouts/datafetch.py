"""The part of the Data page that fetches from elsewhere: one small form for each source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard import ids
from dashboard.data import fetchwords
from layouts.attributes import data

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.data.fetchwords import Field, Source

LONGEST = 500


def fetch_part() -> Component:
    """Build the part; it is folded until somebody wants it, and its script sends the forms."""
    return html.Details(
        [
            html.Summary(fetchwords.TITLE, className="fetch-title"),
            html.P(fetchwords.LEAD),
            html.P(fetchwords.STATUS, className="fetch-status"),
            html.Div([_form(source) for source in fetchwords.SOURCES], className="fetch-sources"),
            html.P(fetchwords.NAOMI),
            html.Div(id=ids.DATA_FETCH_SAID, role="status", className="data-message"),
        ],
        id=ids.DATA_FETCH,
        className="fetch-part",
    )


def _form(source: Source) -> Component:
    return html.Form(
        [
            html.H3(source.title, className="fetch-source"),
            html.P(source.lead, className="help"),
            html.Div([_field(source, field) for field in source.fields], className="data-form"),
            html.Button(
                f"{fetchwords.START} from {source.title}", type="submit", className="button"
            ),
        ],
        className=f"fetch-form fetch-{source.kind}",
        **data(fetch=source.kind),
    )


def _field(source: Source, field: Field) -> Component:
    if field.kind == "check":
        box = dcc.Checklist([{"label": field.label, "value": "yes"}])
        return html.Div(box, className="data-accept", **data(check=field.name))
    own = f"fetch-{source.kind}-{field.name}"
    entry = dcc.Input(
        id=own, name=field.name, type="password" if field.kind == "password" else "text",
        value=field.value, placeholder=field.example, maxLength=LONGEST, autoComplete="off",
    )  # fmt: skip
    return html.Label([field.label, entry], className="data-field", htmlFor=own)
