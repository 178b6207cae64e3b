"""What was worked out for a dataset goes with it, once another has taken its place."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Final

from geodata.once import Once

PACKAGES: Final = ("dashboard.", "geodata.")
LRU_CACHE: Final = type(lru_cache(lambda: None))


def forget_all() -> None:
    """
    Empty what the modules keep of earlier questions: with it they hold the datasets asked about.

    Nothing is lost but time: whatever is asked again is worked out again.

    >>> from dashboard.maps.layers import prevalence_by_district
    >>> forget_all()
    >>> prevalence_by_district.cache_info().currsize
    0
    """
    mine = [module for name, module in sys.modules.items() if name.startswith(PACKAGES)]
    for module in mine:
        for kept in list(vars(module).values()):
            if isinstance(kept, Once):
                kept.forget()
            elif type(kept) is LRU_CACHE:
                kept.cache_clear()
