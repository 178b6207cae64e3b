"""The columns of the gap table: key, title, unit, kind and definition, one list a level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """What a row of the gap table is."""

    DISTRICT = "district"
    AREA = "area"
    SITE = "site"


class Kind(StrEnum):
    """What a cell holds, and so how it is rounded, written and lined up."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    MINUTES = "minutes"
    RATIO = "ratio"
    FULL_TIME = "full_time"
    DATE = "date"


NUMBERS: Final = (Kind.COUNT, Kind.SHARE, Kind.MINUTES, Kind.RATIO, Kind.FULL_TIME)
NO_DATA: Final = "no data"
BIRTHS: Final = "births"
PERCENT: Final = "%"
CHECKS: Final = "over the base run and six checks"
NEED_RANGE: Final = "over the 95 % interval of need"


@dataclass(frozen=True)
class Column:
    """
    One column of the gap table.

    Attributes
    ----------
    key
        Name in a CSV file; never changes between versions.
    title, group
        Heading, and the heading it stands under with its neighbours.
    unit
        In words or a sign; a share is in percent (0 to 100), a time in whole minutes.
    definition
        One sentence for the dictionary.
    measure, part
        For a district row: the measure of the assessment, and which of value, lower, upper,
        numerator and denominator.
    reason
        Why the measure has no value when its denominator is zero.
    blank
        The word on the screen for a missing cell without a reason of its own; a file leaves
        the cell empty and says it in the notes.
    shown
        Whether the screen shows it, or files only (what is the same in every row).
    """

    key: str
    title: str
    unit: str
    kind: Kind
    definition: str
    group: str = ""
    measure: str = ""
    part: str = "value"
    reason: str = ""
    blank: str = NO_DATA
    shown: bool = True

    @property
    def name(self) -> str:
        """
        Title with its group, because several cadres have the same titles.

        >>> Column("mm_required", "Required", "posts", Kind.COUNT, "", group="Mentor Mothers").name
        'Required (Mentor Mothers)'
        """
        return f"{self.title} ({self.group})" if self.group else self.title

    @property
    def heading(self) -> str:
        """
        Title with its unit.

        >>> Column("sites_n", "Sites", "", Kind.COUNT, "").heading
        'Sites'
        >>> Column("mm_required", "Required", "posts", Kind.COUNT, "").heading
        'Required (posts)'
        """
        return f"{self.title} ({self.unit})" if self.unit else self.title


def with_interval(column: Column, low_key: str, high_key: str, over: str) -> tuple[Column, ...]:
    """
    Return a column with its low and high beside it.

    >>> need = Column("need", "Need", "births", Kind.COUNT, "Births a year.")
    >>> [(part.key, part.title, part.part) for part in with_interval(need, "low", "high", "")]
    [('need', 'Need', 'value'), ('low', 'Need, low', 'lower'), ('high', 'Need, high', 'upper')]
    """
    ends = ((low_key, "low", "lower"), (high_key, "high", "upper"))
    return (
        column,
        *(
            replace(
                column,
                key=key,
                title=f"{column.title}, {word}",
                definition=f"The {word} end of '{column.key}' {over}.",
                part=part,
            )
            for key, word, part in ends
        ),
    )


def _text(key: str, title: str, definition: str, group: str = "", *, shown: bool = True) -> Column:
    return Column(key, title, "", Kind.TEXT, definition, group=group, shown=shown)


DISTRICT_CODE: Final = _text("district_code", "District code", "ISO 3166-2 code of the district.")
DISTRICT_NAME: Final = _text("district_name", "District", "Name of the district.")
AREA_LEVEL: Final = _text(
    "area_level",
    "Row",
    "What the row is: district, area or site; 'total' marks the row that must never be summed.",
    shown=False,
)
NOTES: Final = _text("notes", "Notes", "Why cells of this row are empty, and what is incomplete.")

CONSTANTS: Final = (
    _text("travel_season", "Season", "Season of the walking times.", "Conditions", shown=False),
    _text(
        "travel_mode",
        "Way of travel",
        "How women are assumed to travel.",
        "Conditions",
        shown=False,
    ),
    Column(
        "threshold_min",
        "Within",
        "min",
        Kind.MINUTES,
        "The chosen time that counts as within reach.",
        group="Conditions",
        shown=False,
    ),
    _text(
        "platform",
        "Platform",
        "Whose sites count: facility or community teams.",
        "Conditions",
        shown=False,
    ),
    _text("as_of", "As of", "The day that the data stand for.", "Conditions", shown=False),
    _text(
        "rule_version",
        "Rule version",
        "Version of the rules behind the numbers.",
        "Conditions",
        shown=False,
    ),
    _text(
        "generated_at",
        "Dataset made",
        "When this version of the dataset was made.",
        "Conditions",
        shown=False,
    ),
    _text(
        "data_status",
        "Data status",
        "The least trustworthy status among the data used.",
        "Conditions",
        shown=False,
    ),
)

NEED: Final = (
    *with_interval(
        Column(
            "need_per_year",
            "Need a year",
            BIRTHS,
            Kind.COUNT,
            "Expected births a year to women living with HIV: births times prevalence (modelled).",
            group="Need",
            measure="need_per_year",
        ),
        "need_low",
        "need_high",
        "of its 95 % interval",
    ),
)
NEED_MADE_OF: Final = (
    _text("need_source", "Made of", "What need is made of.", "Need", shown=False),
    Column(
        "prevalence_used",
        "Prevalence used",
        PERCENT,
        Kind.SHARE,
        "Share of pregnant women assumed to live with HIV; an assumption, the same or one "
        "pattern for all districts.",
        group="Need",
        measure="prevalence",
        reason="no births",
    ),
)
PREVALENCE_LAYER: Final = with_interval(
    Column(
        "prevalence_layer_pct",
        "Prevalence, chosen source",
        PERCENT,
        Kind.SHARE,
        "HIV prevalence in the source chosen on the map, for its own people and date (sheet "
        "Parameters); it does not drive need.",
        group="HIV prevalence",
    ),
    "prevalence_layer_low",
    "prevalence_layer_high",
    "of its published interval",
)


def _within(key: str, title: str, measure: str, words: str) -> tuple[Column, ...]:
    column = Column(
        key,
        title,
        PERCENT,
        Kind.SHARE,
        f"Share of need that lives within {words} of the nearest staffed site (modelled).",
        group="Within reach",
        measure=measure,
        reason="no need",
    )
    return with_interval(column, f"{key}_low", f"{key}_high", CHECKS)


REACH: Final = (
    *_within(
        "geographic_coverage_pct",
        "Within the chosen walk",
        "geographic_coverage",
        "the chosen walk",
    ),
    *_within("pct_need_within_60min", "Within 1 h", "need_within_60_minutes", "60 minutes' walk"),
    *_within(
        "pct_need_within_120min", "Within 2 h", "need_within_120_minutes", "120 minutes' walk"
    ),
)
WALK: Final = (
    Column(
        "median_travel_min",
        "Median walk",
        "min",
        Kind.MINUTES,
        "Half of need lives within this walk of the nearest staffed site (modelled).",
        group="Walk",
        measure="median_walk_seconds",
    ),
    Column(
        "p90_travel_min",
        "9 in 10 within",
        "min",
        Kind.MINUTES,
        "Nine tenths of need live within this walk of the nearest staffed site (modelled).",
        group="Walk",
        measure="p90_walk_seconds",
    ),
)
