"""Columns about persons: found by header and by content, and dropped before anything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.personwords import (
    ANSWERS,
    BARE_NAMES,
    BARE_PLACES,
    BESIDE_POSTS,
    COMMENTS,
    CONTENT,
    COUNT_OR_NUMBER,
    EMAIL,
    FACILITIES,
    HEADERS,
    HIV_STATUS,
    IN_WORDS,
    LETTERS,
    MOBILE,
    NAME_WORDS,
    NAMES_OF_PERSONS,
    OF_STAFF,
    PERSONS,
    PHONES,
    PLACES,
    POST,
    POSTS_HELD,
    ROLES,
    SPOKEN_OF,
    folded,
)
from geodata.reading.values import MISSING_MARKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.incoming.result import Remark, Spot

ENDING = re.compile(r"_(names?|nom|nome)$")
FEWEST_HITS = 0.5
SAMPLED = 2_000  # Cells looked at before a whole long column is.


def personal_columns(headers: Sequence[str], columns: Sequence[Sequence[str]]) -> dict[int, str]:
    """
    Return the personal columns of a table, by position, with their kind.

    A column called just "name" names a place, unless other columns are about persons or say
    which post each row is about; a village is a home where rows are persons.

    >>> personal_columns(["name", "dob"], [["A"], [""]]), personal_columns(["name"], [["A"]])
    ({1: 'birth', 0: 'name'}, {})
    """
    kinds = {
        place: kind
        for place, (header, cells) in enumerate(zip(headers, columns, strict=True))
        if (kind := personal_kind(header, cells))
    }
    plain = [folded(header) for header in headers]
    if any(POST.fullmatch(name) for name in plain):
        kinds |= {
            place: "health"
            for place, (name, cells) in enumerate(zip(plain, columns, strict=True))
            if OF_STAFF.fullmatch(name) or _share(HIV_STATUS, [*filter(None, cells)]) >= FEWEST_HITS
        }
    bare = [place for place, name in enumerate(plain) if name in BARE_NAMES and place not in kinds]
    posts = any(POST.fullmatch(name) for name in plain) and any(
        set(name.split("_")) & PLACES for name in plain
    )
    if kinds or posts:
        persons = [place for place in bare if not _are_places(columns[place])]
        kinds |= dict.fromkeys(persons, "name")
    if set(kinds.values()) - {"phone"}:
        homes = [place for place, name in enumerate(plain) if name in BARE_PLACES]
        kinds |= {place: "home" for place in homes if place not in kinds}
    return kinds


def personal_kind(header: str, cells: Sequence[str]) -> str:
    """
    Return how a column is about persons, or an empty text.

    A village, a site name or a count is about a place; a mobile number is told from a count by
    its eight digits beginning with 5 or 6 in nearly every cell.

    >>> personal_kind("Full name", []), personal_kind("x", ["+266 5800 0000"])
    ('name', 'phone')
    >>> personal_kind("site_name", ["Ha Thaba"]), personal_kind("headcount", ["2"])
    ('', '')
    >>> personal_kind("Nom du patient", []), personal_kind("Nom du site", [])
    ('name', '')
    """
    name = folded(header)
    filled = [cell for cell in cells if cell]
    for kind, pattern in HEADERS.items():
        if pattern.fullmatch(name):
            return kind
    words = {word.rstrip("0123456789") for word in name.split("_")}
    if words & NAMES_OF_PERSONS and not words & PLACES:
        return "name"
    if words & NAME_WORDS and words & PERSONS:
        return "name"
    return _kind_by_cells(name, words, filled) if filled else ""


def _kind_by_cells(name: str, words: set[str], filled: Sequence[str]) -> str:
    """Return how the cells of a column say that it is about persons, or an empty text."""
    if COUNT_OR_NUMBER.fullmatch(name) and not all(map(_is_count, filled)):
        return "identity"
    if ROLES.fullmatch(ENDING.sub("", name)) and _share(IN_WORDS, filled) >= FEWEST_HITS:
        return "name"
    if words & POSTS_HELD and words <= POSTS_HELD | BESIDE_POSTS and _are_names(filled):
        return "name"
    if _names_someone(words, list(dict.fromkeys(filled))):
        return "phone"
    sample = filled[:: max(len(filled) // SAMPLED, 1)]
    for kind, pattern in CONTENT.items():
        if _share(pattern, sample) < FEWEST_HITS / 2:
            continue
        if _share(pattern, filled) >= FEWEST_HITS:
            return kind
    return ""


def _names_someone(words: set[str], filled: Sequence[str]) -> bool:
    """Say whether a cell holds a full number, an address or, in comments, somebody spoken of."""
    # Joined, one search does for all cells; the pattern for addresses would then go back and
    # forth over the whole column, so only cells with an @ are shown to it.
    joined = "\0".join(filled)
    if PHONES.search(joined) or any("@" in cell and EMAIL.search(cell) for cell in filled):
        return True
    if words & COMMENTS and SPOKEN_OF.search(joined):
        return True
    among_words = (cell for cell in filled if LETTERS.search(cell))
    return bool(MOBILE.search(joined)) and any(MOBILE.search(cell) for cell in among_words)


def names_someone(cell: str) -> bool:
    """
    Say whether one cell holds a telephone number or an address beside other words.

    >>> [names_someone(cell) for cell in ("Ha Thaba", "Ha Thaba (5801 2345)", "+266 5801 2345")]
    [False, True, True]
    """
    return _names_someone(set(), [cell]) or bool(CONTENT["phone"].fullmatch(cell))


def _are_places(cells: Sequence[str]) -> bool:
    """Say whether most cells have a word that names a facility, which no person's name has."""
    filled = [cell for cell in cells if cell]
    said = sum(bool(set(folded(cell).split("_")) & FACILITIES) for cell in filled)
    return said > FEWEST_HITS * len(filled)


