"""A raster of people held against the population of the districts as the dataset knows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from geodata.findings import Severity
from geodata.reading.values import number_of

if TYPE_CHECKING:
    import pandas as pd

    from geodata.incoming.result import Remark, Spot

OF_SOME = re.compile(r"women|births|female|_f_|child|under|age|preg", re.IGNORECASE)
LEAST, MOST = 0.6, 1.67  # Two estimates of one year differ by less; ten years add a tenth.


def people_remarks(spot: Spot, people: float, population: pd.DataFrame) -> list[Remark]:
    """
    Return a question where a raster holds far more or far fewer people than the districts.

    A raster of some of the people, such as women or births by its name, is not compared.

    Parameters
    ----------
    people
        Sum of its cells in the districts.
    population
        The dataset's table, as text.

    >>> import pandas as pd
    >>> from geodata.incoming.result import Spot
    >>> known = pd.DataFrame({"area_code": ["LS-A"], "year": ["2016"], "sex": ["both"],
    ...     "age_group": ["all"], "count": ["1000"]})
    >>> people_remarks(Spot("pop.tif"), 4000.0, known)[0].finding.message
    'The raster holds 4,000 people in the districts, population.csv 1,000 in 2016 (x 4.0).'
    >>> people_remarks(Spot("pop.tif"), 1100.0, known)
    []
    """
    if OF_SOME.search(spot.file) or population.empty:
        return []
    whole = population
    for column, everybody in (("sex", "both"), ("age_group", "all")):
        if column in whole:
            whole = whole[whole[column].isin([everybody, ""])]
    if whole.empty:
        return []
    year = max(whole["year"])
    counts = [number_of(text) for text in whole.loc[whole["year"] == year, "count"]]
    known = float(np.sum([count for count in counts if count is not None]))
    if not known or LEAST <= people / known <= MOST:
        return []
    message = (
        f"The raster holds {people:,.0f} people in the districts, population.csv {known:,.0f} in "
        f"{year} (x {people / known:.1f})."
    )
    remedy = "Look whether it holds people a cell, and no density, thousands or only some of them."
    return [
        spot.remark(
            Severity.WARNING, "people_differ", message, remedy, value=f"{people:.0f}",
            expected=f"about {known:,.0f}", asks=True,
        )
    ]  # fmt: skip
