"""The snapshot as one tagged A4 page, set by typst from the same texts as the HTML file."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dashboard.snapshot.contents import contents
from dashboard.snapshot.document import DISTRICTS, SAYS_WHOSE, chip_words, publishers
from dashboard.snapshot.gate import check
from dashboard.snapshot.standing import standing_alone
from dashboard.snapshot.svgmap import alternative, map_svg
from dashboard.snapshot.words import WATERMARK
from dashboard.webfonts import unpacked
from geodata.status import DataStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.snapshot.document import Fonts
    from dashboard.snapshot.ground import Ground
    from dashboard.snapshot.words import Stamp
    from geodata.public.view import PublicView

TEMPLATE: Final = Path(__file__).with_name("snapshot.typ")
# PDF/UA: tags, alternative texts, a language and a title, checked while it is set.
STANDARD: Final = "ua-1"


def snapshot_page(
    view: PublicView,
    ground: Ground,
    fonts: Fonts,
    older: Sequence[PublicView] = (),
    stamp: Stamp | None = None,
) -> bytes:
    """
    Set the page, if nothing can be worked out from it.

    Parameters
    ----------
    fonts
        Regular and semi-bold, as WOFF2.
    older
        Views published before, which a reader may lay beside this one.
    stamp
        Which published snapshot it becomes; none for one that is only looked at.

    Returns
    -------
    PDF; the same view gives the same bytes.

    Raises
    ------
    DisclosureError
        If the page would say a small count, or one could be worked out from it.
    """
    import typst  # noqa: PLC0415 - slow to load, and few ask for it

    check(view, older)
    with tempfile.TemporaryDirectory() as folder:
        for weight, content in (("400", fonts.regular), ("600", fonts.strong)):
            if content:
                Path(folder, f"{weight}.ttf").write_bytes(unpacked(content))
        return typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=[Path(folder)],
            ignore_system_fonts=True,
            sys_inputs={"said": json.dumps(_texts(view, ground, stamp))},
            pdf_standards=STANDARD,
            timestamp=datetime(view.as_of.year, view.as_of.month, view.as_of.day, tzinfo=UTC),
        )


def _texts(view: PublicView, ground: Ground, stamp: Stamp | None) -> dict[str, object]:
    said = contents(view, stamp)
    texts: dict[str, object] = asdict(said)
    return {
        **texts,
        "author": SAYS_WHOSE,
        "chip": chip_words(said.status),
        "watermark": WATERMARK if said.status == DataStatus.DEMONSTRATION else "",
        "districts_title": DISTRICTS,
        "sources": [text for text, _ in said.sources],
        "sources_short": publishers(said),
        "map": standing_alone(map_svg(view, ground)),
        "alternative": alternative(view),
    }
