"""From the programme to its snapshot: the public view, the public ground, the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import shapely

from dashboard import words
from dashboard.delivery import Answer
from dashboard.ground import DECIMALS
from dashboard.snapshot.document import Fonts, snapshot_file
from dashboard.snapshot.ground import District, Ground, Town
from dashboard.snapshot.page import snapshot_page
from dashboard.summary import status
from geodata.choice import Choice
from geodata.export import file_name
from geodata.privacy import DisclosureError
from geodata.public_view import public_view
from geodata.status import worst

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.context import Context
    from dashboard.snapshot.ground import Ring
    from dashboard.text import StatusText
    from geodata.programme import Programme
    from geodata.public_view import PublicView

FONTS: Final = Path(__file__).parent.parent / "layouts" / "assets" / "fonts"
FONT_NAME: Final = "inter-latin-{weight}-normal.woff2"
WEIGHTS: Final = (400, 600)
TOWN: Final = "town"


@dataclass(frozen=True)
class EditionText:
    """One published snapshot as the page lists it; no address once it is withdrawn."""

    token: str
    name: str
    address: str
    page_address: str
    said: str


@dataclass(frozen=True)
class PublishingText:
    """What the page says of published snapshots; ``fault`` where they cannot be read."""

    editions: tuple[EditionText, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class SnapshotText:
    """What the page of the snapshot shows; ``document`` is empty where none may be given out."""

    period: str
    status: StatusText
    document: str
    file_name: str
    size: str
    publishing: PublishingText = field(default_factory=PublishingText)


def snapshot_text(context: Context) -> SnapshotText:
    """Say what the page of the snapshot shows, and hold the file itself."""
    programme = context.programme
    content = snapshot(context)
    return SnapshotText(
        period=f"{programme.info.as_of:%B %Y}",
        status=status(programme),
        document=content.decode("utf-8"),
        file_name=snapshot_name(programme),
        size=f"{len(content) / 1000:,.0f} kB",
    )


def snapshot_answer(context: Context, _query: Mapping[str, str]) -> Answer:
    """Answer with the file, or with why there is none; the address changes nothing."""
    content = snapshot(context)
    if not content:
        return Answer(words.SNAPSHOT_REFUSED.encode(), "text/plain; charset=utf-8")
    return Answer(content, "text/html; charset=utf-8", snapshot_name(context.programme))


def page_answer(context: Context, _query: Mapping[str, str]) -> Answer:
    """Answer with the A4 page as PDF, or with why there is none."""
    content = context.kept(_made_page, Choice())
    if not content:
        return Answer(words.SNAPSHOT_REFUSED.encode(), "text/plain; charset=utf-8")
    name = snapshot_name(context.programme).replace(".html", ".pdf")
    return Answer(content, "application/pdf", name)


def snapshot(context: Context) -> bytes:
    """Return the snapshot of the headline view, made once; nothing where none would be safe."""
    return context.kept(_made, Choice())


def snapshot_name(programme: Programme) -> str:
    """Name the file by country, date of the data and status, as all files."""
    lowest = worst(programme.statuses.values())
    return file_name(programme.info.country, ["snapshot"], programme.info, lowest, "html")


def public_ground(programme: Programme) -> Ground:
    """Take borders, names and rivers from a programme: what any atlas of the country shows."""
    districts = programme.districts
    inside = districts.geometry.representative_point()
    shapes = zip(
        districts.index, districts["area_name"], districts.geometry, inside.x, inside.y, strict=True
    )
    return Ground(
        districts=tuple(
            District(str(code), str(name), _rings(shape), (float(east), float(north)))
            for code, name, shape, east, north in shapes
        ),
        rivers=tuple(
            _ring(part) for part in shapely.get_parts(programme.rivers.geometry.to_numpy())
        ),
        credit=_credit(programme),
        towns=tuple(_towns(programme)),
    )


def headline_view(context: Context) -> PublicView | None:
    """Return the public view that the snapshot is made from, made once; None if none is safe."""
    return context.kept(_view, Choice())


def fonts() -> Fonts:
    """Read the two fonts that the files carry."""
    files = (FONTS / FONT_NAME.format(weight=weight) for weight in WEIGHTS)
    return Fonts(*(file.read_bytes() for file in files))


def _view(context: Context, _choice: Choice) -> PublicView | None:
    try:
        return public_view(context.programme, context.assessment(Choice()))
    except DisclosureError:
        return None


def _made(context: Context, _choice: Choice) -> bytes:
    return _file(context, snapshot_file)


def _made_page(context: Context, _choice: Choice) -> bytes:
    return _file(context, snapshot_page)


def _file(context: Context, make: Callable[[PublicView, Ground, Fonts], bytes]) -> bytes:
    view = headline_view(context)
    try:
        return make(view, public_ground(context.programme), fonts()) if view else b""
    except DisclosureError:
        return b""


def _credit(programme: Programme) -> str:
    """Name who published the borders, where the sources say it."""
    for _, row in programme.sources.iterrows():
        if "boundar" in str(row["title"]).lower() and not pd.isna(row["publisher"]):
            return f"{row['publisher']}, {row['year']}"
    return "see the sources"


def _towns(programme: Programme) -> Iterator[Town]:
    if programme.places.empty:
        return
    places = programme.places[programme.places["kind"] == TOWN]
    columns = ("district_code", "place_name", "longitude", "latitude")
    for code, name, east, north in zip(*(places[column] for column in columns), strict=True):
        yield Town(str(code), str(name), (float(east), float(north)))


def _rings(shape: shapely.Geometry) -> tuple[Ring, ...]:
    parts = shapely.get_parts(shape)
    return tuple(_ring(ring) for part in parts for ring in shapely.get_rings(part))


def _ring(line: shapely.Geometry) -> Ring:
    return tuple(
        (float(east), float(north))
        for east, north in shapely.get_coordinates(line).round(DECIMALS).tolist()
    )
