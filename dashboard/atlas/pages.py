"""What the atlas holds, as plain texts, shares and drawings: the same shape in both editions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.atlas.scenes import Picture


class Edition(StrEnum):
    """For whom an atlas is made."""

    STAFF = "staff"
    PUBLIC = "public"


@dataclass(frozen=True)
class Fact:
    """One number in the strip below the sentence: the number, what it is, a line below."""

    value: str
    label: str
    detail: str


@dataclass(frozen=True)
class Part:
    """One part of a three-way split: 0 to 1, and how it is written."""

    share: float
    words: str


@dataclass(frozen=True)
class Split:
    """
    Need of one place in its three parts: served, over capacity, out of reach.

    ``parts`` is empty where the split is not shown or makes no sense, and ``words`` says why.
    """

    name: str
    parts: tuple[Part, ...]
    words: str = ""


@dataclass(frozen=True)
class Dot:
    """A share with its range, drawn as a dot on a line; no ``value`` where it is not shown."""

    name: str
    words: str
    value: float | None
    lower: float | None
    upper: float | None
    chosen: bool = False


@dataclass(frozen=True)
class Table:
    """A small table: its heads, its rows, and a line below it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Flag:
    """A flagged community area: its number on the map, its name, its sentence."""

    number: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Flags:
    """
    The flagged areas of a page, those with most need first.

    ``total`` counts all of them, ``rows`` holds as many as a page could have; ``rest``
    follows what found room, ``{left}`` in it the number of those that did not.
    """

    title: str
    total: int
    rows: tuple[Flag, ...]
    rest: str
    note: str


@dataclass(frozen=True)
class Page:
    """One page: a district, or the country first; what a page has not is empty."""

    code: str
    title: str
    sentence: str
    picture: Picture
    facts: tuple[Fact, ...]
    split_title: str = ""
    splits: tuple[Split, ...] = ()
    staff: Table | None = None
    districts: Table | None = None
    dots_title: str = ""
    dots: tuple[Dot, ...] = ()
    flags: Flags | None = None


@dataclass(frozen=True)
class Atlas:
    """
    A whole atlas.

    Attributes
    ----------
    made
        Day of the version, as year, month and day: the file says no other.
    watermark
        Across every page while any of the data is invented, else empty.
    method
        Three lines: how need and walks are made, and what they cannot tell.
    sources_here
        Who published what is used, for every page; ``sources`` are cited in full, each with
        its address, on the last.
    """

    edition: Edition
    title: str
    subject: str
    edition_words: str
    status: str
    banner: str
    watermark: str
    made: tuple[int, int, int]
    method: tuple[tuple[str, str], ...]
    sources_here: str
    sources_title: str
    sources: tuple[tuple[str, str], ...]
    version: str
    pages: tuple[Page, ...]
