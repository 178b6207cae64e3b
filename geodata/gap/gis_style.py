"""How a desktop GIS draws the gap table at first: a style as QGIS keeps it in a GeoPackage."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np

from geodata.gap.columns import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.gap.table import GapTable

# What each level is coloured by; light to dark, so that it can be read in grey.
COLOURED_BY: Final = {
    Level.DISTRICT: "need_per_year",
    Level.AREA: "need_per_year",
    Level.SITE: "need_in_catchment",
}
SHADES: Final = ("#edf3f2", "#b7d3cf", "#6fa8a3", "#2f7a75", "#0d4a47")
OUTLINE: Final = "#3c4a50"


def breaks(values: Sequence[float | None]) -> list[float]:
    """
    Part values into at most five classes of about as many members; the ends of all classes.

    >>> breaks([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    [1.0, 2.8, 4.6, 6.4, 8.2, 10.0]
    >>> breaks([4, 4, None]), breaks([])
    ([4.0, 4.0], [])
    """
    told = np.array([value for value in values if value is not None], dtype=float)
    if not len(told):
        return []
    ends = np.unique(np.quantile(told, np.linspace(0, 1, len(SHADES) + 1)).round(1))
    return [float(end) for end in ends] if len(ends) > 1 else [float(ends[0])] * 2


def qml(table: GapTable) -> str:
    """
    Write the style of one level as QML.

    Returns
    -------
    A graduated style on the level's need; a missing number gets no colour of a class.
    """
    key = COLOURED_BY[table.level]
    values = [value if isinstance(value, (int, float)) else None for value in table.cells[key]]
    ends = breaks(values)
    root = ET.Element("qgis", version="3.28.0", styleCategories="Symbology")
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="graduatedSymbol",
        attr=key,
        graduatedMethod="GraduatedColor",
        symbollevels="0",
        enableorderby="0",
    )
    ranges, symbols = ET.SubElement(renderer, "ranges"), ET.SubElement(renderer, "symbols")
    is_point = table.level == Level.SITE
    for at, (low, high) in enumerate(pairwise(ends)):
        label = f"{low:,.0f} to {high:,.0f}"
        limits = {"lower": f"{low:.6f}", "upper": f"{high:.6f}", "render": "true"}
        ET.SubElement(ranges, "range", {"symbol": str(at), "label": label, **limits})
        _symbol(symbols, str(at), SHADES[at], is_point=is_point)
    return ET.tostring(root, encoding="unicode")


def _symbol(parent: ET.Element, name: str, colour: str, *, is_point: bool) -> None:
    kind, layer_class = ("marker", "SimpleMarker") if is_point else ("fill", "SimpleFill")
    symbol = ET.SubElement(parent, "symbol", name=name, type=kind, alpha="1")
    layer = ET.SubElement(symbol, "layer", {"class": layer_class, "pass": "0", "enabled": "1"})
    options = {
        "color": _rgba(colour),
        "outline_color": _rgba(OUTLINE),
        "outline_style": "solid",
        "outline_width": "0.2",
        **({"name": "circle", "size": "3"} if is_point else {"style": "solid"}),
    }
    # The old form and the new: every version of the program since 3.0 reads one of them.
    for key, value in options.items():
        ET.SubElement(layer, "prop", k=key, v=value)
    new = ET.SubElement(layer, "Option", type="Map")
    for key, value in options.items():
        ET.SubElement(new, "Option", name=key, value=value, type="QString")


def _rgba(colour: str) -> str:
    """
    Write a colour as numbers.

    >>> _rgba("#0d4a47")
    '13,74,71,255'
    """
    return ",".join(str(part) for part in (*bytes.fromhex(colour[1:]), 255))
