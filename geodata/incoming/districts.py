"""Which district each row is about: by code or name, the sure ones at once, others by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.findings import MOST_ALIKE, Severity
from geodata.incoming.result import Remark, Spot, rows_words
from geodata.matching import How, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geodata.incoming.place import Place
    from geodata.matching import Match

AREA_COLUMNS = ("district_code", "area_code", "district_name", "area_name")
ASIDE = "'\u2018\u2019\u02bc"


def match_areas(
    spot: Spot, cells: pd.Series[str], place: Place, *, whole_table: bool
) -> tuple[pd.Series[str], list[Remark], dict[str, object]]:
    """
    Return the code of each row (empty when not sure), remarks, and the match report.

    Parameters
    ----------
    whole_table
        True when the rows are districts, so that a district without a row is worth a remark.
    """
    matches = place.districts.matches(cells.unique())
    codes = cells.map({text: match.code for text, match in matches.items()})
    rows_with: dict[str, list[int]] = {}
    for number, text in zip(cells.index.tolist(), cells.tolist(), strict=True):
        rows_with.setdefault(text, []).append(int(number))
    national = _rows(cells, [text for text in matches if fold(text) == fold(place.country)])
    blank = _rows(cells, [text for text in matches if not text])
    remarks = _read_as(
        spot,
        cells,
        {
            text: match.code
            for text, match in matches.items()
            if match.code and match.how in {How.FOLDED, How.ALIAS, How.EXACT}
        },
    )
    nation = {cells.loc[row] for row in national}
    asked = [
        match for text, match in matches.items()
        if text and not match.code and text not in nation
    ]  # fmt: skip
    unmatched = [row for match in asked for row in rows_with[match.text]]
    first, rest = _first_to_ask(asked)
    review = [_to_review(match, rows_with[match.text]) for match in first]
    for match in first:
        remarks.append(_question(spot, str(cells.name), match, rows_with[match.text], place))
    if rest:
        rows = sorted(row for match in rest for row in rows_with[match.text])
        remarks.append(_more(spot, str(cells.name), rest, rows))
    if blank:
        message = f"No district is named in {rows_words(blank)}."
        remarks.append(
            spot.remark(
                Severity.WARNING,
                "blank_district",
                message,
                "Name it.",
                rows=blank,
                column=str(cells.name),
                expected="a district",
            )
        )
    if national:
        message = f"'{place.country}' in {rows_words(national)} is the country, read as a total."
        remarks.append(spot.remark(Severity.NOTE, "national_row", message, rows=national))
    facts: dict[str, object] = {
        "codes": sorted(set(codes) - {""}),
        "unmatched": sorted([*unmatched, *blank]),
        "national": national,
        "review": review,
        "suggested": sorted({match.suggestion for match in matches.values() if match.suggestion}),
    }
    if whole_table and len(cells):
        remarks += _report(spot, place, set(codes) - {""}, facts)
    return codes, remarks, facts


def _first_to_ask(asked: Sequence[Match]) -> tuple[list[Match], list[Match]]:
    """Part the names in doubt: those to be asked about, the likely before others, and the rest."""
    likely = [match for match in asked if match.suggestion]
    others = [match for match in asked if not match.suggestion]
    first = [*likely[:MOST_ALIKE], *others[:MOST_ALIKE]]
    return first, [*likely[MOST_ALIKE:], *others[MOST_ALIKE:]]


def _more(spot: Spot, column: str, rest: Sequence[Match], rows: Sequence[int]) -> Remark:
    """Return one warning on all names that are too many to be asked about one by one."""
    likely = sum(bool(match.suggestion) for match in rest)
    message = f"{len(rest):,} more names are no district's ({rows_words(rows)})"
    message += f"; {likely:,} of them are like one's." if likely else "."
    remedy = "Look whether this column names districts at all: villages or sites belong in another."
    return spot.remark(
        Severity.WARNING, "more_unknown_districts", message, remedy, rows=rows, column=column
    )


def _to_review(match: Match, rows: list[int]) -> dict[str, object]:
    """Return one name of the review list: what was written, the likeliest and the next."""
    return {
        "text": match.text,
        "rows": rows,
        "suggestion": match.suggestion,
        "score": round(match.score),
        "runner_up": match.runner_up,
        "runner_up_score": round(match.runner_up_score),
    }


def _rows(cells: pd.Series[str], texts: list[str]) -> list[int]:
    return [int(str(row)) for row in cells.index[cells.isin(texts)]]


def _read_as(spot: Spot, cells: pd.Series[str], read: dict[str, str]) -> list[Remark]:
    """Return one note on the names that were read as codes."""
    if not read:
        return []
    words = ", ".join(f"{_straight(text)} -> {code}" for text, code in read.items())
    return [
        spot.remark(
            Severity.NOTE,
            "district_by_name",
            f"Names read as districts: {words}.",
            "Write the codes to be sure.",
            column=str(cells.name),
        )
    ]


def _straight(text: str) -> str:
    for sign in ASIDE:
        text = text.replace(sign, "'")
    return text


def _question(spot: Spot, column: str, match: Match, rows: list[int], place: Place) -> Remark:
    text = match.text
    hint = "No district has this name"
    if match.how == How.NEEDS_CONFIRMATION:
        hint = f"This is a town; its district is {place.districts.title(match.suggestion)}"
    elif match.suggestion:
        second = ""
        if match.runner_up:
            second = f"; then {place.districts.title(match.runner_up)}, {match.runner_up_score:.0f}"
        title = place.districts.title(match.suggestion)
        hint = f"Perhaps {title}, likeness {match.score:.0f} of 100{second}"
    return spot.remark(
        Severity.WARNING,
        "district_to_confirm" if match.suggestion else "unknown_district",
        f"'{text}' in {rows_words(rows)}: {hint}.",
        f"Confirm {match.suggestion}." if match.suggestion else "Choose the district.",
        rows=rows,
        column=column,
        value=text,
        expected=", ".join(place.districts.names),
        fix=match.suggestion and "alias",
    )


def _report(spot: Spot, place: Place, found: set[str], facts: dict[str, object]) -> list[Remark]:
    names = place.districts.names
    missing = [code for code in names if code not in found]
    facts["missing"] = missing
    message = f"{len(found)} of {len(names)} districts matched"
    if missing:
        message += f"; no data for {', '.join(place.districts.title(code) for code in missing)}"
    return [spot.remark(Severity.NOTE, "match_report", f"{message}.")]
