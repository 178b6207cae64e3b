"""The legend of the Plan page's map, and the colours that it explains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard import theme
from dashboard.maps.classes import NO_DATA_FILL, WALK
from dashboard.plan.words import PART_NAMES, MapLayer
from dashboard.text import LegendEntry, LegendText
from geodata.names import Part
from geodata.planning.comparison import BANDS
from geodata.ways import Mode

if TYPE_CHECKING:
    from geodata.ways import Way

# Brown for less, teal for more, of one lightness a step; no red and green.
UNCHANGED_COLOUR: Final = "#f1ede3"
BAND_COLOURS: Final = ("#8c510a", "#dcb26c", UNCHANGED_COLOUR, "#7cc0b6", "#0b665e")
PART_COLOURS: Final = {
    Part.SERVED: theme.SERVED,
    Part.OVER_CAPACITY: theme.OVER_CAPACITY,
    Part.OUT_OF_REACH: theme.OUT_OF_REACH,
}
PART_SWATCHES: Final = {Part.OUT_OF_REACH: "crosshatch"}
UNTOLD: Final = LegendEntry("no data", "hatch", NO_DATA_FILL)


def plan_legend(layer: MapLayer, way: Way) -> LegendText:
    """Say what the colours and symbols mean, and how women travel where that is unusual."""
    symbols = (
        LegendEntry("flagged area; + new, \N{MINUS SIGN} cleared", "outline", theme.FLAG),
        LegendEntry("site", "ring", theme.SITE_INK, 12),
        LegendEntry("outreach stop", "dot", theme.LIGHT["amber"], 9),
        LegendEntry("next stop, numbered as listed", "number"),
    )
    if layer == MapLayer.CHANGE:
        entries = [
            LegendEntry(words, "faint" if colour == UNCHANGED_COLOUR else "fill", colour)
            for words, colour in zip(BANDS, BAND_COLOURS, strict=True)
        ]
        entries = [*reversed(entries), UNTOLD]
        title, unit = "Change in need supported", "births a year, by community area"
    elif layer == MapLayer.PARTS:
        entries = [
            LegendEntry(words, PART_SWATCHES.get(part, "fill"), PART_COLOURS[part])
            for part, words in PART_NAMES.items()
        ]
        entries.append(UNTOLD)
        title, unit = "Largest part of need", "with this scenario"
    else:
        entries = [
            LegendEntry(words, "fill", colour)
            for words, colour in zip(WALK.labels, WALK.colours, strict=True)
        ]
        what = "time" if way.mode == Mode.TAXI else "walk"
        title, unit = f"Median {what} to a staffed site", "with this scenario"
    how = f"{way.words.capitalize()}. " if way.unusual else ""
    note = f"{how}Modelled. Sites are filled by band of Mentor Mothers; overdue stops are empty."
    return LegendText(title, unit, note, tuple(entries), symbols)
