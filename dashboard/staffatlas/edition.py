"""The staff edition of the atlas: every district with its flags, its staff as sums only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dashboard import headlines, wording
from dashboard.atlas import words
from dashboard.atlas.pages import Atlas, Edition, Fact, Flag, Flags, Page, Part, Split, Table
from dashboard.atlas.windows import country_window, windows
from dashboard.snapshot.words import WATERMARK, cited, models
from dashboard.staffatlas.maps import NUMBERED, staff_picture
from dashboard.state import Layer
from dashboard.summary import status
from dashboard.text import capital, count, interval, percent
from geodata.names import TOTAL, Cadre, FlagStatus, Scope
from geodata.noting import silent
from geodata.phrases import count_words, walk_words
from geodata.public.columns import CADRES
from geodata.public.view import FORMULA_PARAMETERS, cited_sources
from geodata.status import DataStatus, worst

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from dashboard.atlas.scenes import Picture
    from dashboard.snapshot.ground import Ground
    from dashboard.state import Selection
    from geodata.assessment import Assessment
    from geodata.noting import Told
    from geodata.programme import Programme

SPLIT: Final = ("effective_coverage", "share_over_capacity", "share_out_of_reach")
LIMITS: Final = (
    "staff as sums by district, never by site; the time of an area is the median of its need; "
    "no data is never zero. A norm missed at one site and passed at another counts as both. "
    "Monthly outreach does not equal a fixed site."
)
DISTRICT_HEADS: Final = (
    "District",
    "Need a year",
    "Sites",
    "Mentor Mothers",
    "Need per Mentor Mother",
    "Within the walk",
    "Areas flagged",
)


def staff_atlas(
    programme: Programme,
    assessment: Assessment,
    selection: Selection,
    ground: Ground,
    told: Told = silent,
) -> Atlas:
    """
    Write the staff edition for a selection; its layer and place change nothing.

    Parameters
    ----------
    told
        Takes the share that is done, before each page.
    """
    info = programme.info
    edition = _Edition(
        programme, assessment, replace(selection, layer=Layer.WALKING_TIME, place=""), ground
    )
    lowest = worst(programme.statuses.values())
    sources = tuple(cited_sources(programme))
    made = info.generated_at
    return Atlas(
        edition=Edition.STAFF,
        title=words.TITLE,
        subject=f"{info.title}, {info.as_of:%B %Y}",
        edition_words=words.EDITIONS[Edition.STAFF],
        status=str(lowest),
        banner=status(programme).banner,
        watermark=WATERMARK if lowest == DataStatus.DEMONSTRATION else "",
        made=(made.year, made.month, made.day),
        method=(*models(assessment.choice), ("Limits", LIMITS)),
        sources_here=words.sources_here(f"{one.publisher} {one.year}" for one in sources),
        sources_title=words.SOURCES_TITLE,
        sources=tuple((cited(source), source.url) for source in sources),
        version=(
            f"Dataset {info.programme_id} ({programme.content_hash[:12]}), data as of "
            f"{info.as_of.isoformat()}, rules version {info.rule_version}."
        ),
        pages=tuple(edition.pages(told)),
    )


@dataclass(frozen=True)
class _Edition:
    """One edition being written: what its pages are made from."""

    programme: Programme
    assessment: Assessment
    selection: Selection
    ground: Ground

    def pages(self, told: Told) -> Iterator[Page]:
        """Yield the country first, then the districts in scope, then the others."""
        yield self._country()
        frames, inside = windows(self.ground), self._in_scope()
        outside = [code for code in frames if code not in inside]
        for at, code in enumerate((*inside, *sorted(outside)), start=1):
            told(at / (1 + len(frames)))
            picture = staff_picture(
                self.programme, self.assessment, self.ground, code, frames[code]
            )
            page = self._district if code in inside else self._outside
            yield page(code, picture)

    def _in_scope(self) -> list[str]:
        districts = self.assessment.districts.drop(TOTAL)
        return sorted(str(code) for code in districts.index[districts["in_scope"].astype(bool)])

    def _name(self, code: str) -> str:
        return wording.where_words(self.programme, self.assessment, code)

    def _short_name(self, code: str) -> str:
        if code != TOTAL:
            return self._name(code)
        in_programme = self.assessment.choice.scope == Scope.PROGRAMME
        return "Programme districts" if in_programme else "All districts"

    def _country(self) -> Page:
        picture = staff_picture(
            self.programme, self.assessment, self.ground, TOTAL, country_window(self.ground)
        )
        page = self._district(TOTAL, picture)
        return replace(
            page,
            title=self.programme.info.country,
            splits=tuple(self._split(code) for code in (TOTAL, *self._in_scope())),
            districts=Table(
                words.COUNTRY_TITLE,
                DISTRICT_HEADS,
                tuple(self._row(code) for code in (*self._in_scope(), TOTAL)),
            ),
        )

    def _district(self, code: str, picture: Picture) -> Page:
        place = "" if code == TOTAL else code
        chosen = replace(self.selection, place=place)
        splits = (code,) if code == TOTAL else (code, TOTAL)
        return Page(
            code=code,
            title=self._name(code),
            sentence=headlines.sentence(self.programme, self.assessment, chosen),
            picture=picture,
            facts=self._facts(code),
            split_title=words.SPLIT_TITLE,
            splits=tuple(self._split(each) for each in splits),
            staff=self._staff(code),
            flags=self._flags(code),
        )

    def _outside(self, code: str, picture: Picture) -> Page:
        return Page(
            code=code,
            title=self._name(code),
            sentence=words.NOT_FOR_OUTSIDE,
            picture=picture,
            facts=self._facts(code)[:1],
        )

    def _facts(self, code: str) -> tuple[Fact, ...]:
        value = self.assessment.value
        need = self.assessment.measure(code, "need_per_year")
        walk = wording.WALKS[self.assessment.choice.threshold_minutes]
        median = walk_words(value(code, "median_walk_seconds"))
        return (
            Fact(
                count_words(need["value"]),
                "births a year",
                f"to women living with HIV; range {interval(need['lower'], need['upper'])}",
            ),
            Fact(
                count_words(value(code, "need_per_frontline")),
                "births a year per Mentor Mother",
                f"{count(value(code, 'frontline'))} in health centres and communities",
            ),
            Fact(count(value(code, "sites")), "sites", f"median walk {median}"),
            Fact(
                percent(value(code, "share_out_of_reach")),
                f"of need beyond {walk}",
                f"{count(value(code, 'outreach_stops'))} outreach stops; "
                f"{percent(value(code, 'outreach_completion'))} of visits held",
            ),
        )

    def _split(self, code: str) -> Split:
        shares = [self.assessment.value(code, name) for name in SPLIT]
        name = self._short_name(code)
        if any(share != share for share in shares):  # noqa: PLR0124  (not a number)
            return Split(name, (), "n/a (no need)")
        return Split(name, tuple(Part(share, f"{share:.0%}") for share in shares))

    def _staff(self, code: str) -> Table:
        parameters = self.programme.parameters
        norms = words.norms({name: parameters.value(name) for name in FORMULA_PARAMETERS})
        rows = [
            (title, *self._posts(code, cadre, column), norm)
            for (cadre, column), title, norm in zip(
                CADRES.items(), words.CADRE_NAMES, norms, strict=True
            )
        ]
        return Table(words.STAFF_TITLE, words.STAFF_HEADS, tuple(rows), words.STAFF_NOTE)

    def _posts(self, code: str, cadre: str, column: str) -> tuple[str, ...]:
        """Write the posts of one cadre; the missing ones with their interval."""
        value, short = self.assessment.value, Cadre(cadre).lower()
        missing = self.assessment.measure(code, f"{short}_deficit")
        ends = [count(missing[end]) for end in ("lower", "value", "upper")]
        range_ = f" ({ends[0]} to {ends[2]})" if ends[0] != ends[2] else ""
        return (
            count(value(code, column)),
            count(value(code, f"{short}_required")),
            f"{ends[1]}{range_}",
            count(value(code, f"{short}_surplus")),
        )

    def _flags(self, code: str) -> Flags:
        areas = self.assessment.areas
        here = areas[areas["in_scope"]]
        here = here if code == TOTAL else here[here["district_code"] == code]
        flagged = here[here["flag"] == FlagStatus.FLAGGED].sort_values("flag_number")
        unknown = int((here["flag"] == FlagStatus.CANNOT_ASSESS).sum())
        note = f"{wording.plural(unknown, 'area')} cannot be assessed." if unknown else ""
        note = f"{words.FLAGS_OF_ALL} {note}".strip() if code == TOTAL else note
        if flagged.empty:
            note = f"No area meets all three conditions of the flag. {note}".strip()
        return Flags(
            title=f"{words.FLAGS_TITLE}: {len(flagged)}, those with most need first",
            total=len(flagged),
            rows=tuple(_flag(row) for _, row in flagged.head(NUMBERED).iterrows()),
            rest=words.FLAGS_REST,
            note=note,
        )

    def _row(self, code: str) -> tuple[str, ...]:
        value = self.assessment.value
        return (
            self._short_name(code),
            count_words(value(code, "need_per_year")),
            count(value(code, "sites")),
            count(value(code, "frontline")),
            count_words(value(code, "need_per_frontline")),
            percent(value(code, "geographic_coverage")),
            count(value(code, "areas_flagged")),
        )


def _flag(row: pd.Series) -> Flag:
    return Flag(f"{row['flag_number']:.0f}", capital(str(row["area_name"])), row["explanation"])
