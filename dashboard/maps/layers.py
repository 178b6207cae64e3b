"""What the chosen layer shows: a value for each area or district, shaded by fixed classes."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dashboard.headlines import RATIO_OF_CADRE
from dashboard.maps.classes import MISSING, NO_DATA_FILL, PART_CODES, scale_of
from dashboard.state import Layer
from geodata.names import Part

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dashboard.maps.classes import Scale
    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.programme import Programme

AREA_LAYERS: Final = (Layer.GEOGRAPHIC_COVERAGE, Layer.THREE_WAY, Layer.EQUITY_FIFTH)
DISTRICT_LAYERS: Final = (Layer.PREVALENCE, Layer.EFFECTIVE_COVERAGE, Layer.STAFFING_RATIO)
# Layers whose numbers are by district: there a hover and a click mean the district.
ASKED_BY_DISTRICT: Final = (*DISTRICT_LAYERS, Layer.DEFICIT)
STRONG, QUIET = 0.92, 0.4
CLEAR: Final = "rgba(0,0,0,0)"


def area_values(assessment: Assessment, layer: Layer) -> pd.Series:
    """Return the value of each community area for a layer of areas; missing is NaN."""
    areas = assessment.areas
    if layer == Layer.THREE_WAY:
        return areas["part"].map(PART_CODES).astype(float)
    if layer == Layer.EQUITY_FIFTH:
        return areas["fifth"].astype(float)
    return 1 - areas["need_beyond_threshold"] / areas["need"].where(areas["need"] > 0)


def district_values(
    programme: Programme, assessment: Assessment, selection: Selection
) -> pd.Series:
    """Return the value of each district for a layer of districts; missing is NaN."""
    index = programme.districts.index
    if selection.layer == Layer.PREVALENCE:
        estimate = prevalence_by_district(programme, selection.prevalence)["estimate"]
        # As it is written on the map: 20.0 % belongs to the class that begins at 20 %.
        return estimate.reindex(index).astype(float).round(3)
    return assessment.districts[district_measure(selection)].reindex(index).astype(float)


def district_measure(selection: Selection) -> str:
    """Name the measure that a layer of districts shows."""
    is_ratio = selection.layer == Layer.STAFFING_RATIO
    return RATIO_OF_CADRE[selection.cadre] if is_ratio else "effective_coverage"


@lru_cache(maxsize=32)
def prevalence_by_district(programme: Programme, layer_id: str) -> pd.DataFrame:
    """
    Return the rows of a prevalence layer that speak of a district, by district code.

    A figure for the whole country is not among them, even where a row repeats it for each
    district: it is the same everywhere by construction, so that no district may be coloured
    by it.
    """
    rows = programme.prevalence
    own = (rows["area_level"] == "district") & (rows["method"] != "national_uniform")
    chosen = rows[(rows["layer_id"] == layer_id) & own]
    return chosen.set_index("area_code")


def area_shading(assessment: Assessment, selection: Selection) -> dict[str, Any]:
    """Shade the community areas, or leave them clear while another kind of layer is chosen."""
    scale = scale_of(selection)
    if selection.layer not in AREA_LAYERS or scale is None:
        return no_shading(len(assessment.areas))
    in_scope = assessment.areas["in_scope"].to_numpy(dtype=bool)
    values = area_values(assessment, selection.layer).to_numpy()
    return shading(values, scale, shown=in_scope, strong=in_scope)


def district_shading(
    programme: Programme, assessment: Assessment, selection: Selection
) -> dict[str, Any]:
    """Shade the districts, or leave them clear; a national figure leaves them clear too."""
    scale = scale_of(selection)
    values = (
        district_values(programme, assessment, selection).to_numpy(dtype=float)
        if selection.layer in DISTRICT_LAYERS
        else np.array([])
    )
    if scale is None or not _any_told(values):
        return no_shading(len(programme.districts))
    in_scope = _in_scope(programme, assessment)
    everywhere = selection.layer == Layer.PREVALENCE
    shown = np.ones_like(in_scope) if everywhere else in_scope
    return shading(values, scale, shown=shown, strong=in_scope | everywhere)


def districts_without_data(
    programme: Programme, assessment: Assessment, selection: Selection
) -> NDArray[np.bool_]:
    """Return the districts that the layer should show and has no value for."""
    none = np.zeros(len(programme.districts), dtype=bool)
    if selection.layer == Layer.DEFICIT:
        # Its circles leave out where no site reported, which must not look like no post missing.
        here = assessment.districts.reindex(programme.districts.index)
        untold = here[f"{selection.cadre.lower()}_deficit"].isna() & (here["sites"] > 0)
        return np.asarray(untold.to_numpy() & _in_scope(programme, assessment))
    if selection.layer not in DISTRICT_LAYERS:
        return none
    values = district_values(programme, assessment, selection).to_numpy(dtype=float)
    if not _any_told(values):
        return none
    asked = none | (selection.layer == Layer.PREVALENCE) | _in_scope(programme, assessment)
    return np.asarray(asked & np.isnan(values))


def areas_without_data(assessment: Assessment, selection: Selection) -> NDArray[np.bool_]:
    """Return the areas in scope that the layer should show and has no value for."""
    if selection.layer == Layer.NEED:
        # Its circles leave out what is not known, which must not look like none.
        missing = assessment.areas["need"].isna().to_numpy()
    elif selection.layer in AREA_LAYERS:
        missing = area_values(assessment, selection.layer).isna().to_numpy()
    else:
        return np.zeros(len(assessment.areas), dtype=bool)
    return np.asarray(missing & assessment.areas["in_scope"].to_numpy(dtype=bool))


def areas_out_of_reach(assessment: Assessment, selection: Selection) -> NDArray[np.bool_]:
    """Return the areas that carry the crosshatch of the three-way split."""
    if selection.layer != Layer.THREE_WAY:
        return np.zeros(len(assessment.areas), dtype=bool)
    return (assessment.areas["part"] == Part.OUT_OF_REACH).to_numpy(dtype=bool)


def shading(
    values: NDArray[np.float64],
    scale: Scale,
    shown: NDArray[np.bool_],
    strong: NDArray[np.bool_],
) -> dict[str, Any]:
    """
    Colour shapes by class; missing is white under a hatch, what is not shown is clear.

    The choropleth's values are positions of classes, with one colour each and no blending.
    """
    classes = scale.positions(values)
    classes = np.where(classes == MISSING, len(scale.colours), classes)
    colours = (*scale.colours, NO_DATA_FILL)
    return {
        "z": classes.tolist(),
        "colorscale": steps(colours),
        "zmin": -0.5,
        "zmax": len(colours) - 0.5,
        "marker.opacity": np.where(shown, np.where(strong, STRONG, QUIET), 0.0).tolist(),
    }


def no_shading(count: int) -> dict[str, Any]:
    """Leave shapes clear; they stay there for hover and click."""
    return {
        "z": [0] * count,
        "colorscale": steps((CLEAR,)),
        "zmin": -0.5,
        "zmax": 0.5,
        "marker.opacity": [0.0] * count,
    }


def steps(colours: tuple[str, ...]) -> list[list[Any]]:
    """
    Write a colour scale with hard edges.

    >>> steps(("red", "blue"))
    [[0.0, 'red'], [0.5, 'red'], [0.5, 'blue'], [1.0, 'blue']]
    """
    edges = [round(at / len(colours), 6) for at in range(len(colours) + 1)]
    return [
        [edge, colour]
        for colour, ends in zip(colours, pairwise(edges), strict=True)
        for edge in ends
    ]


def _any_told(values: NDArray[np.float64]) -> bool:
    return bool(np.isfinite(values).any())


def _in_scope(programme: Programme, assessment: Assessment) -> NDArray[np.bool_]:
    scope = assessment.districts["in_scope"].reindex(programme.districts.index)
    return scope.to_numpy(dtype=bool)
