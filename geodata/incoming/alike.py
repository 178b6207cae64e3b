"""Sites and stops that stand in a table under two spellings: shown, never merged."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pandas as pd

from geodata.findings import Severity
from geodata.incoming.result import rows_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.incoming.result import Remark, Spot

NAMED = (("site_id", "site_name"), ("stop_id", "stop_name"), ("place_id", "place_name"))
# One after the other, on all names at once; a name is a line.
SAME = tuple(
    (re.compile(pattern, re.MULTILINE), to)
    for pattern, to in (
        (r"[\u2018\u2019\u02bc\u02bb`'.]", ""),
        (r"[^\w\n]+|_", " "),
        (r"\bsainte?\b", "st"),
        (r"\bmount\b", "mt"),
        (r"\b(health|h) ?(centre|center|c)\b|\bhcs?\b|\bcentre de sante\b", "hc"),
        (r"\bhosp\b", "hospital"),
        (r"(?<=[^\W\d_]{3})s\b", ""),
        (r" ", ""),
    )
)


def alike_remarks(spot: Spot, values: pd.DataFrame) -> list[Remark]:
    """
    Return warnings on ids and on names that differ in spelling alone.

    >>> import pandas as pd
    >>> from geodata.incoming.result import Spot
    >>> values = pd.DataFrame({"site_id": ["S-01", "s1"], "site_name": ["St. Anna", "Ha Thaba"]},
    ...     index=[2, 3])
    >>> [remark.finding.rule for remark in alike_remarks(Spot("a.csv"), values)]
    ['ids_alike']
    """
    remarks: list[Remark] = []
    for key, name in NAMED:
        if key in values:
            remarks += _ids(spot, values, key)
        if name in values:
            remarks += _names(spot, values, key, name)
    return remarks


def folded_names(names: Sequence[str]) -> list[str]:
    """
    Return names without what people write differently.

    >>> folded_names(["St. Joseph's Health Centre", "SAINT JOSEPHS HC", "St Joseph Hospital"])
    ['stjosephhc', 'stjosephhc', 'stjosephhospital']
    """
    joined = "\n".join(" ".join(name.split()) for name in names).casefold()
    if not joined.isascii():
        parts = unicodedata.normalize("NFKD", joined)
        joined = "".join(sign for sign in parts if not unicodedata.combining(sign))
    for pattern, to in SAME:
        joined = pattern.sub(to, joined)
    return joined.split("\n")


def _ids(spot: Spot, values: pd.DataFrame, key: str) -> list[Remark]:
    first = values.loc[values[key] != "", key].drop_duplicates()
    folded = first.str.casefold().str.replace(r"[\W_]|(?<!\d)0+(?=\d)", "", regex=True)
    folded = folded.where(folded != "", first)
    remarks = []
    for _, group in first.groupby(folded[folded.duplicated(keep=False)], sort=False):
        rows = [int(str(row)) for row in group.index]
        message = f"{', '.join(map(repr, group))} in {rows_words(rows)} may be one and the same; "
        message += "they were read as different ones."
        remedy = "Write each id in one way only."
        remarks.append(
            spot.remark(
                Severity.WARNING, "ids_alike", message, remedy, rows=rows, column=key,
                value=str(group.iloc[0]), expected="one spelling",
            )
        )  # fmt: skip
    return remarks


def _names(spot: Spot, values: pd.DataFrame, key: str, name: str) -> list[Remark]:
    """Return warnings on names of one district that fold to one and are of different ids."""
    known = values[values[name] != ""]
    known = known.drop_duplicates([key] if key in known else [name])
    if known.empty:
        return []
    folded = pd.Series(folded_names(known[name].tolist()), index=known.index, dtype="str")
    if "district_code" in known:
        folded = folded + " " + known["district_code"].astype("str")
    again = folded[folded.duplicated(keep=False) & ~folded.str.startswith(" ")]
    remarks = []
    for _, group in known.loc[again.index].groupby(again, sort=False):
        rows = [int(str(row)) for row in group.index]
        titles = ", ".join(dict.fromkeys(map(repr, group[name])))
        message = f"{titles} in {rows_words(rows)} may be one place; nothing was merged."
        remedy = "Look whether they are; if so, keep one."
        remarks.append(
            spot.remark(
                Severity.WARNING, "names_alike", message, remedy, rows=rows, column=name,
                value=str(group[name].iloc[0]), expected="each place once",
            )
        )  # fmt: skip
    return remarks
