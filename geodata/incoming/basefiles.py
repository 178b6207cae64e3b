"""The files of a dataset that a draft begins from, some of them changed already."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import FileError
from geodata.reading.about import ABOUT_FILE
from geodata.reading.tables import parse_table, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.schema import Table


@dataclass(frozen=True)
class Base:
    """The files of a dataset, some of them changed already."""

    folder: Path
    changed: Mapping[str, bytes]

    def table(self, table: Table) -> pd.DataFrame:
        """Return the cells of a table as text; without rows where it is not there."""
        name = f"{table.name}.csv"
        if name in self.changed:
            return parse_table(name, self.changed[name]).frame
        try:
            return read_table(self.folder / name).frame
        except FileError:
            return pd.DataFrame(columns=table.column_names, dtype="str")

    def about(self) -> dict[str, object]:
        """Return the content of programme.json."""
        raw = self.changed.get(ABOUT_FILE) or (self.folder / ABOUT_FILE).read_bytes()
        return dict(json.loads(raw))
