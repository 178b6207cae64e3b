"""A row of a table of the snapshot, its cells ready as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geodata.privacy import Figure


@dataclass(frozen=True)
class Row:
    """One row of a table; ``share`` is drawn as a dot where a table has a drawing."""

    name: str
    cells: tuple[str, ...]
    share: Figure | None = None
    is_total: bool = False
