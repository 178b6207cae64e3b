"""A Parquet file as columns of plain values; see ``bounded`` for why it has its own process."""

from __future__ import annotations

import io
from typing import Any

from geodata.reading.bounded import serve

PLAIN = (str, int, float, bool, bytes, type(None))
MOST_ROWS = 200_000


def read_parquet_columns(raw: bytes) -> dict[str, Any]:
    """
    Return the columns and the metadata called ``geo``; raise for what is no Parquet file.

    What is neither text, number nor bytes (days, lists) comes as text.

    Examples
    --------
    >>> from arro3.core import Array, DataType, Table
    >>> from arro3.io import write_parquet
    >>> file = io.BytesIO()
    >>> write_parquet(Table.from_pydict({"MM": Array([1, None], DataType.int64())}), file)
    >>> read_parquet_columns(file.getvalue())
    {'geo': '', 'columns': {'MM': [1, None]}}
    """
    from arro3.io import read_parquet  # noqa: PLC0415 - only this process needs it

    reader = read_parquet(io.BytesIO(raw))
    geo = bytes(reader.schema.metadata.get(b"geo", b"")).decode()
    table = reader.read_all()
    if table.num_rows > MOST_ROWS:
        raise MemoryError
    columns = {
        str(name): [_plain(cell) for cell in table.column(name).to_pylist()]
        for name in table.column_names
    }
    return {"geo": geo, "columns": columns}


def _plain(value: object) -> object:
    return value if isinstance(value, PLAIN) else str(value)


if __name__ == "__main__":
    serve(read_parquet_columns)
