"""Codes that belong together across files, whatever a spreadsheet did to their zeros."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from geodata.incoming.result import ReadTable, Remark

NUMBER_CODE = re.compile(r"(\d+)(\.0+)?", re.ASCII)


def code_as_listed(text: str, listed: Iterable[str]) -> str:
    """
    Return the listed code that a text stands for when zeros or a point were lost, or the text.

    Only a unique answer counts: where 07 and 007 are both listed, 7 stays 7.

    >>> code_as_listed("7.0", ["007", "008"]), code_as_listed("7", ["07", "007"])
    ('007', '7')
    """
    known = set(listed)
    found = NUMBER_CODE.fullmatch(text)
    if text in known or not found:
        return text
    same = {
        code for code in known if code.isascii() and code.isdigit() and int(code) == int(found[1])
    }
    return same.pop() if len(same) == 1 else text


def best_key(frame: pd.DataFrame, keys: Sequence[str]) -> tuple[str, int]:
    """
    Return the column whose values, as text, match most of the keys of a table, and how many.

    >>> import pandas as pd
    >>> best_key(pd.DataFrame({"OBJECTID": [1, 2], "name": ["a", "b"]}), ["1", "2"])
    ('OBJECTID', 2)
    """
    wanted = set(keys)
    hits = {
        str(name): len(wanted & {str(value) for value in frame[name]}) for name in frame.columns
    }
    best = max(hits, key=lambda name: hits[name], default="")
    return best, hits.get(best, 0)


def join_codes(
    table: ReadTable, column: str, listed: Sequence[str]
) -> tuple[list[str], tuple[Remark, ...]]:
    """Return the codes of a table as a list writes them, and how many of the list were found."""
    written = list(table.cells[column]) if column in table.cells else []
    codes = [code_as_listed(text, listed) for text in written]
    joined = set(codes) & set(listed)
    changed = {text: code for text, code in zip(written, codes, strict=True) if text != code}
    unknown = [
        int(str(row))
        for row, code in zip(table.cells.index, codes, strict=True)
        if code not in joined
    ]
    sample = ", ".join(f"{text} -> {code}" for text, code in list(changed.items())[:3])
    message = f"{len(joined)} of {len(set(listed))} codes joined"
    message += f"; zeros were restored, such as {sample}." if changed else "."
    remarks = [table.spot.remark(Severity.NOTE, "codes_joined", message, column=column)]
    if unknown:
        message = "A row has no code that the list knows; it is joined to nothing."
        remarks.append(
            table.spot.remark(
                Severity.WARNING,
                "unknown_code",
                message,
                "Correct the code.",
                rows=unknown,
                column=column,
                expected="a code of the list",
            )
        )
    return codes, tuple(remarks)
