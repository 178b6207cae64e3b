"""One sheet made into a table: personal columns out first, then header, meanings and values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geodata.findings import Severity
from geodata.incoming.alike import alike_remarks
from geodata.incoming.codecells import code_remarks
from geodata.incoming.columns import KINDS, meanings_of
from geodata.incoming.decisions import Decisions, settled, shape_of
from geodata.incoming.districts import AREA_COLUMNS, match_areas
from geodata.incoming.entities import unknown_words
from geodata.incoming.headers import Frame, tag_meanings, take_apart
from geodata.incoming.linelist import is_line_list
from geodata.incoming.momentcolumns import days_column, is_decimal_years, periods_column
from geodata.incoming.namecells import without_names
from geodata.incoming.points import positions_asked, read_points
from geodata.incoming.repeats import without_repeats
from geodata.incoming.result import ReadTable, Remark, Spot, State
from geodata.incoming.rosters import are_places, counted, without_persons
from geodata.incoming.sheets import formula_remark
from geodata.incoming.siteplaces import place_remarks
from geodata.incoming.structure import structure_remarks
from geodata.incoming.titles import title_remarks
from geodata.incoming.totals import total_remarks, without_country
from geodata.incoming.values import ReadColumn, looks_numeric, numbers_column
from geodata.incoming.wide import long_from_months
from geodata.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.incoming.place import Place
    from geodata.incoming.sheets import Sheet

IN_PERCENT = re.compile(r"%|\bper ?cent", re.IGNORECASE)
IN_THOUSANDS = re.compile(
    r"(?<!per )(?<!/)(\bthousands?\b|\b(1[, ]?)?000'?s?\b|\bmilliers\b|\bmilhares\b)", re.IGNORECASE
)
NUMERIC = frozenset({Kind.NUMBER, Kind.WHOLE, Kind.SHARE})
POINT_COLUMNS = ("latitude", "longitude", "position")


class Asked(NamedTuple):
    """The country that a table is about, what a person decided, and columns in other units."""

    place: Place
    decisions: Decisions
    percent: frozenset[str]
    thousands: frozenset[str]


SITE_COLUMNS = frozenset({"site_id", "site_name", "stop_id", "place_id", "facility_code"})


def read_sheet(
    spot: Spot, sheet: Sheet, place: Place, decisions: Decisions
) -> tuple[ReadTable | None, tuple[Remark, ...]]:
    """
    Return a sheet as a table, or None and why when it may not be used.

    Parameters
    ----------
    decisions
        What a person said; the rest is suggested.
    """
    frame = take_apart(sheet)
    if not sheet.keeps_totals:
        frame = without_country(frame, place.country)
    header_row = frame.header_rows[-1] if frame.header_rows else 0
    cells, remarks, dropped, kinds = without_persons(spot, frame, decisions)
    headers = list(map(str, cells.columns))
    suggested = _with_people({**meanings_of(headers), **tag_meanings(frame)}, cells)
    named = settled(suggested, headers, decisions)
    cells, told = without_names(spot, cells, named)
    remarks += told
    if shape_of(headers) in decisions.remembered:
        message = "The columns were read as it was confirmed for a file of this shape before."
        remarks.append(spot.remark(Severity.NOTE, "columns_remembered", message))
    headless = not frame.header_rows
    places = are_places(cells, named)
    if is_line_list(headers, kinds, named.values(), headless=headless, places=places):
        message = "This sheet looks like a list of persons, one a row; it was not read."
        return None, (
            *remarks,
            spot.remark(
                Severity.ERROR,
                "line_list",
                message,
                "Send counts by site, month and cadre only.",
                expected="counts, not persons",
            ),
        )
    cells = cells.set_axis(list(named.values()), axis="columns")
    remarks += structure_remarks(spot, sheet, frame, cells, named)
    remarks += code_remarks(spot, cells)
    if dropped:
        cells, told = counted(spot, cells)
        remarks += told
    percent, thousands = (
        frozenset(
            named[header] for header in headers if unit.search(frame.units.get(header, header))
        )
        for unit in (IN_PERCENT, IN_THOUSANDS)
    )
    table = _read(spot, sheet, frame, cells, Asked(place, decisions, percent, thousands))
    remarks = [*remarks, *table.remarks]
    final = ReadTable(
        spot, header_row, cells, named, table.frame, table.states, tuple(remarks), table.facts
    )
    return final, final.remarks


def _with_people(meanings: dict[str, str], cells: pd.DataFrame) -> dict[str, str]:
    """Return meanings where a population in numbers is a count, and not which people it is of."""
    header = next((one for one, name in meanings.items() if name == "population"), "")
    if not header or {"count", "estimate"} & set(meanings.values()):
        return meanings
    place = list(meanings).index(header)
    texts = cells.iloc[:, place].tolist()
    return meanings | {header: "count"} if looks_numeric("population", texts) else meanings


def _read(spot: Spot, sheet: Sheet, frame: Frame, cells: pd.DataFrame, asked: Asked) -> ReadTable:
    """Read all cells; the remarks and facts of every part are put together."""
    place, decisions = asked.place, asked.decisions
    out, remarks, facts = without_repeats(spot, cells)
    cells = cells.drop(index=out)
    values, states = pd.DataFrame(index=cells.index), pd.DataFrame(index=cells.index)
    holes: set[int] = set()
    for name in cells.columns:
        formulas = [
            number
            for number, at in sorted(sheet.formula_cells)
            if at < len(frame.headers)
            and frame.headers[at]
            and number in cells.index
            and _column_at(frame, cells, at) == name
        ]
        if formulas:
            remarks.append(formula_remark(spot, name, formulas))
            holes |= set(formulas)
        if name in POINT_COLUMNS:
            continue
        headless = not frame.header_rows
        column = _column(
            spot, cells[name], sheet.decimal_mark, asked, headless=headless, shift=sheet.day_shift
        )
        if column is None:
            values[name] = cells[name]
            continue
        values[name], states[name] = column.cells, column.states
        remarks += column.remarks
        facts.update(column.facts)
    facts["formula_rows"] = sorted(holes)
    _add_points(spot, cells, asked, sheet.decimal_mark, values, remarks, facts)
    _add_districts(spot, cells, place, values, remarks, facts)
    remarks += place_remarks(spot, values, place)
    remarks += [*alike_remarks(spot, values), *unknown_words(spot, values)]
    remarks += title_remarks(spot, frame, place, facts)
    _add_titles(decisions, values, facts)
    remarks += total_remarks(spot, frame, cells, values, facts)
    values, states, more = long_from_months(spot, values, states, facts)
    remarks += more
    facts["rows_ok"] = len(values) - len(holes)
    return ReadTable(spot, 0, cells, {}, values, states, tuple(remarks), facts)


def _column_at(frame: Frame, cells: pd.DataFrame, at: int) -> str:
    names = list(cells.columns)
    return names[at] if len(names) == len(frame.headers) else ""


def _add_titles(decisions: Decisions, values: pd.DataFrame, facts: Mapping[str, object]) -> None:
    """Give rows the period and the district of the title, once a person has said so."""
    for fix, column in (("period", "period"), ("district", "district_code")):
        found = facts.get(f"title_{fix}")
        if found and column not in values and decisions.makes(fix, "", ""):
            values[column] = str(found)


def _column(
    spot: Spot, cells: pd.Series[str], mark: str, asked: Asked, *, headless: bool, shift: int = 0
) -> ReadColumn | None:
    name = str(cells.name)
    kind = KINDS.get(name)
    if kind == Kind.DATE or (kind is None and name.endswith("_date")):
        return days_column(spot, cells, shift)
    if kind == Kind.PERIOD or (headless and is_decimal_years(cells)):
        return periods_column(spot, cells)
    if kind in NUMERIC:
        percent, thousands = name in asked.percent, name in asked.thousands
        return numbers_column(
            spot, cells, mark, kind, asked.decisions, percent=percent, thousands=thousands
        )
    if kind is None and name not in AREA_COLUMNS and looks_numeric(name, list(cells)):
        return numbers_column(spot, cells, mark, Kind.NUMBER, asked.decisions)
    return None


def _add_points(
    spot: Spot,
    cells: pd.DataFrame,
    asked: Asked,
    mark: str,
    values: pd.DataFrame,
    remarks: list[Remark],
    facts: dict[str, object],
) -> None:
    if not positions_asked(list(cells.columns)):
        for name in POINT_COLUMNS:
            if name in cells:
                values[name] = cells[name]
        return
    points = read_points(spot, cells, asked.place, mark, asked.decisions.left)
    for column in map(str, points.frame.columns):
        if column != "coord_quality" or (points.frame[column] != "").any():
            values[column] = points.frame[column]
    remarks += points.remarks
    facts.update(points.facts)


def _add_districts(
    spot: Spot,
    cells: pd.DataFrame,
    place: Place,
    values: pd.DataFrame,
    remarks: list[Remark],
    facts: dict[str, object],
) -> None:
    name = next((column for column in AREA_COLUMNS if column in cells), None)
    if name is None:
        return
    areas = (
        not SITE_COLUMNS & set(cells.columns)
        and "indicator" not in cells
        and "cell_id" not in cells
    )
    codes, more, report = match_areas(spot, cells[name], place, whole_table=areas)
    other = name.replace("code", "name")
    if other in cells and other != name:
        blank = codes == ""
        matches = place.districts.matches(cells[other].unique())
        by_name = {text: match.code for text, match in matches.items()}
        codes = codes.where(~blank, cells[other].map(by_name))
    values["district_code"] = codes.loc[values.index]
    remarks += more
    facts.update(report)


def totals_words(table: ReadTable) -> list[str]:
    """Return the sum of each column of counts in words, with how many rows report."""
    words = []
    for name in table.frame.columns:
        if KINDS.get(str(name)) != Kind.WHOLE or name == "year" or name not in table.states:
            continue
        states = table.states[name]
        known = int((states == State.VALUE).sum())
        total = table.frame[name].sum()
        words.append(f"{name} {total:g} ({known} of {len(states)} rows reported)")
    return words
