"""What the reader chose: one frozen selection, equal to the query of the address."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from dashboard import ids
from geodata.choice import THRESHOLDS_MINUTES, Choice
from geodata.gap.columns import Level
from geodata.names import Cadre, NeedBasis, Platform, Scope
from geodata.terrain import Season
from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode, Offer, Steps

if TYPE_CHECKING:
    from collections.abc import Mapping


class Layer(StrEnum):
    """What the map shows; one at a time."""

    WALKING_TIME = "walking_time"
    NEED = "need"
    PREVALENCE = "prevalence"
    GEOGRAPHIC_COVERAGE = "geographic_coverage"
    EFFECTIVE_COVERAGE = "effective_coverage"
    THREE_WAY = "three_way"
    STAFFING_RATIO = "staffing_ratio"
    DEFICIT = "deficit"
    EQUITY_FIFTH = "equity_fifth"


class Overlay(StrEnum):
    """What is drawn over the layer, each on or off."""

    SITES = "sites"
    FLAGS = "flags"
    STOPS = "stops"
    RIVERS = "rivers"
    BRIDGES = "bridges"
    TOWNS = "towns"


CADRE_LAYERS: Final = (Layer.STAFFING_RATIO, Layer.DEFICIT)
DEFAULT_OVERLAYS: Final = (Overlay.SITES, Overlay.FLAGS, Overlay.RIVERS, Overlay.TOWNS)
NO_OVERLAYS: Final = "none"
SEPARATOR: Final = "."
KEY_OF_FIELD: Final = {
    "layer": "layer",
    "prevalence": "prevalence",
    "cadre": "cadre",
    "place": "place",
    "season": "season",
    "threshold_minutes": "within",
    "platform": "platform",
    "need_basis": "need",
    "scope": "scope",
    "level": "level",
    "overlays": "show",
    "direction": "way",
    "mode": "mode",
    "traveller": "traveller",
    "steps": "steps",
}
CONTROL_OF_KEY: Final = {
    "layer": ids.LAYER,
    "prevalence": ids.PREVALENCE,
    "cadre": ids.CADRE,
    "place": ids.PLACE,
    "season": ids.SEASON,
    "within": ids.WITHIN,
    "platform": ids.PLATFORM,
    "need": ids.NEED,
    "scope": ids.SCOPE,
    "level": ids.LEVEL,
    "show": ids.OVERLAYS,
    "way": ids.WAY,
    "mode": ids.MODE,
    "traveller": ids.TRAVELLER,
    "steps": ids.STEPS,
}
# A site would cover the counts of posts, and a flag's red is one with those of prevalence.
CROWDED_OUT: Final = {
    Layer.DEFICIT: (Overlay.SITES, Overlay.FLAGS),
    Layer.PREVALENCE: (Overlay.FLAGS,),
}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:-]{0,39}")


@dataclass(frozen=True)
class Selection:
    """
    One view of the atlas; equal selections have equal addresses and equal pictures.

    ``place`` is the code of a district, area, site or stop, or empty. ``prevalence`` and
    ``place`` are checked for their form only: whether the dataset knows them is for the
    reader of the selection to say.

    >>> Selection.from_query({"season": "wet", "within": "45"}).to_query()
    {'season': 'wet'}
    """

    layer: Layer = Layer.WALKING_TIME
    prevalence: str = "naomi_2022_women_25_29"
    cadre: Cadre = Cadre.MM
    place: str = ""
    season: Season = Season.DRY
    threshold_minutes: int = 120
    platform: Platform = Platform.FACILITY
    need_basis: NeedBasis = NeedBasis.NATIONAL
    scope: Scope = Scope.PROGRAMME
    level: Level = Level.DISTRICT
    overlays: tuple[Overlay, ...] = DEFAULT_OVERLAYS
    direction: Direction = Direction.TO_SITE
    mode: Mode = Mode.WALK
    traveller: Traveller = Traveller.LATE_PREGNANCY
    steps: Steps = Steps.SIXTEEN

    @property
    def drawn(self) -> tuple[Overlay, ...]:
        """
        The overlays that the layer leaves room for.

        >>> Overlay.SITES in Selection(layer=Layer.DEFICIT).drawn
        False
        """
        crowded = CROWDED_OUT.get(self.layer, ())
        return tuple(one for one in self.overlays if one not in crowded)

    @property
    def choice(self) -> Choice:
        """The part of the selection that numbers depend on."""
        return Choice(
            season=self.season,
            threshold_minutes=self.threshold_minutes,
            platform=self.platform,
            need_basis=self.need_basis,
            scope=self.scope,
            direction=self.direction,
            mode=self.mode,
            traveller=self.traveller,
            steps=self.steps,
        )

    def usable(self, offer: Offer) -> Selection:
        """
        Return the same view with a way of travelling that the ground can answer.

        >>> Selection(mode=Mode.TAXI).usable(Offer(slopes=True, roads=False)).mode
        <Mode.WALK: 'walk'>
        """
        way = offer.usable(self.choice.way)
        return replace(self, direction=way.direction, mode=way.mode)

    @classmethod
    def from_query(cls, query: Mapping[str, object] | None) -> Selection:
        """Read a query; an unknown key is ignored, an unknown value becomes the default."""
        given = query or {}
        read = {name: _read(name, given.get(key)) for name, key in KEY_OF_FIELD.items()}
        return cls(**{name: value for name, value in read.items() if value is not None})

    def to_query(self) -> dict[str, str]:
        """Write the query, defaults left out, in a fixed order."""
        written = _written(self)
        return {key: text for key, text in written.items() if text != _DEFAULT_TEXTS[key]}

    def control_values(self) -> dict[str, Any]:
        """Return the value of each control, by key of the address."""
        values: dict[str, Any] = dict(_written(self))
        values["show"] = [str(overlay) for overlay in self.overlays]
        return values


def _written(selection: Selection) -> dict[str, str]:
    shown = SEPARATOR.join(selection.overlays) or NO_OVERLAYS
    texts = {name: str(getattr(selection, name)) for name in KEY_OF_FIELD}
    return {KEY_OF_FIELD[name]: text for name, text in {**texts, "overlays": shown}.items()}


_DEFAULT_TEXTS: Final = _written(Selection())
_ENUM_OF_FIELD: Final[dict[str, type[StrEnum]]] = {
    "layer": Layer,
    "cadre": Cadre,
    "season": Season,
    "platform": Platform,
    "need_basis": NeedBasis,
    "scope": Scope,
    "level": Level,
    "direction": Direction,
    "mode": Mode,
    "traveller": Traveller,
    "steps": Steps,
}


def _read(name: str, text: object) -> Any:  # noqa: ANN401
    """Value of one field, or None where the text says nothing that can be used."""
    if not isinstance(text, str):
        return None
    if name in _ENUM_OF_FIELD:
        kind = _ENUM_OF_FIELD[name]
        return kind(text) if text in set(kind) else None
    if name == "threshold_minutes":
        return {str(minutes): minutes for minutes in THRESHOLDS_MINUTES}.get(text)
    if name == "overlays":
        return _read_overlays(text)
    return text if _CODE.fullmatch(text) else None


def _read_overlays(text: str) -> tuple[Overlay, ...] | None:
    if text == NO_OVERLAYS:
        return ()
    named = set(text.split(SEPARATOR))
    return tuple(overlay for overlay in Overlay if overlay in named) or None


def address_rules() -> dict[str, Any]:
    """
    Return what the browser needs to keep address and controls in step.

    ``keys`` in the order of the address, each with its control, its default text and
    whether its control holds a list.
    """
    keys = [
        {
            "key": key,
            "control": CONTROL_OF_KEY[key],
            "default": _DEFAULT_TEXTS[key],
            "list": key == "show",
            "order": [str(overlay) for overlay in Overlay] if key == "show" else [],
        }
        for key in KEY_OF_FIELD.values()
    ]
    return {"keys": keys, "separator": SEPARATOR, "none": NO_OVERLAYS, "selection": ids.SELECTION}
