"""What a reader may choose: season, threshold, platform, basis of need, scope, way of travel."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.names import NeedBasis, Platform, Scope
from geodata.terrain import Season
from geodata.walking.surfaces import Direction, Traveller
from geodata.ways import Mode, Steps, Way

THRESHOLDS_MINUTES = (30, 60, 120, 180)


@dataclass(frozen=True)
class Choice:
    """
    One question to the programme's data; equal choices have equal answers.

    >>> Choice().threshold_minutes
    120
    """

    season: Season = Season.DRY
    threshold_minutes: int = 120
    platform: Platform = Platform.FACILITY
    need_basis: NeedBasis = NeedBasis.NATIONAL
    scope: Scope = Scope.PROGRAMME
    direction: Direction = Direction.TO_SITE
    mode: Mode = Mode.WALK
    traveller: Traveller = Traveller.LATE_PREGNANCY
    steps: Steps = Steps.SIXTEEN

    @property
    def way(self) -> Way:
        """How women travel."""
        return Way(self.direction, self.mode, self.traveller, self.steps)


@dataclass(frozen=True)
class Check:
    """One way in which the base run may be wrong: slower, less need, another season."""

    name: str
    time_factor: float = 1.0
    need_side: str = "base"
    season: Season | None = None


CHECKS = (
    Check("times +25 %", time_factor=1.25),
    Check("times -25 %", time_factor=0.75),
    Check("need low", need_side="low"),
    Check("need high", need_side="high"),
    Check("wet season", season=Season.WET),
    Check("winter", season=Season.WINTER),
)
BASE = Check("base")
