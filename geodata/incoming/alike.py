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
# Signs that people write or leave out; any other sign parts words. A name is a line.
LEFT_OUT = "\u2018\u2019\u02bc\u02bb`'."
SIGNS = {ord(sign): " " for sign in map(chr, range(33, 127)) if not sign.isalnum()}
SIGNS |= dict.fromkeys(map(ord, LEFT_OUT), "")
# One after the other, on all names at once, in which every word stands between spaces.
SAME = (
    (" saint ", " st "), (" sainte ", " st "), (" ste ", " st "), (" mount ", " mt "),
    (" health center ", " hc "), (" health centre ", " hc "), (" h c ", " hc "),
    (" h centre ", " hc "), (" centre de sante ", " hc "), (" hosp ", " hospital "),
    ("s ", " "), (" ", ""),
)  # fmt: skip
NOTHING = dict.fromkeys((*SIGNS, ord(" ")), "")
ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


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
    joined = "".join([f" {_on_one_line(name)} \n" for name in names]).casefold()
    if not joined.isascii():
        parts = unicodedata.normalize("NFKD", joined.translate(SIGNS))
        joined = "".join(sign for sign in parts if not unicodedata.combining(sign))
    joined = joined.translate(SIGNS)
    while "  " in joined:
        joined = joined.replace("  ", " ")
    for word, same in SAME:
        joined = joined.replace(word, same)
    return joined.split("\n")[:-1]


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ")


def _ids(spot: Spot, values: pd.DataFrame, key: str) -> list[Remark]:
    first = values.loc[values[key] != "", key].drop_duplicates()
    if first.empty:
        return []
    joined = "\n".join(map(_on_one_line, first)).casefold().translate(NOTHING)
    folded = pd.Series(ZEROS.sub("", joined).split("\n"), index=first.index, dtype="str")
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
