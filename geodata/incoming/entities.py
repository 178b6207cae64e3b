"""Which table of a dataset an incoming table is, and its rows in that table's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.findings import Severity
from geodata.incoming.columns import meaning_of, plain
from geodata.incoming.result import rows_words
from geodata.names import Cadre
from geodata.reading.values import NO, YES
from geodata.schema import (
    BRIDGES,
    DISTRICTS,
    FERTILITY,
    LANDCOVER_CLASSES,
    OUTREACH_STOPS,
    OUTREACH_VISITS,
    PARAMETERS,
    PLACES,
    POPULATION,
    PREVALENCE,
    SITES,
    SOURCES,
    STAFFING,
    Column,
    Kind,
    Table,
)
from geodata.tablefiles import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodata.incoming.result import ReadTable, Remark, Spot

# Only what cannot mean another of a list's words; which owner is meant by "FBO" nobody can say.
IN_OTHER_WORDS = {
    **dict.fromkeys(
        ("district_hospital", "mission_hospital", "regional_hospital", "general_hospital",
         "referral_hospital", "national_referral_hospital", "primary_hospital"), "hospital",
    ),
    **dict.fromkeys(("health_center", "centre_de_sante", "centro_de_saude"), "health_centre"),
    **dict.fromkeys(("ministry_of_health", "government", "public", "gov", "govt"), "MoH"),
    **dict.fromkeys(("f", "females", "women", "girls"), "female"),
    **dict.fromkeys(("m", "males", "men", "boys"), "male"),
    **dict.fromkeys(("both_sexes", "total", "m_f", "f_m"), "both"),
    "christian_health_association_of_lesotho": "CHAL",
    "red_cross": "RedCross",
}  # fmt: skip
CODE = "facility_code"  # What a header 'code' is read as, of whatever it may be.
CADRES = [str(cadre) for cadre in Cadre]
# Told by the columns that only this table has, the most special first.
STAFF_SIGNS = frozenset({"site_id", "cadre", "headcount"})
SITE_SIGNS = frozenset({"site_id", "latitude", "longitude"})
SIGNS: tuple[tuple[Table, frozenset[str]], ...] = (
    (OUTREACH_VISITS, frozenset({"stop_id", "planned_date"})),
    (OUTREACH_STOPS, frozenset({"stop_id", "latitude", "longitude"})),
    (PLACES, frozenset({"place_id", "latitude", "longitude"})),
    (BRIDGES, frozenset({"bridge_id", "latitude", "longitude"})),
    (STAFFING, STAFF_SIGNS),
    (SITES, SITE_SIGNS),
    (PREVALENCE, frozenset({"estimate", "period"})),
    (POPULATION, frozenset({"count", "year"})),
    (FERTILITY, frozenset({"tfr", "year"})),
    (DISTRICTS, frozenset({"district_code", "in_programme"})),
    (PARAMETERS, frozenset({"name", "value", "mark"})),
    (SOURCES, frozenset({"id", "title"})),
    (LANDCOVER_CLASSES, frozenset({CODE, "cover"})),
)


def entity_of(columns: Iterable[str]) -> Table | None:
    """
    Return the table of the dataset that these columns fill, or None.

    >>> entity_of(["site_id", "MM", "SC"]).name
    'staffing'
    >>> entity_of(["district_code", "coverage"]) is None
    True
    """
    names = set(columns)
    for table, signs in SIGNS:
        if signs <= names:
            return table
    return STAFFING if "site_id" in names and names & set(CADRES) else None


def nearest(columns: Iterable[str]) -> tuple[str, str]:
    """
    Return what a list of staff or sites would fill, and the one column it lacks for that.

    >>> nearest(["site_id", "cadre"]), nearest(["district_code", "coverage"])
    (('staffing.csv', 'headcount'), ('', ''))
    >>> nearest(["site_name", "MM"])
    ('staffing.csv', 'site_id')
    """
    names = set(columns)
    if names & set(CADRES):
        return f"{STAFFING.name}.csv", "site_id"
    for table, signs in ((STAFFING, STAFF_SIGNS), (SITES, SITE_SIGNS)):
        lacks = signs - names
        if len(lacks) == 1:
            return f"{table.name}.csv", next(iter(lacks))
    return "", ""


def rows_of(read: ReadTable, table: Table, period: str) -> pd.DataFrame:
    """
    Return the rows of an incoming table as texts in the columns that the dataset's table has.

    A cell that is missing, suppressed or in doubt is blank: nothing is guessed.

    Parameters
    ----------
    period
        Of a snapshot of staff whose rows do not say it.
    """
    frame = read.frame
    if table is STAFFING and "cadre" in frame:
        frame = frame.assign(cadre=[cadre_of(str(text)) for text in frame["cadre"]])
    if table is STAFFING:
        frame = _long_staff(frame, period)
    if table is LANDCOVER_CLASSES:
        frame = frame.rename(columns={CODE: "code"})
    if "area_code" in table.column_names and "district_code" in frame:
        frame = frame.assign(area_code=_area_codes(frame))
    columns = {
        column.name: _words(frame[column.name].tolist(), column)
        for column in table.columns
        if column.name in frame
    }
    return pd.DataFrame(columns, index=frame.index, dtype="str")


def _words(values: list[Any], column: Column) -> list[str]:
    """Return cells as texts of a column; the same cell is worked out once."""
    known = {value: word_of(_text(value, column.kind), column.choices) for value in set(values)}
    return [known[value] for value in values]


def cadre_of(text: str) -> str:
    """
    Return the code of a cadre written in words, or the text.

    >>> cadre_of("Mentor mother"), cadre_of("mm"), cadre_of("Nurse")
    ('MM', 'MM', 'Nurse')
    """
    meaning = meaning_of(text)
    return meaning if meaning in CADRES else text


def _area_codes(frame: pd.DataFrame) -> pd.Series[str]:
    codes = frame["district_code"].astype("str")
    return codes.where(codes != "", frame.get("area_code", codes))


def _long_staff(frame: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return one row for each site and cadre where the cadres stand side by side."""
    if "cadre" not in frame:
        wide = [name for name in CADRES if name in frame]
        frame = frame.drop(columns="headcount", errors="ignore")  # Of all together: no cadre's.
        others = [name for name in frame.columns if name not in wide]
        frame = frame.melt(others, wide, "cadre", "headcount")
    return frame if "period" in frame else frame.assign(period=period)


