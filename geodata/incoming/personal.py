"""Columns about persons: found by header and by content, and dropped before anything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.reading.text import tidy_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.incoming.result import Remark, Spot

PERSON = (
    r"staff|employee|worker|client|patient|mother|woman|child|infant|baby|person|nurse|partner|"
    r"mentor|coordinator|supervisor|husband|guardian|next_of_kin|contact|owner|respondent|member"
)
HEADERS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in (
        (
            "name",
            (
                r"(full|first|last|sur|given|family|middle|nick|other|maiden|preferred)_?names?|"
                r"names?_and_surnames?|name_surname|initials|lebitso|fane|"
                rf"(names?_of_(the_)?)?({PERSON})s?('?s)?_?(full_?)?(names?)|"
                rf"names?_of_(the_)?({PERSON})s?|prepared_by|enumerator|interviewer|data_clerk"
            ),
        ),
        (
            "phone",
            (
                r"(.*_)?(cell|phone|mobile|tele?|telephone|cellphone|msisdn|whats_?app|fax)"
                r"(_?(no|nos|num|nr|number|numbers|#))?(_\d)?|contact(_?(no|number|details|s))?|"
                r"(.*_)?e_?mail(_address)?"
            ),
        ),
        (
            "identity",
            (
                r"(.*_)?(national|nat|omang|passport|nid|id_card|identity)(_id)?"
                r"(_?(no|num|nr|number|card|document))?|id_?(no|num|nr|number)|"
                r"(staff|employee|payroll|personnel|client|patient|mother|infant|art|hts|anc|nin|ssn)"
                r"_?(id|no|num|number|code|identifier|unique_id)|unique_(art_)?(no|id|number)|"
                r"medical_record.*|mrn|bukana.*|file_no|folder_no"
            ),
        ),
        (
            "birth",
            (r"dob|d_o_b|(date_of_|day_of_)?birth(_?da(y|te))?|birthdate|date_born|age_in_years"),
        ),
        (
            "home",
            (
                r"home_?(village|address|town|place|area|gps)?|(village|place)_of_(residence|origin)|"
                r"residen(ce|tial).*|(.*_)?address|next_of_kin.*|chief|motse"
            ),
        ),
    )
}
# Of these columns the cells decide: a name in words is a person's, a number is a count.
ROLES = re.compile(
    r"(.*_)?in_?charge(_.*)?|(compiled|reported|completed|filled|submitted|verified|approved|"
    r"signed|checked|counted|captured|entered)(_in)?_by|focal_(person|point)|(.*_)?(manager|matron|"
    r"officer|supervisor|nurse|midwife|counsellor|coordinator_name)|signature|responsible(_person)?|"
    r"(mentor_mothers?|mentors?|staff)_(present|on_duty|names?)"
)
IN_WORDS = re.compile(r"[^\W\d_][^\d]{2,}")
CONTENT: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(
        r"(\+|00)?266[\s-]?[\d\s-]{8,11}|\+\d[\d\s-]{8,16}|0\d{2}[\s-]\d{3}[\s-]\d{4}"
    ),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    "identity": re.compile(r"0?\d{12,13}"),
    "mobile": re.compile(r"[56]\d{3}[\s-]?\d{4}"),
}
FEWEST_HITS = 0.5
SAMPLED = 2_000  # Cells looked at before a whole long column is.


PHONE = re.compile(r"(\+|00)266[\s-]?\d{4}[\s-]?\d{4}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[a-z]{2,}", re.IGNORECASE)
BARE_NAMES = frozenset({"name", "names"})


def personal_columns(headers: Sequence[str], columns: Sequence[Sequence[str]]) -> dict[int, str]:
    """
    Return the personal columns of a table, by position, with their kind.

    A column called just "name" names a place, unless other columns are about persons.

    >>> personal_columns(["name", "dob"], [["A"], [""]]), personal_columns(["name"], [["A"]])
    ({1: 'birth', 0: 'name'}, {})
    """
    kinds = {
        place: kind
        for place, (header, cells) in enumerate(zip(headers, columns, strict=True))
        if (kind := personal_kind(header, cells))
    }
    if kinds:
        bare = [place for place, header in enumerate(headers) if tidy_name(header) in BARE_NAMES]
        kinds |= {place: "name" for place in bare if place not in kinds}
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
    """
    name = re.sub(r"[^\w#']+", "_", tidy_name(header)).strip("_")
    for kind, pattern in HEADERS.items():
        if pattern.fullmatch(name):
            return kind
    filled = [cell for cell in cells if cell]
    if filled and ROLES.fullmatch(name) and _share(IN_WORDS, filled) >= FEWEST_HITS:
        return "name"
    # Joined, one search does for all cells; the pattern for addresses would then go back and
    # forth over the whole column, so only cells with an @ are shown to it.
    if PHONE.search("\0".join(filled)) or any(
        "@" in cell and EMAIL.search(cell) for cell in filled
    ):
        return "phone"
    sample = filled[:: max(len(filled) // SAMPLED, 1)]
    for kind, pattern in CONTENT.items():
        if _share(pattern, sample) < FEWEST_HITS / 2:
            continue
        if _share(pattern, filled) >= FEWEST_HITS:
            return kind
    return ""


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
