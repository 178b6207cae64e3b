"""The public edition of the atlas: districts only, from the public view alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.atlas import words
from dashboard.atlas.pages import Atlas, Dot, Edition, Fact, Page, Part, Split, Table
from dashboard.atlas.publicmaps import country_picture, district_picture
from dashboard.atlas.windows import windows
from dashboard.snapshot.contents import contents, facts
from dashboard.snapshot.figures import (
    LONGER_WALKS,
    coverage_sentence,
    range_words,
    shown,
)
from dashboard.snapshot.gate import check
from dashboard.snapshot.words import WATERMARK, banner, version
from geodata.names import TOTAL
from geodata.phrases import count_words
from geodata.privacy import Kind
from geodata.public.columns import (
    BY_NAME,
    CADRES,
    FRONTLINE,
    IN_REACH,
    NEED,
    OUT_OF_REACH,
    OVER_CAPACITY,
    SERVED,
    SITES,
)
from geodata.status import DataStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from dashboard.atlas.scenes import Picture
    from dashboard.snapshot.ground import Ground
    from dashboard.snapshot.words import Stamp
    from geodata.public.rows import PublicRow
    from geodata.public.view import PublicView

SPLIT: Final = (SERVED, OVER_CAPACITY, OUT_OF_REACH)
BOTH: Final = "frontline"
NORM_PARTS: Final = ("required", "deficit", "surplus")


def public_atlas(
    view: PublicView, ground: Ground, made: dt.date, stamp: Stamp | None = None
) -> Atlas:
    """
    Write the public edition.

    Parameters
    ----------
    made
        Day on which the version was published.
    stamp
        Which published snapshot holds the same view.

    Raises
    ------
    DisclosureError
        If a small count stands in the view, or could be worked out from it.
    """
    check(view)
    told = contents(view)
    return Atlas(
        edition=Edition.PUBLIC,
        title=words.TITLE,
        subject=f"{view.title}, {view.as_of:%B %Y}",
        edition_words=words.EDITIONS[Edition.PUBLIC],
        status=str(view.status),
        banner=banner(view.status, view.statuses),
        watermark=WATERMARK if view.status == DataStatus.DEMONSTRATION else "",
        made=(made.year, made.month, made.day),
        method=told.method,
        sources_here=words.sources_here(f"{one.publisher} {one.year}" for one in view.sources),
        sources_title=words.SOURCES_TITLE,
        sources=told.sources,
        version=version(view, stamp),
        pages=tuple(_pages(view, ground)),
    )


def _pages(view: PublicView, ground: Ground) -> Iterator[Page]:
    """Yield the country first, then the programme's districts, then the others."""
    frames = windows(ground)
    yield _country(view, ground)
    for row in view.districts:
        picture = district_picture(view, ground, frames[row.area_ids[0]], row.area_ids[0])
        yield _district(view, row, picture)
    for row in view.outside:
        picture = district_picture(view, ground, frames[row.area_ids[0]], row.area_ids[0])
        yield _outside(row, picture)


def _country(view: PublicView, ground: Ground) -> Page:
    total, told = view.row(TOTAL), contents(view)
    return Page(
        code=TOTAL,
        title=view.country,
        sentence=f"{coverage_sentence(view)} {told.sentence_detail}".strip(),
        picture=country_picture(view, ground),
        facts=tuple(Fact(one.value, one.label, one.detail) for one in facts(view)),
        split_title=words.SPLIT_TITLE,
        splits=tuple(_split(view, row) for row in (total, *view.districts)),
        staff=_staff(view, total),
        districts=Table(
            words.COUNTRY_TITLE,
            told.district_heads,
            tuple((row.name, *row.cells) for row in told.districts),
            told.outside,
        ),
    )


def _district(view: PublicView, row: PublicRow, picture: Picture) -> Page:
    walk = LONGER_WALKS[view.choice.threshold_minutes]
    together = [view.together] if view.together and row.area_ids[0] in _group(view) else []
    return Page(
        code=row.area_ids[0],
        title=row.name,
        sentence=_sentence(view, row, walk),
        picture=picture,
        facts=_facts(view, row, walk),
        split_title=words.SPLIT_TITLE,
        splits=tuple(_split(view, one) for one in (row, view.row(TOTAL))),
        staff=_staff(view, row, *together),
        dots_title=f"Need within {walk}, with its range over the checks: {row.name} and the others",
        dots=_dots(view, row),
    )


def _dots(view: PublicView, row: PublicRow) -> tuple[Dot, ...]:
    """Draw the shares of all districts, if one of them is shown."""
    if all(one[IN_REACH].value is None for one in view.districts):
        return ()
    return tuple(_dot(view, one, chosen=one is row) for one in _ranked(view))


