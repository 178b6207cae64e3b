"""What the page says: the shapes that the frame shows and the numbers in words."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

from geodata.phrases import count_words, walk_words
from geodata.ways import Offer

NO_DATA: Final = "no data"
NOT_AVAILABLE: Final = "n/a"
MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class CardText:
    """
    One card: a number, its name, a line below, and where it comes from.

    At 1440 px a label of up to 34 and a sub of up to 38 characters stand whole; longer
    ones end in an ellipsis. ``provenance`` has one line each for what the number is made
    of (numerator and denominator), its source, date and status, parted by line breaks.
    """

    label: str
    value: str
    sub: str
    provenance: str


@dataclass(frozen=True)
class LegendEntry:
    """
    One class or symbol of the legend.

    ``kind`` names a swatch of the style sheet: fill, line, dash, circle, town, ring, rings,
    square, outline, halves, crosshatch, faint (no change), hatch (no data, and
    nothing else), dotted (suppressed). ``size_px`` is the diameter of a circle.
    """

    text: str
    kind: str = "fill"
    colour: str = "transparent"
    size_px: int = 14

    @property
    def class_name(self) -> str:
        """Classes of the swatch in the style sheet."""
        return f"swatch swatch-{self.kind}"

    @property
    def style(self) -> dict[str, str]:
        """Colour and size of the swatch, as the style sheet reads them."""
        return {"--swatch": self.colour, "--size": f"{self.size_px}px"}


@dataclass(frozen=True)
class LegendText:
    """The legend: at most six classes of the layer, then the symbols drawn over it."""

    title: str
    unit: str
    note: str = ""
    entries: tuple[LegendEntry, ...] = ()
    symbols: tuple[LegendEntry, ...] = ()


@dataclass(frozen=True)
class AttentionItem:
    """One thing to look at; ``place`` is what a click chooses, ``number`` its map number."""

    text: str
    detail: str
    place: str
    number: str = ""


@dataclass(frozen=True)
class AttentionGroup:
    """
    Things of one kind that need attention.

    ``note`` says how many are not listed, or, where there are none, why not.
    """

    title: str
    items: tuple[AttentionItem, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class DetailRow:
    """One number of the detail panel: what it is, its value, and its interval or source."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class DetailText:
    """The chosen district, area, site or stop; ``method`` is an anchor of the About page."""

    kind: str
    title: str
    sentence: str
    rows: tuple[DetailRow, ...] = ()
    chart_title: str = ""
    method: str = ""


@dataclass(frozen=True)
class StatusText:
    """What kind of data the view holds: the chip, its class, and the sentence for print."""

    chip: str
    kind: str
    banner: str


@dataclass(frozen=True)
class Option:
    """One entry of a searchable list; entries of one group stand together."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class TableText:
    """The table twin as it first shows: rows and columns of the grid, and their words."""

    title: str
    note: str = ""
    rows: tuple[dict[str, Any], ...] = ()
    columns: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Links:
    """Addresses under the app's own path prefix, and the country in the header."""

    explore: str = "/"
    about: str = "/about"
    still_map: str = "/map.png"
    snapshot: str = "/snapshot"
    snapshot_file: str = "/snapshot.html"
    snapshot_page: str = "/snapshot.pdf"
    country: str = "Lesotho"
    plan: str = "/plan"
    plan_map: str = "/plan.png"
    data: str = "/data"

    @classmethod
    def under(cls, mount: str) -> Links:
        """
        Return all addresses below a path.

        >>> Links.under("/lesotho").about, Links.under("/lesotho").explore
        ('/lesotho/about', '/lesotho/')
        """
        plain = cls()
        return cls(
            explore=mount + plain.explore,
            about=mount + plain.about,
            still_map=mount + plain.still_map,
            snapshot=mount + plain.snapshot,
            snapshot_file=mount + plain.snapshot_file,
            snapshot_page=mount + plain.snapshot_page,
            plan=mount + plain.plan,
            plan_map=mount + plain.plan_map,
            data=mount + plain.data,
        )


