"""Where the table stands in a sheet: title rows, header of one or two rows, tags, totals, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geodata.incoming.columns import KNOWN, TAGS, meaning_of, month_of_header
from geodata.incoming.personal import personal_kind
from geodata.incoming.totalrows import (
    adding_up,
    adding_up_in_parts,
    have_totals,
    is_number,
    is_total,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.incoming.sheets import Sheet
    from geodata.reading.rows import Row

MOST_TITLE_ROWS = 30
ENOUGH_KNOWN = 2
WIDE_ENOUGH = 0.6
SINGLE = 1
FEWEST_NAMES = 2  # Below the titles of groups.
NOTE_WIDTH = 3  # In a narrower table a row with one cell may be data.
UNIT = re.compile(
    r"[(\[]?(%|per ?cent|percentage|share|thousands?|number|count|no\.?|n|#|people|persons|women|"
    r"text|code|id|degrees?|deg|\u00b0|decimal degrees|dd|m|metres?|meters?|km2?|km\u00b2|min|"
    r"minutes?|hours?|h|days?|yyyy-?mm(-?dd)?|dd/mm/yyyy|date|yes/no|0/1)[)\]]?",
    re.IGNORECASE,
)
YEAR = re.compile(r"(19|20)\d{2}")  # Years may head columns; no count is told from them here.
DIGITS = re.compile(r"\d")
RULE = re.compile(r":?-{2,}:?|={2,}|_{2,}")  # A line drawn below a header.
TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+[a-z0-9_]+)*", re.IGNORECASE)


@dataclass(frozen=True)
class Frame:
    """
    A sheet taken apart.

    ``headers`` are unique; ``header_rows`` empty when there is none. ``titles`` stand above,
    ``totals`` and ``notes`` were left out of ``body``, ``tags`` are those of an HXL row and
    ``units`` those of a row of units, by header.
    """

    headers: tuple[str, ...]
    header_rows: tuple[int, ...]
    titles: tuple[Row, ...]
    body: tuple[Row, ...]
    totals: tuple[Row, ...] = ()
    notes: tuple[Row, ...] = ()
    tags: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)


def take_apart(sheet: Sheet) -> Frame:
    r"""
    Find header, body, totals and footnotes of a sheet.

    >>> from geodata.incoming.sheets import sheets_of
    >>> raw = b"Report 2017,\n\nsite_id,MM\nS1,2\nTotal,2\n"
    >>> frame = take_apart(sheets_of("a.csv", raw)[0][0])
    >>> frame.headers, frame.header_rows, [row.cells for row in frame.body]
    (('site_id', 'MM'), (3,), [('S1', '2')])
    """
    rows = sheet.rows
    place = _header_place(rows)
    if place is None:
        width = max(len(row.cells) for row in rows)
        names = tuple(f"column {number}" for number in range(1, width + 1))
        return Frame(names, (), (), rows)
    headers, first = _joined(sheet, place)
    if below := _with_row_below(sheet, place, headers):
        headers, place = below, place + 1
    titles = tuple(row for row in rows[:first] if not row.cells[0].startswith("#"))
    rest = rows[place + 1 :]
    if rest and all(RULE.fullmatch(cell) for cell in _filled(rest[0])):
        rest = rest[1:]
    tags: tuple[str, ...] = ()
    if rest and _is_tag_row(rest[0]):
        tags, rest = rest[0].cells, rest[1:]
    units: dict[str, str] = {}
    names = _unique(headers)
    if rest and _is_unit_row(rest[0]):
        units = {name: cell for name, cell in zip(names, rest[0].cells, strict=False) if cell}
        rest = rest[1:]
    body, totals, notes = _without_totals(rest, headers, kept=sheet.keeps_totals)
    numbers = tuple(row.number for row in rows[first : place + 1])
    return Frame(names, numbers, titles, body, totals, notes, tags, units)


def _filled(row: Row) -> list[str]:
    return [cell for cell in row.cells if cell]


def _header_place(rows: Sequence[Row]) -> int | None:
    top = rows[:MOST_TITLE_ROWS]
    width = max(len(_filled(row)) for row in rows[: 2 * MOST_TITLE_ROWS])
    scores = [header_score(row) for row in top]
    best = max(scores)
    if best >= ENOUGH_KNOWN or (best and width <= ENOUGH_KNOWN):
        return scores.index(best)
    for place, row in enumerate(top[:-1]):
        cells = _filled(row)
        words = [cell for cell in cells if not is_number(cell)]
        if len(cells) >= max(WIDE_ENOUGH * width, 1) and len(words) == len(cells):
            return place if _differs(row, rows[place + 1 :]) else None
    return 0 if best else None


def _differs(header: Row, rest: Sequence[Row]) -> bool:
    """Say whether some row below holds a number, or a day, where the header holds a word."""
    return any(
        is_number(cell) or (DIGITS.search(cell) and not DIGITS.search(name))
        for row in rest
        for cell, name in zip(row.cells, header.cells, strict=False)
        if name and cell
    )


def header_score(row: Row) -> int:
    """
    Return how many cells of a row are known headers; rows with numbers are data.

    >>> from geodata.reading.rows import Row
    >>> header_score(Row(1, ("site_id", "MM"))), header_score(Row(2, ("S1", "2")))
    (2, 0)
    """
    cells = _filled(row)
    if row.cells[0].startswith("#") or _is_tag_row(row):
        return 0
    known = sum(
        bool(meaning_of(cell) or month_of_header(cell) or personal_kind(cell, ())) for cell in cells
    )
    numbers = sum(is_number(cell) for cell in cells if not YEAR.fullmatch(cell))
    return 0 if numbers > len(cells) - known or (numbers and numbers >= known) else known


def _is_tag_row(row: Row) -> bool:
    cells = _filled(row)
    return bool(cells) and all(TAG.fullmatch(cell) for cell in cells)


def _is_unit_row(row: Row) -> bool:
    """Say whether a row says what the columns are measured in: words for units, no numbers."""
    cells = _filled(row)
    return len(cells) >= ENOUGH_KNOWN and all(UNIT.fullmatch(cell) for cell in cells)


def _joined(sheet: Sheet, place: int) -> tuple[list[str], int]:
    """Return the header, joined with the row of group titles above it where there is one."""
    below = list(sheet.rows[place].cells)
    if not place or sheet.rows[place - 1].number != sheet.rows[place].number - 1:
        return below, place
    above = sheet.rows[place - 1]
    spans = [span for span in sheet.merged if span[0] == above.number]
    groups = len(_filled(above)) > SINGLE
    repeated = len(set(filter(None, below))) < len(list(filter(None, below)))
    if not groups or not (spans or repeated):
        return below, place
    titles = _spread(above.cells, spans, len(below))
    names = [
        f"{title} / {name}" if title and name and _is_group(title, name, titles) else name or title
        for title, name in zip(titles, below, strict=True)
    ]
    return names, place - 1


def _with_row_below(sheet: Sheet, place: int, headers: Sequence[str]) -> list[str]:
    """Return the header joined with a second row of it below, where groups need one; else none."""
    top = sheet.rows[place]
    if place + 1 >= len(sheet.rows) or sheet.rows[place + 1].number != top.number + 1:
        return []
    names = [*sheet.rows[place + 1].cells, *[""] * len(headers)][: len(headers)]
    spans = [span for span in sheet.merged if span[0] == top.number]
    titles = _spread(top.cells, spans, len(headers))
    grouped = {at for at, title in enumerate(titles) if title and titles.count(title) > SINGLE}
    own = [at for at, name in enumerate(names) if name and name != titles[at]]
    words = [names[at] for at in own if not is_number(names[at])]
    if len(own) < FEWEST_NAMES or len(words) < len(own) or not set(own) <= grouped:
        return []
    return [
        title if not name or name == title
        else f"{name} {title}" if YEAR.fullmatch(title) else f"{title} / {name}"
        for title, name in zip(_named(headers, titles, grouped), names, strict=True)
    ]  # fmt: skip


def _named(headers: Sequence[str], titles: Sequence[str], grouped: set[int]) -> list[str]:
    """Return the header, with the title of its group where it stands below one."""
    return [titles[at] if at in grouped else header for at, header in enumerate(headers)]


def _is_group(title: str, name: str, titles: Sequence[str]) -> bool:
    """Say whether a title adds anything: it stands over several columns, or names no column."""
    return titles.count(title) > SINGLE or (title.casefold() not in KNOWN and title != name)


def _spread(cells: Sequence[str], spans: Sequence[tuple[int, int, int]], width: int) -> list[str]:
    titles = [*cells[:width], *[""] * (width - len(cells))]
    for _, first, last in spans:
        for column in range(first, min(last + 1, width)):
            titles[column] = cells[first]
    if not spans:
        for column in range(1, width):
            titles[column] = titles[column] or titles[column - 1]
    return titles


def _without_totals(
    rows: Sequence[Row], headers: Sequence[str], *, kept: bool
) -> tuple[tuple[Row, ...], tuple[Row, ...], tuple[Row, ...]]:
    worded = not kept and have_totals(rows)
    totals = [] if kept else [row for row in rows if is_total(row, worded=worded)]
    numbers = {row.number for row in totals}
    rest = [row for row in rows if row.number not in numbers]
    wide = [place for place, row in enumerate(rest) if len(_filled(row)) > SINGLE]
    end = wide[-1] + 1 if wide and len(headers) >= NOTE_WIDTH else len(rest)
    while end < len(rest) and _is_code(rest[end]) and _is_code(rest[end - 1]):
        end += 1  # A row that holds only its code is no note.
    notes = [row for place, row in enumerate(rest) if place >= end or row.cells[0].startswith("*")]
    numbers = {row.number for row in notes}
    body = [row for row in rest if row.number not in numbers]
    if not kept and not totals and (last := adding_up(body)):
        totals, body = [last], [row for row in body if row is not last]
    if not kept and not totals and (parts := adding_up_in_parts(body)):
        totals, body = parts, [row for row in body if row not in parts]
    return tuple(body), tuple(totals), tuple(notes)


def _is_code(row: Row) -> bool:
    longest = 20
    return 0 < len(row.cells[0]) <= longest and " " not in row.cells[0]


def _unique(headers: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for number, header in enumerate(headers, start=1):
        name = " ".join(header.split()) or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def tag_meanings(frame: Frame) -> dict[str, str]:
    """Return what the tags of an HXL row say the columns mean."""
    return {
        header: TAGS[tag.replace(" ", "").casefold()]
        for header, tag in zip(frame.headers, frame.tags, strict=False)
        if tag.replace(" ", "").casefold() in TAGS
    }
