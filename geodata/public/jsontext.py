"""A public view as JSON text and back, so that what was published can be kept and compared."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any, Final

from geodata.choice import Choice
from geodata.names import NeedBasis, Platform, Scope
from geodata.privacy import Figure, Policy, State
from geodata.public.rows import PublicRow, RowKind
from geodata.public.view import PublicSource, PublicView
from geodata.status import DataStatus
from geodata.terrain import Season

FORMAT: Final = 1
# JSON has no infinity: a walk without a route is kept as a word.
NO_ROUTE: Final = "no route"


class KeptViewError(ValueError):
    """A text is not a public view of this format, or a part of it is damaged."""


def view_text(view: PublicView) -> str:
    """
    Write a view as JSON; the same view gives the same text.

    It holds what the view holds, which is public, and nothing else.
    """
    kept = {"format": FORMAT, **asdict(view)}
    kept["as_of"] = view.as_of.isoformat()
    for name in ("rows", "outside"):
        kept[name] = [_row_kept(row) for row in getattr(view, name)]
    return json.dumps(kept, ensure_ascii=False, indent=1, allow_nan=False)


def view_from(text: str) -> PublicView:
    """
    Read a view that ``view_text`` wrote.

    Raises
    ------
    KeptViewError
        If the text is none, or of another format.
    """
    try:
        kept = json.loads(text)
        if kept.pop("format") != FORMAT:
            raise KeptViewError("This view was kept in another format.")
        return _view(kept)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise KeptViewError(f"This is no public view: {fault}.") from fault


def _view(kept: dict[str, Any]) -> PublicView:
    plain = ("programme_id", "title", "country", "period", "rule_version")
    return PublicView(
        **{name: str(kept[name]) for name in plain},
        as_of=dt.date.fromisoformat(kept["as_of"]),
        choice=_choice(kept["choice"]),
        policy=Policy(**kept["policy"]),
        status=DataStatus(kept["status"]),
        statuses=tuple((name, DataStatus(status)) for name, status in kept["statuses"]),
        rows=tuple(_row(row) for row in kept["rows"]),
        outside=tuple(_row(row) for row in kept["outside"]),
        sources=tuple(PublicSource(**source) for source in kept["sources"]),
        parameters=tuple((name, float(value)) for name, value in kept["parameters"]),
        known_totals=tuple((name, float(value)) for name, value in kept["known_totals"]),
        notes=tuple(map(str, kept["notes"])),
    )


def _choice(kept: dict[str, Any]) -> Choice:
    return Choice(
        season=Season(kept["season"]),
        threshold_minutes=int(kept["threshold_minutes"]),
        platform=Platform(kept["platform"]),
        need_basis=NeedBasis(kept["need_basis"]),
        scope=Scope(kept["scope"]),
    )


def _row_kept(row: PublicRow) -> dict[str, Any]:
    figures = {name: _figure_kept(figure) for name, figure in row.figures}
    return {"kind": row.kind, "area_ids": row.area_ids, "name": row.name, "figures": figures}


def _row(kept: dict[str, Any]) -> PublicRow:
    figures = tuple((name, _figure(figure)) for name, figure in kept["figures"].items())
    return PublicRow(RowKind(kept["kind"]), tuple(kept["area_ids"]), kept["name"], figures)


def _figure_kept(figure: Figure) -> list[Any]:
    ends = [_number_kept(value) for value in (figure.value, figure.lower, figure.upper)]
    return [figure.state, *ends, figure.low_precision]


def _figure(kept: list[Any]) -> Figure:
    state, value, lower, upper, low_precision = kept
    return Figure(State(state), _number(value), _number(lower), _number(upper), bool(low_precision))


def _number_kept(value: float | None) -> float | str | None:
    return NO_ROUTE if value == float("inf") else value


def _number(kept: float | str | None) -> float | None:
    return None if kept is None else float("inf") if kept == NO_ROUTE else float(kept)
