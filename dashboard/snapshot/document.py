"""The snapshot as one HTML file: no script, nothing fetched, checked before it is given out."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dashboard import theme
from dashboard.snapshot.contents import contents
from dashboard.snapshot.dots import axis_svg, dot_svg
from dashboard.snapshot.gate import check
from dashboard.snapshot.marks import Markup, joined, tag
from dashboard.snapshot.svgmap import map_svg
from dashboard.snapshot.words import WATERMARK
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.snapshot.contents import Contents
    from dashboard.snapshot.ground import Ground
    from dashboard.snapshot.rows import Row
    from dashboard.snapshot.words import Stamp
    from geodata.public.view import PublicView

MOST_BYTES: Final = 500_000
STYLE: Final = Path(__file__).with_name("snapshot.css")
# The file asks for nothing, whoever opens it: what it may use stands in itself.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
SAYS_WHOSE: Final = "Mentor Mother Atlas"
TIMES_MARKED: Final = 3
DISTRICTS: Final = "District by district"


@dataclass(frozen=True)
class Fonts:
    """The regular and the semi-bold font, as WOFF2; none, and the reader's own are used."""

    regular: bytes = b""
    strong: bytes = b""


def snapshot_file(
    view: PublicView,
    ground: Ground,
    fonts: Fonts | None = None,
    older: Sequence[PublicView] = (),
    stamp: Stamp | None = None,
) -> bytes:
    """
    Make the file, if nothing can be worked out from it.

    Parameters
    ----------
    older
        Views published before, which a reader may lay beside this one.
    stamp
        Which published snapshot it becomes; none for one that is only looked at.

    Returns
    -------
    HTML in UTF-8; the same view gives the same bytes.

    Raises
    ------
    DisclosureError
        If the file would say a small count, or one could be worked out from it.
    ValueError
        If the file would be larger than 500 kB.
    """
    check(view, older)
    content = _page(view, ground, fonts or Fonts(), stamp).encode("utf-8")
    if len(content) > MOST_BYTES:
        raise ValueError(f"The snapshot has {len(content):,} bytes, over {MOST_BYTES:,}.")
    return content


def _page(view: PublicView, ground: Ground, fonts: Fonts, stamp: Stamp | None) -> str:
    said = contents(view, stamp)
    head = [
        Markup('<meta charset="utf-8">'),
        Markup('<meta http-equiv="Content-Security-Policy" content="{}">').format(POLICY),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        tag("title", f"{said.title}, {said.when}: {said.status}"),
        tag("style", Markup(_style(fonts))),
    ]
    main = tag("main", *_parts(said, map_svg(view, ground)), class_="sheet")
    return f'<!DOCTYPE html>\n<html lang="en">{tag("head", *head)}{tag("body", main)}</html>\n'


def _parts(said: Contents, drawing: Markup) -> list[Markup]:
    figure = tag("figure", drawing, class_="map")
    beside = tag("div", _districts(said), _posts(said), class_="beside")
    both = tag("div", figure, beside, class_="pair")
    parts = [_masthead(said), _facts(said), _sentence(said), both, _remote(said), _foot(said)]
    return [_watermark(), *parts] if said.status == DataStatus.DEMONSTRATION else parts


def _watermark() -> Markup:
    marks = [tag("span", WATERMARK)] * TIMES_MARKED
    return tag("div", *marks, class_="watermark", aria_hidden="true")


def _masthead(said: Contents) -> Markup:
    chip = tag("span", chip_words(said.status), class_=f"chip chip-{said.status}")
    name = tag("p", tag("span", SAYS_WHOSE), " ", tag("span", said.when), class_="over")
    title = tag("div", name, tag("h1", said.title))
    banner = tag("p", said.banner, class_="banner")
    return tag("header", title, tag("div", chip, banner, class_="status"))


def chip_words(status: DataStatus) -> str:
    """Write the status as it stands in its chip."""
    return WATERMARK if status == DataStatus.DEMONSTRATION else str(status).capitalize()


def _facts(said: Contents) -> Markup:
    items = [
        tag(
            "li",
            tag("strong", fact.value),
            tag("span", fact.label, class_="label"),
            tag("span", fact.detail, class_="detail"),
            tag("span", fact.origin, class_="origin"),
        )
        for fact in said.facts
    ]
    return tag("ul", *items, class_="facts")


