"""How far a number can be trusted: reported, published, modelled or demonstration."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class DataStatus(StrEnum):
    """
    Where a number comes from, the least trustworthy first.

    Demonstration data is invented; modelled data is computed from other data; published data
    was printed by others; reported data comes from the programme's own registers.
    """

    DEMONSTRATION = "demonstration"
    MODELLED = "modelled"
    PUBLISHED = "published"
    REPORTED = "reported"


def worst(statuses: Iterable[DataStatus]) -> DataStatus:
    """
    Return the least trustworthy of some statuses: a view is as good as its weakest part.

    Raises
    ------
    ValueError
        When there is no status at all: what used nothing has no status.

    Examples
    --------
    >>> str(worst([DataStatus.PUBLISHED, DataStatus.MODELLED]))
    'modelled'
    """
    return min(statuses, key=list(DataStatus).index)


def describe(statuses: Iterable[DataStatus]) -> str:
    """
    Say the status of a view in words, naming each one that it mixes.

    Raises
    ------
    ValueError
        When there is no status at all.

    Examples
    --------
    >>> describe([DataStatus.DEMONSTRATION])
    'demonstration'
    >>> describe([DataStatus.PUBLISHED, DataStatus.DEMONSTRATION, DataStatus.PUBLISHED])
    'mixed: demonstration, published'
    """
    used = set(statuses)
    names = [str(status) for status in DataStatus if status in used]
    return f"mixed: {', '.join(names)}" if len(names) > 1 else str(worst(used))