def word_of(text: str, choices: Sequence[str]) -> str:
    """
    Return the word of a list that a text means when only case, spaces or hyphens differ.

    >>> word_of("Health Center", ("hospital", "health_centre")), word_of("x", ("hospital",))
    ('health_centre', 'x')
    """
    if not choices or text in choices:
        return text
    word = IN_OTHER_WORDS.get(plain(text), "")
    same = [choice for choice in choices if plain(choice) == plain(text) or choice == word]
    return str(same[0]) if len(same) == 1 else text


def word_remarks(read: ReadTable, table: Table, rows: pd.DataFrame) -> list[Remark]:
    """Return a note on words of a list that were read from other words than its own."""
    remarks = []
    for column in table.columns:
        if not column.choices or column.name not in rows or column.name not in read.frame:
            continue
        if len(rows) != len(read.frame):
            continue
        cells = map(str, read.frame[column.name].tolist())
        pairs = set(zip(cells, rows[column.name].tolist(), strict=True))
        read_as = {text: word for text, word in pairs if word and plain(text) != plain(word)}
        if read_as:
            words = ", ".join(f"'{text}' -> {word}" for text, word in sorted(read_as.items()))
            message = f"Words of {column.name} were read as: {words}."
            remedy = "Write the dataset's own words to be sure."
            remarks.append(
                read.spot.remark(Severity.NOTE, "words_read", message, remedy, column=column.name)
            )
    return remarks


def unknown_words(spot: Spot, frame: pd.DataFrame) -> list[Remark]:
    """Return a warning on each word of a column that has a list of words, and is not in it."""
    table = entity_of(map(str, frame.columns))
    remarks = []
    for column in table.columns if table else ():
        if not column.choices or column.name not in frame:
            continue
        texts = frame[column.name].astype("str")
        read_as = {text: word_of(cadre_of(text), column.choices) for text in texts.unique()}
        unknown = {text for text, word in read_as.items() if text and word not in column.choices}
        where = texts[texts.isin(unknown)]
        for text, group in where.groupby(where, sort=False):
            rows = [int(str(row)) for row in group.index]
            listed = ", ".join(map(str, column.choices))
            message = f"'{text}' in {rows_words(rows)} is no word of {column.name} that is known."
            remedy = "Write one of the list; a cell with another word cannot be published."
            remarks.append(
                spot.remark(
                    Severity.WARNING, "unknown_word", message, remedy, rows=rows,
                    column=column.name, value=str(text), expected=listed,
                )
            )  # fmt: skip
    return remarks


def _text(value: object, kind: Kind) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN is the one that is not itself
        return ""
    if isinstance(value, float):
        return number_text(value)
    if kind == Kind.FLAG:
        low = str(value).casefold()
        return "1" if low in YES else "0" if low in NO else str(value)
    return str(value)
