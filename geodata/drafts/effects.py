"""What a draft does to coverage and flags: both datasets worked out, and held together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.assessment import assess
from geodata.choice import Choice
from geodata.content import content_hash
from geodata.drafts.difference import difference, with_results
from geodata.model import build_model
from geodata.programme import load
from geodata.store import Store
from geodata.terrain import Season
from geodata.travel import travel_tables

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.assessment import Assessment
    from geodata.drafts.difference import Difference
    from geodata.programme import Programme


def effects(before: Path, after: Path, cache: Path | None = None) -> Difference:
    """
    Return the whole difference of two dataset folders, with coverage and flags.

    Takes some seconds: walking times of every season are worked out for the new one.

    Parameters
    ----------
    cache
        Where the walking times of the dataset in use are kept, if anywhere.
    """
    old, new = load(before), load(after)
    store = Store(cache / "data", content_hash(before)) if cache else None
    return with_results(difference(old, new), _assessed(old, store), _assessed(new, None))


def _assessed(programme: Programme, store: Store | None) -> Assessment:
    work = store.travel_tables if store else travel_tables
    return assess(
        build_model(programme, {season: work(programme, season) for season in Season}), Choice()
    )