@dataclass(frozen=True)
class PrintRows:
    """The district table of the printed page, cells ready as text."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numeric_from: int = 1

    def to_store(self) -> dict[str, Any]:
        """Return the rows as the store holds them."""
        return {
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "numericFrom": self.numeric_from,
        }


@dataclass(frozen=True)
class ExploreText:
    """Everything the Explore page shows for one selection, ready as words and props."""

    title: str
    sentence: str
    period: str
    status: StatusText
    cards: tuple[CardText, ...]
    legend: LegendText
    attention: tuple[AttentionGroup, ...]
    detail: DetailText | None
    table: TableText
    map_source: str
    outreach_period: str = ""
    places: tuple[Option, ...] = ()
    prevalence_layers: tuple[Option, ...] = ()
    print_rows: PrintRows = field(default_factory=PrintRows)
    offer: Offer = field(default_factory=Offer)


def count(value: float) -> str:
    """
    Write a counted number; counted numbers are never rounded.

    >>> count(1234), count(float("nan"))
    ('1,234', 'no data')
    """
    return NO_DATA if math.isnan(value) else f"{value:,.0f}"


def about(value: float) -> str:
    """
    Write a modelled number, rounded as far as the model deserves.

    >>> about(3002), about(0), about(float("nan"))
    ('about 3,000', '0', 'no data')
    """
    words = count_words(value)
    return words if math.isnan(value) or value == 0 else f"about {words}"


def minutes(seconds: float) -> str:
    """
    Write a modelled walking time.

    >>> minutes(9600), minutes(float("nan"))
    ('about 2 h 40 min', 'no data')
    """
    words = walk_words(seconds)
    return words if math.isnan(seconds) or math.isinf(seconds) else f"about {words}"


def percent(share: float, reason: str = "") -> str:
    """
    Write a share; a missing one is 'n/a' with its reason, never zero.

    A share that would round to '0%' or '100%' keeps its side, because these say none and
    all.

    >>> percent(0.833), percent(0.001), percent(0.999), percent(float("nan"), "no need")
    ('83%', 'under 1%', 'over 99%', 'n/a (no need)')
    """
    if math.isnan(share):
        return f"{NOT_AVAILABLE} ({reason})" if reason else NOT_AVAILABLE
    said = f"{share:.0%}"
    if said == "0%" and share > 0:
        return "under 1%"
    return "over 99%" if said == "100%" and share < 1 else said


def ratio(value: float, reason: str = "", digits: int = 2) -> str:
    """
    Write a ratio; x/0 and 0/0 are 'n/a' with their reason.

    >>> ratio(70 / 56), ratio(float("nan"), "no coordinator")
    ('1.25', 'n/a (no coordinator)')
    """
    if math.isnan(value) or math.isinf(value):
        return f"{NOT_AVAILABLE} ({reason})" if reason else NOT_AVAILABLE
    return f"{value:,.{digits}f}"


def interval(lower: float, upper: float) -> str:
    """
    Write the bounds of a modelled count.

    >>> interval(7623, 10625), interval(float("nan"), 2)
    ('7,600 to 10,600', 'no interval')
    """
    if math.isnan(lower) or math.isnan(upper):
        return "no interval"
    return f"{count_words(lower)} to {count_words(upper)}"


def percent_interval(lower: float, upper: float) -> str:
    """
    Write the bounds of a share to a tenth of a percent.

    >>> percent_interval(0.204, 0.26)
    '20.4 to 26.0%'
    """
    if math.isnan(lower) or math.isnan(upper):
        return "no interval"
    return f"{100 * lower:.1f} to {100 * upper:.1f}%"


def capital(text: str) -> str:
    """
    Begin a text with a capital letter and leave the rest as it is.

    >>> capital("near Roma")
    'Near Roma'
    """
    return text[:1].upper() + text[1:]


def days(number: float) -> str:
    """
    Write the days since the last visit; none is no visit recorded, not a large number.

    >>> days(1), days(62), days(float("nan"))
    ('1 day ago', '62 days ago', 'no visit recorded')
    """
    if math.isnan(number):
        return "no visit recorded"
    return f"{number:.0f} day{'' if number == 1 else 's'} ago"


def provenance(made_of: str, source: str, date: str, status: str) -> str:
    """
    Write where a number comes from, one line each.

    >>> print(provenance("70 Mentor Mothers / 56 sites", "m2m", "November 2017", "Published"))
    Made of: 70 Mentor Mothers / 56 sites
    Source: m2m
    Date: November 2017
    Status: Published
    """
    return f"Made of: {made_of}\nSource: {source}\nDate: {date}\nStatus: {status}"
