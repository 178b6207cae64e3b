"""Lists of persons, one a row: told by what only a person has, whatever their names are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.incoming.personwords import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DAY = r"date|day|datum|data"
# Each of these is true of one person; a table of counts has none of them beside a count.
OF_ONE = re.compile(
    r"age|age_(in_)?(years|months|yrs)|sex|gender|sexe|sexo|genre|idade|boleng|lilemo|"
    r"(hiv|sero|art|tb|pregnancy|syphilis)?_?status(_hiv)?|(.*_)?results?|resultat|resultado|"
    r"(arv_|art_)?regimen|viral_load.*|vl|vl_.*|cd4.*|edd|edc|lmp|gravida|parity|para|weight.*|"
    r"height.*|muac.*|marital_status|education.*|occupation|pregnant|breast_?feeding|"
    r"(delivery_|treatment_|birth_)?outcome|mother|infant|baby|client|patient|"
    rf"(.*_)?(art|enrol\w*|delivery|start|last|next|pcr|test\w*|diagnosis|initiation)_({DAY})(_.*)?|"
    rf"({DAY})_(of_)?(visit|test|pcr|delivery|enrol\w*|art|initiation|diagnosis|start\w*).*|"
    r"visit_date|last_visit|next_(visit|appointment)|appointment.*"
)
TELLING = 2  # So many beside a column about persons, or one more without.
NUMBERED = "identity"  # A number of one client; with anything of one person, rows are persons.
PERSONAL_KINDS = 2
CONTACTS = frozenset({"name", "phone", "email"})  # Of whoever answers for a place.
PLACED = frozenset({"latitude", "longitude", "position"})
COUNTS = frozenset(
    {"count", "headcount", "estimate", "value", "number", "total", "mm", "sc", "cmm", "csc"}
)


def is_line_list(
    headers: Sequence[str],
    kinds: Iterable[str],
    named: Iterable[str],
    *,
    headless: bool,
    places: bool = False,
) -> bool:
    """
    Say whether the rows of a table are persons.

    Without a header nobody knows which columns name them, so there one personal column is
    enough. A table that counts by site and cadre is a roster, which can be counted.

    Parameters
    ----------
    headers
        Of the columns that are not personal.
    kinds
        How the personal columns are about persons.
    named
        What the columns mean in our tables.
    places
        True where each row is another place: with its position or its counts, the persons
        beside it are those who answer for it.

    Examples
    --------
    >>> is_line_list(["Sex", "Age", "Test result"], ["identity"], [], headless=False)
    True
    >>> is_line_list(["district", "sex", "age", "count"], [], ["count"], headless=False)
    False
    """
    personal, meanings = set(kinds), set(named)
    if personal and headless:
        return True
    if {"site_id", "cadre"} <= meanings:
        return False
    of_one = sum(bool(OF_ONE.fullmatch(folded(header))) for header in headers)
    counts = {name.casefold() for name in meanings} & COUNTS
    if places and personal <= CONTACTS and not of_one and (counts or meanings & PLACED):
        return False
    if len(personal) >= PERSONAL_KINDS:
        return True
    telling = TELLING - (NUMBERED in personal and not places) + (not personal)
    return not counts and of_one >= telling
