"""From the pages of an atlas to a tagged PDF; the same pages give the same bytes."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dashboard import theme
from dashboard.atlas import words
from dashboard.snapshot.page import STANDARD
from dashboard.webfonts import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.atlas.pages import Atlas

TEMPLATE: Final = Path(__file__).with_name("atlas.typ")
COLOURS: Final = {
    "ink": theme.LIGHT["ink"],
    "quiet": theme.LIGHT["quiet"],
    "hairline": theme.LIGHT["hairline"],
    "accent": theme.LIGHT["accent"],
    "amber": theme.LIGHT["amber"],
    "flag": theme.FLAG,
    "parts": [theme.SERVED, theme.OVER_CAPACITY, theme.OUT_OF_REACH],
}


def atlas_pdf(atlas: Atlas, fonts: Iterable[Path]) -> bytes:
    """
    Set an atlas.

    Parameters
    ----------
    fonts
        Inter as WOFF2; what it lacks comes from DejaVu Sans, which comes with matplotlib.

    Returns
    -------
    Bytes of a PDF after PDF/UA-1, one page for each page of the atlas.
    """
    import typst  # noqa: PLC0415 - slow to load, and few ask for it

    made = dt.datetime(*atlas.made, tzinfo=dt.UTC)
    payload: dict[str, Any] = asdict(atlas)
    payload |= {"colours": COLOURS, "part_names": words.PARTS}
    # A font is read when its first letter is set, so the files must outlive the setting.
    with tempfile.TemporaryDirectory() as folder:
        for name, content in _fonts(tuple(fonts)).items():
            (Path(folder) / name).write_bytes(content)
        known = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
        )
        pdf = typst.Compiler(font_paths=known).compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            pdf_standards=[STANDARD],
            sys_inputs={"atlas": json.dumps(payload)},
            timestamp=made,
        )
    if not isinstance(pdf, bytes):
        raise TypeError("A PDF is one file.")  # Pictures of pages would be a list.
    return pdf


@lru_cache(maxsize=1)
def _fonts(files: tuple[Path, ...]) -> Mapping[str, bytes]:
    """Unpack fonts for the web into such as a page is set in, and add the one that helps out."""
    import matplotlib as mpl  # noqa: PLC0415 - slow to load

    spare = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    own = {f"{file.stem}.ttf": unpacked(file.read_bytes()) for file in files}
    return own | {spare.name: spare.read_bytes()}
