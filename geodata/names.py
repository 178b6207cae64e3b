"""The vocabulary: names of areas, cadres and measures, and nothing else."""

from __future__ import annotations

from enum import StrEnum

TOTAL = "TOTAL"


class Cadre(StrEnum):
    """The four cadres of the programme, by their codes in a staffing table."""

    MM = "MM"
    SC = "SC"
    CMM = "CMM"
    CSC = "CSC"


class Platform(StrEnum):
    """Where a woman meets a Mentor Mother: in the health centre or at her door."""

    FACILITY = "facility"
    COMMUNITY = "community"

    @property
    def frontline(self) -> Cadre:
        """
        The cadre that serves women here; coordinators serve no need of their own.

        >>> Platform.COMMUNITY.frontline.value
        'CMM'
        """
        return Cadre.MM if self is Platform.FACILITY else Cadre.CMM


class NeedBasis(StrEnum):
    """Which prevalence turns births into need."""

    NATIONAL = "national"
    NAOMI_PATTERN = "naomi_pattern"


class Scope(StrEnum):
    """Which districts count: those of the programme, or all."""

    PROGRAMME = "programme"
    COUNTRY = "country"


class FlagStatus(StrEnum):
    """What the remote-and-underserved rule says of a community area."""

    FLAGGED = "flagged"
    CLEAR = "clear"
    CANNOT_ASSESS = "cannot assess"
    OUTSIDE = "outside the programme"


class Robustness(StrEnum):
    """Whether the six checks agree with one another about an area."""

    ROBUST = "robust"
    BORDERLINE = "borderline"
    CLEAR = "clear"
    CANNOT_ASSESS = "cannot assess"


class Part(StrEnum):
    """The three parts of need; they add up to it."""

    SERVED = "served"
    OVER_CAPACITY = "over_capacity"
    OUT_OF_REACH = "out_of_reach"
