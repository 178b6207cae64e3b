"""Tables as the sources here write them, for the same reader that reads everybody's."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.incoming.datasetfiles import Stamp


def table_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    r"""
    Return rows as CSV.

    >>> table_bytes(["a", "b"], [{"a": "1", "b": "x, y", "c": "left out"}])
    b'a,b\n1,"x, y"\n'
    """
    written = io.StringIO()
    table = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode()


def stamped(stamp: Stamp) -> dict[str, str]:
    """Return source, date and status as a row has them."""
    return {
        "source": stamp.source,
        "source_date": stamp.source_date,
        "data_status": str(stamp.data_status),
    }
