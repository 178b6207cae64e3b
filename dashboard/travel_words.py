"""The words of how women travel: control, legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode, Steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.ways import Offer

TITLE: Final = "How women travel"
# By key of the address, in the order in which they are said.
NAMES: Final[dict[str, Mapping[Any, str]]] = {
    "mode": {Mode.WALK: "On foot", Mode.TAXI: "Also by taxi"},
    "way": {Direction.TO_SITE: "To the site", Direction.HOME: "Home again"},
    "traveller": {Traveller.LATE_PREGNANCY: "Late pregnancy", Traveller.ADULT: "Not pregnant"},
    "steps": {Steps.SIXTEEN: "16 directions", Steps.FINE: "32 directions"},
}
LABELS: Final = {
    "mode": "By what",
    "way": "Which way",
    "traveller": "Who",
    "steps": "Detail of the walk",
}
HELP: Final = {
    "mode": "A taxi goes on roads only, after a wait.",
    "way": "Uphill is slower, so the two differ.",
    "traveller": "Late pregnancy is slower, and what is planned for.",
    "steps": "32 follow the ground more closely and take longer.",
}
NO_ROADS: Final = "Needs a road layer; this dataset has none."
NO_SLOPES: Final = "Needs an elevation model; here both ways take the same time."
# Said in short when chosen; what is usual goes without saying, but for mode and way.
SHORT: Final[dict[str, Mapping[Any, str]]] = {
    "mode": {Mode.WALK: "on foot", Mode.TAXI: "on foot and by taxi"},
    "way": {Direction.TO_SITE: "to the site", Direction.HOME: "home again"},
    "traveller": {Traveller.LATE_PREGNANCY: "", Traveller.ADULT: "not pregnant"},
    "steps": {Steps.SIXTEEN: "", Steps.FINE: "32 directions"},
}


def now(values: Mapping[str, Any]) -> str:
    """
    Say in short how women travel, from the values of the controls.

    >>> now({"mode": "walk", "way": "home", "traveller": "late_pregnancy", "steps": "32"})
    'on foot, home again, 32 directions'
    """
    said = (names[type(next(iter(names)))(values[key])] for key, names in SHORT.items())
    return ", ".join(phrase for phrase in said if phrase)


def help_line(key: str, offer: Offer) -> str:
    """Explain one control, or why it has nothing to choose."""
    if key == "mode" and not offer.roads:
        return NO_ROADS
    return NO_SLOPES if key == "way" and not offer.slopes else HELP[key]


def closed(key: str, offer: Offer) -> bool:
    """
    Say whether a control has nothing to choose on some ground.

    >>> from geodata.ways import Offer
    >>> closed("mode", Offer(slopes=True, roads=False))
    True
    """
    return (key == "mode" and not offer.roads) or (key == "way" and not offer.slopes)


def reflected() -> dict[str, dict[str, str]]:
    """Return the short phrases by key and value, which a script says before the server answers."""
    return {
        key: {str(value): phrase for value, phrase in names.items()} for key, names in SHORT.items()
    }
