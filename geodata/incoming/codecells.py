"""Codes that a spreadsheet has turned into something else: named, since nobody can restore them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.findings import Severity
from geodata.incoming.result import rows_words

if TYPE_CHECKING:
    import pandas as pd

    from geodata.incoming.result import Remark, Spot

CODES = ("site_id", "stop_id", "place_id", "bridge_id", "facility_code", "dhis2_uid", "datim_uid")
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
SPOILT = (
    (
        "code_as_power",
        Severity.WARNING,
        re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE),
        "were written as powers of ten, so that digits are lost",
    ),
    (
        "code_as_day",
        Severity.WARNING,
        re.compile(rf"\d{{1,2}}-(?:{MONTHS})(?:-\d{{2,4}})?|(?:{MONTHS})-\d{{2}}", re.IGNORECASE),
        "were made into days",
    ),
    (
        "code_as_decimal",
        Severity.NOTE,  # Where the codes are listed, the zeros come back.
        re.compile(r"\d+\.0"),
        "were made into numbers with a point, so that zeros in front of them may be lost",
    ),
)
ANY = re.compile(
    "|".join(f"^(?:{pattern.pattern})$" for _, _, pattern, _ in SPOILT),
    re.IGNORECASE | re.MULTILINE,
)
MOST_NAMED = 3


def code_remarks(spot: Spot, cells: pd.DataFrame) -> list[Remark]:
    """
    Return a warning on ids and codes that were spoilt, for each column and each way.

    >>> import pandas as pd
    >>> from geodata.incoming.result import Spot
    >>> cells = pd.DataFrame({"site_id": ["1.20E+05", "1-Feb", "S3"]}, index=[2, 3, 4])
    >>> [(one.finding.rule, one.rows) for one in code_remarks(Spot("a.csv"), cells)]
    [('code_as_power', (2,)), ('code_as_day', (3,))]
    """
    remarks = []
    for name in CODES:
        if name not in cells:
            continue
        texts = cells[name].tolist()
        if not ANY.search("\n".join(texts)):
            continue  # Most columns, at little cost.
        rows = cells.index.tolist()
        for rule, severity, pattern, told in SPOILT:
            found = {
                int(row): text
                for row, text in zip(rows, texts, strict=True)
                if pattern.fullmatch(text)
            }
            if found:
                named = ", ".join(list(dict.fromkeys(found.values()))[:MOST_NAMED])
                message = f"Codes in {rows_words(sorted(found))} {told}: {named}."
                remedy = "Set the column to text in the spreadsheet, and write the codes again."
                remarks.append(
                    spot.remark(
                        severity, rule, message, remedy, rows=sorted(found), column=name,
                        expected="a code as text",
                    )
                )  # fmt: skip
    return remarks
