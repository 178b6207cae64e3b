"""Everything a snapshot says, as plain texts: taken from the public view alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.snapshot import words
from dashboard.snapshot.figures import (
    LONGER_WALKS,
    by_remoteness,
    coverage_sentence,
    range_words,
    remote_need,
    shown,
)
from dashboard.snapshot.nextposts import HEADS, TITLE, next_posts_told
from dashboard.snapshot.rows import Row
from geodata.choice import CHECKS
from geodata.names import TOTAL
from geodata.phrases import count_words
from geodata.privacy import Kind
from geodata.public.columns import CMM, CSC, IN_REACH, MM, NEED, OUT_OF_REACH, SC, SITES
from geodata.public.rows import RowKind

if TYPE_CHECKING:
    from dashboard.snapshot.words import Stamp
    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView
    from geodata.status import DataStatus


@dataclass(frozen=True)
class Fact:
    """One of the five numbers: the number, what it is, a line below, where it comes from."""

    value: str
    label: str
    detail: str
    origin: str


@dataclass(frozen=True)
class Contents:
    """The texts of a snapshot, in the order in which they stand."""

    title: str
    when: str
    status: DataStatus
    banner: str
    facts: tuple[Fact, ...]
    sentence: str
    sentence_detail: str
    district_heads: tuple[str, ...]
    districts: tuple[Row, ...]
    outside: str
    notes: tuple[str, ...]
    remote_title: str
    remote_finding: str
    remote_heads: tuple[str, ...]
    remote: tuple[Row, ...]
    posts_title: str
    posts_finding: str
    posts_heads: tuple[str, ...]
    posts: tuple[Row, ...]
    method: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    version: str


DISTRICT_COLUMNS: Final = (NEED, SITES, "frontline", "need_per_frontline", IN_REACH)
OUTREACH_COLUMNS: Final = ("outreach_stops", "outreach_completion", "outreach_coverage")


def contents(view: PublicView, stamp: Stamp | None = None) -> Contents:
    """Write the snapshot of a public view."""
    walk = LONGER_WALKS[view.choice.threshold_minutes]
    posts_finding, posts = next_posts_told(view)
    return Contents(
        title=view.title,
        when=f"{view.as_of:%B %Y}",
        status=view.status,
        banner=words.banner(view.status, view.statuses),
        facts=facts(view),
        sentence=coverage_sentence(view),
        sentence_detail=_detail(view),
        district_heads=words.district_heads(walk)[: None if _has_ranges(view) else -1],
        districts=tuple(_district(view, row) for row in view.rows),
        outside=_outside(view),
        notes=view.notes,
        remote_title=words.REMOTE_TITLE,
        remote_finding=_finding(view, walk),
        remote_heads=words.remote_heads(walk) if _tells_where(view) else words.OUTREACH_HEADS,
        remote=_remote_rows(view),
        posts_title=TITLE,
        posts_finding=posts_finding,
        posts_heads=HEADS,
        posts=posts,
        method=words.method(view),
        sources=tuple((words.cited(source), source.url) for source in view.sources),
        version=words.version(view, stamp),
    )


def facts(view: PublicView) -> tuple[Fact, ...]:
    """Write the five numbers."""
    total = view.row(TOTAL)
    need = total[NEED]
    everywhere = len(view.districts) + len(view.outside)
    return (
        Fact(
            str(len(view.districts)),
            "districts",
            f"of {everywhere} in {view.country}",
            _origin(view, (), "districts"),
        ),
        Fact(
            shown(view, total, SITES),
            "sites",
            "a health centre and its communities",
            _origin(view, (SITES,), "sites"),
        ),
        Fact(
            shown(view, total, "frontline"),
            "Mentor Mothers",
            f"{shown(view, total, MM)} in health centres, {shown(view, total, CMM)} in communities",
            _origin(view, (MM, CMM), "staffing"),
        ),
        Fact(
            shown(view, total, "coordinators"),
            "coordinators",
            f"{shown(view, total, SC)} in health centres, {shown(view, total, CSC)} in communities",
            _origin(view, (SC, CSC), "staffing"),
        ),
        Fact(
            f"{shown(view, total, NEED)}",
            "births a year to women living with HIV",
            f"range {range_words(need, Kind.NEED)}",
            "Modelled",
        ),
    )


def _origin(view: PublicView, columns: tuple[str, ...], layer: str) -> str:
    """Name the status of a total: published by the programme itself, or that of its layer."""
    known = dict(view.known_totals)
    if columns and all(name in known for name in columns):
        return "Published total"
    return str(dict(view.statuses).get(layer, view.status)).capitalize()


def _detail(view: PublicView) -> str:
    figure = view.row(TOTAL)[IN_REACH]
    if figure.value is None:
        return ""
    best = f"Best estimate {shown(view, view.row(TOTAL), IN_REACH)}"
    range_ = range_words(figure, Kind.SHARE)
    checks = f"; {range_} over {len(CHECKS)} checks of pace, need and season" if range_ else ""
    return f"{best}{checks}. Base: {words.SEASONS[view.choice.season]}."


def _district(view: PublicView, row: PublicRow) -> Row:
    cells = [shown(view, row, name) for name in DISTRICT_COLUMNS]
    ranges = [range_words(row[IN_REACH], Kind.SHARE)] if _has_ranges(view) else []
    return Row(row.name, (*cells, *ranges), is_total=row.kind == RowKind.TOTAL)


def _has_ranges(view: PublicView) -> bool:
    return any(range_words(row[IN_REACH], Kind.SHARE) for row in view.rows)


def _tells_where(view: PublicView) -> bool:
    """Whether a share of remote need is told of any district, alone or with others."""
    return any(
        row[OUT_OF_REACH].value is not None for row in view.rows if row.kind != RowKind.TOTAL
    )


def _remote_rows(view: PublicView) -> tuple[Row, ...]:
    together = [view.together] if view.together else []
    rows = [*by_remoteness(view), *together, view.row(TOTAL)]
    return tuple(_remote(view, row) for row in rows)


def _remote(view: PublicView, row: PublicRow) -> Row:
    if not _tells_where(view):
        outreach = tuple(shown(view, row, name) for name in OUTREACH_COLUMNS[:2])
        return Row(row.name, outreach, is_total=row.kind == RowKind.TOTAL)
    births = remote_need(row)
    about = shown(view, row, OUT_OF_REACH) if math.isnan(births) else count_words(births)
    cells = (
        shown(view, row, OUT_OF_REACH),
        about,
        *(shown(view, row, name) for name in OUTREACH_COLUMNS),
    )
    return Row(row.name, cells, row[OUT_OF_REACH], is_total=row.kind == RowKind.TOTAL)


def _finding(view: PublicView, walk: str) -> str:
    """Say where remote need is the largest share, where it is most, and what outreach does."""
    told = [row for row in view.districts if not math.isnan(remote_need(row))]
    total = view.row(TOTAL)
    outreach = (
        f"Outreach holds {shown(view, total, 'outreach_completion')} of its planned visits and "
        f"serves {shown(view, total, 'outreach_coverage')} of the need beyond {walk}."
    )
    if total["outreach_coverage"].value is None or total["outreach_completion"].value is None:
        outreach = "What outreach serves is not shown or not known."
    if not told:
        whole_share = shown(view, total, OUT_OF_REACH)
        lies = f"{whole_share} of need lies beyond {walk}; where it"
        whole = lies if total[OUT_OF_REACH].value is not None else "Where remote need"
        return f"{whole} lies is not shown by district. {outreach}"
    share = max(told, key=lambda row: row[OUT_OF_REACH].value or 0.0)
    most = max(told, key=remote_need)
    number = f"about {count_words(remote_need(most))} births a year"
    by_share = f"{shown(view, share, OUT_OF_REACH)} of need in {share.name}"
    if share is most:
        return f"{by_share} lies beyond {walk}, {number}: the most of any district. {outreach}"
    return (
        f"{by_share} lies beyond {walk}, the largest share; {most.name} has the most by number, "
        f"{number}. {outreach}"
    )


def _outside(view: PublicView) -> str:
    listed = "; ".join(f"{row.name} {count_words(row[NEED].value or 0.0)}" for row in view.outside)
    return f"Outside the programme (need a year only): {listed}." if listed else ""