def _sentence(said: Contents) -> Markup:
    detail = [tag("p", said.sentence_detail, class_="quiet")] if said.sentence_detail else []
    return tag("section", tag("p", said.sentence, class_="sentence"), *detail)


def _districts(said: Contents) -> Markup:
    notes = [tag("p", note, class_="small") for note in (said.outside, *said.notes) if note]
    table = _table(DISTRICTS, said.district_heads, said.districts)
    return tag("section", tag("h2", DISTRICTS), table, *notes)


def _posts(said: Contents) -> Markup:
    table = [_table(said.posts_title, said.posts_heads, said.posts)] if said.posts else []
    finding = tag("p", said.posts_finding, class_="quiet")
    return tag("section", tag("h2", said.posts_title), finding, *table, class_="posts")


def _remote(said: Contents) -> Markup:
    drawn = any(row.share is not None for row in said.remote)
    table = _table(said.remote_title, said.remote_heads, said.remote, drawn=drawn)
    title, finding = tag("h2", said.remote_title), tag("p", said.remote_finding)
    return tag("section", title, finding, table, class_="remote")


def _table(
    name: str, heads: tuple[str, ...], rows: tuple[Row, ...], *, drawn: bool = False
) -> Markup:
    named = [
        tag("th", head, scope="col", class_=_column(drawn, at)) for at, head in enumerate(heads)
    ]
    if drawn:
        named[1] = tag("th", heads[1], axis_svg(), scope="col", class_="drawn")
    top = tag("thead", tag("tr", *named))
    table = tag("table", top, tag("tbody", *(_row(row, drawn=drawn) for row in rows)))
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label=name)


def _row(row: Row, *, drawn: bool) -> Markup:
    cells = [tag("td", cell) for cell in row.cells]
    if drawn and row.share is not None:
        cells = [tag("td", dot_svg(row.share), class_="drawn"), *cells]
    name = tag("th", row.name, scope="row")
    return tag("tr", name, *cells, **({"class_": "total"} if row.is_total else {}))


def _column(drawn: bool, at: int) -> str:  # noqa: FBT001 - two facts of one column
    return "drawn" if drawn and at == 1 else "first" if at == 0 else "figure"


def _method(said: Contents) -> Markup:
    lines = [tag("p", tag("b", f"{name}: "), text, " ") for name, text in said.method]
    return tag("section", tag("h2", "Method and limits"), *lines, class_="method")


def _foot(said: Contents) -> Markup:
    cited = [tag("li", _link(text, url)) for text, url in said.sources]
    parts = [tag("h2", "Sources"), tag("ul", *cited)]
    if _is_long(said):
        # Printed in place of the list, so that the page stays one.
        parts.append(
            tag("p", f"{'; '.join(publishers(said))}; in full in the file.", class_="short")
        )
    sources = tag("section", *parts, class_="sources")
    return tag("footer", _method(said), sources, tag("p", said.version, class_="version"))


def _is_long(said: Contents) -> bool:
    """Whether notes on what is hidden take the room of the sources on paper."""
    return bool(said.notes[1:])


def publishers(said: Contents) -> tuple[str, ...]:
    """Name who published the sources, each once."""
    return tuple(dict.fromkeys(text.split(":")[0] for text, _ in said.sources))


def _link(text: str, url: str) -> Markup:
    """Only a web address becomes a link: what a file holds is not trusted as one."""
    if url.startswith(("https://", "http://")):
        return tag("a", text, href=url, rel="noreferrer noopener", target="_blank")
    return joined([text])


def _style(fonts: Fonts) -> str:
    faces = [
        f"@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/woff2;base64,"
        f"{base64.b64encode(content).decode()}) format('woff2')}}"
        for weight, content in ((400, fonts.regular), (600, fonts.strong))
        if content
    ]
    dark = f"@media screen and (prefers-color-scheme:dark){{{_tokens(theme.DARK)}}}"
    return "\n".join([*faces, _tokens(theme.LIGHT), dark, STYLE.read_text("utf-8")])


def _tokens(colours: dict[str, str]) -> str:
    return ":root{" + "".join(f"--{name}:{value};" for name, value in colours.items()) + "}"