def _is_count(cell: str) -> bool:
    longest = 4
    known = cell.isdigit() and len(cell) <= longest
    return known or cell.casefold() in MISSING_MARKS


def _are_names(cells: Sequence[str]) -> bool:
    """Say whether cells in words are names: hardly ever one twice, and none that of a post."""
    words = [cell for cell in cells if IN_WORDS.fullmatch(cell) and cell.casefold() not in ANSWERS]
    posts = any(set(folded(cell).split("_")) & PERSONS for cell in words)
    most = len(words) >= FEWEST_HITS * len(cells) and len(set(words)) > FEWEST_HITS * len(words)
    return bool(words) and most and not posts


def _share(pattern: re.Pattern[str], cells: Sequence[str]) -> float:
    return sum(bool(pattern.fullmatch(cell)) for cell in cells) / max(len(cells), 1)


def personal_remarks(spot: Spot, header_row: int, dropped: Mapping[str, str]) -> list[Remark]:
    """Return the warning on the columns that were dropped: row and column only, no value."""
    if not dropped:
        return []
    columns = ", ".join(f"'{column}'" for column in dropped)
    message = (
        f"Columns about persons were dropped before anything else was read: {columns}. "
        "Nothing of them was kept."
    )
    return [
        spot.remark(
            Severity.WARNING,
            "personal_columns",
            message,
            "Send counts by site and cadre only; delete these columns in your copy.",
            rows=[header_row] if header_row else [],
            expected="no column about persons",
            column=", ".join(dropped),
        )
    ]


def likely_remarks(spot: Spot, header_row: int, dropped: Sequence[str]) -> list[Remark]:
    """Return the warning on columns of which nobody knows what they are, and that hold names."""
    if not dropped:
        return []
    columns = ", ".join(f"'{column}'" for column in dropped)
    message = (
        f"Columns that seem to hold names of persons were dropped before anything else was read: "
        f"{columns}. Nothing of them was kept."
    )
    return [
        spot.remark(
            Severity.WARNING,
            "likely_personal_columns",
            message,
            "Delete them in your copy; a column of places needs a header that says so, such as "
            "site_name or village.",
            rows=[header_row] if header_row else [],
            expected="no column about persons",
            column=", ".join(dropped),
        )
    ]