def _ranked(view: PublicView) -> list[PublicRow]:
    """Sort the districts by their share in reach, what is hidden last, and the total below."""
    by_share = sorted(view.districts, key=lambda row: (-(row[IN_REACH].value or -1), row.area_ids))
    return [*by_share, view.row(TOTAL)]


def _group(view: PublicView) -> tuple[str, ...]:
    return view.together.area_ids if view.together else ()


def _sentence(view: PublicView, row: PublicRow, walk: str) -> str:
    """Say what is in reach and what can be served, or that it is not shown."""
    if row[IN_REACH].value is None:
        return (
            f"How much of the need in {row.name} lies within {walk} of a staffed site is "
            f"{shown(view, row, IN_REACH)}: it would tell where few work."
        )
    range_ = range_words(row[IN_REACH], Kind.SHARE)
    ranged = f" ({range_} over the checks)" if range_ else ""
    served = row[SERVED].value
    more = "" if served is None else f"; {100 * served:.0f}% can be served with the staff there"
    return (
        f"{shown(view, row, IN_REACH)}{ranged} of the need in {row.name} lies within {walk} of a "
        f"staffed site{more} (modelled)."
    )


def _facts(view: PublicView, row: PublicRow, walk: str) -> tuple[Fact, ...]:
    def fact(column: str, label: str, detail: str) -> Fact:
        return Fact(shown(view, row, column), label, detail)

    need = range_words(row[NEED], Kind.NEED)
    return (
        fact(NEED, "births a year", f"to women living with HIV; range {need}"),
        fact(
            "need_per_frontline",
            "births a year per Mentor Mother",
            "health centres and communities",
        ),
        fact(SITES, "sites", f"median walk {shown(view, row, 'median_walk_seconds')}"),
        fact(OUT_OF_REACH, f"of need beyond {walk}", _outreach(view, row)),
    )


def _outreach(view: PublicView, row: PublicRow) -> str:
    stops = shown(view, row, "outreach_stops")
    return f"{stops} outreach stops; {shown(view, row, 'outreach_completion')} of visits held"


def _split(view: PublicView, row: PublicRow) -> Split:
    shares = [row[name].value for name in SPLIT]
    told = [share for share in shares if share is not None]
    if len(told) < len(shares):
        return Split(row.name, (), shown(view, row, SPLIT[0]))
    # Each part is printed as published; a bar of rounded parts is made to fill its length.
    parts = zip(told, SPLIT, strict=True)
    return Split(
        row.name, tuple(Part(share / sum(told), shown(view, row, name)) for share, name in parts)
    )


def _staff(view: PublicView, *rows: PublicRow) -> Table:
    """
    Write staff and norms of one row, and of the districts shown together with it.

    Their names stand in the note, and the norm beside the district's own line.
    """
    first, *others = rows
    lines = list(_cadres(view, first))
    for row in others:
        lines += [(f"{title}, together", *cells[:-1], "") for title, *cells in _cadres(view, row)]
    return Table(
        words.STAFF_TITLE,
        words.STAFF_HEADS,
        tuple(lines),
        " ".join((words.STAFF_NOTE, *view.notes)),
    )


def _cadres(view: PublicView, row: PublicRow) -> Iterator[tuple[str, ...]]:
    """Write a line a cadre, after both kinds of Mentor Mothers where only their sum is told."""
    told = row[BOTH].value is not None and any(row[name].value is None for name in FRONTLINE)
    if told:
        blank = ("",) * len(NORM_PARTS)
        yield BY_NAME[BOTH].title, shown(view, row, BOTH), *blank, words.BOTH_KINDS
    norms = words.norms(dict(view.parameters))
    for (code, column), title, norm in zip(CADRES.items(), words.CADRE_NAMES, norms, strict=True):
        cells = (shown(view, row, name) for name in (column, *_norm_columns(code)))
        yield title, *cells, norm


def _norm_columns(code: str) -> tuple[str, ...]:
    return tuple(f"{code.lower()}_{part}" for part in NORM_PARTS)


def _dot(view: PublicView, row: PublicRow, *, chosen: bool) -> Dot:
    figure = row[IN_REACH]
    said = shown(view, row, IN_REACH)
    range_ = range_words(figure, Kind.SHARE)
    return Dot(
        row.name,
        f"{said} ({range_})" if range_ else said,
        figure.value,
        figure.lower,
        figure.upper,
        chosen=chosen,
    )


def _outside(row: PublicRow, picture: Picture) -> Page:
    need = row[NEED]
    return Page(
        code=row.area_ids[0],
        title=row.name,
        sentence=words.NOT_FOR_OUTSIDE,
        picture=picture,
        facts=(
            Fact(
                count_words(need.value or 0.0),
                "births a year",
                f"to women living with HIV; range {range_words(need, Kind.NEED)}",
            ),
        ),
    )
