"""The page's own letters for what is not a page: PDFs and pictures read no packed fonts."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

FONTS: Final = Path(__file__).parent.parent / "layouts" / "assets" / "fonts"
WEIGHTS: Final = (400, 600)
FONT_FILES: Final = tuple(FONTS / f"inter-latin-{weight}-normal.woff2" for weight in WEIGHTS)
# The second family holds the few signs that the first lacks.
LETTERS: Final = ("Inter", "DejaVu Sans")


@lru_cache(maxsize=4)
def unpacked(font: bytes) -> bytes:
    """
    Unpack a font for the web into one that typst and matplotlib read.

    >>> packed = FONT_FILES[0].read_bytes()
    >>> packed[:4] == b"wOF2", unpacked(packed)[:4] == bytes([0, 1, 0, 0])
    (True, True)
    """
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow to load, and few ask for it

    # The time of unpacking stays out of it: it would make each process's file another.
    opened, file = TTFont(io.BytesIO(font), recalcTimestamp=False), io.BytesIO()
    opened.flavor = None
    opened.save(file)
    return file.getvalue()


@lru_cache(maxsize=1)
def letters_of_pictures() -> TemporaryDirectory[str]:
    """
    Make the page's fonts known to matplotlib as ``LETTERS``; they stay while the process does.

    Returns
    -------
    The folder of the unpacked files, which goes with the process.
    """
    import matplotlib as mpl  # noqa: PLC0415 - slow to load
    from matplotlib.font_manager import FontEntry, fontManager  # noqa: PLC0415

    # Of the second family matplotlib knows no weight between the two, and would say so.
    bold = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf")
    fontManager.ttflist.append(FontEntry(fname=str(bold), name=LETTERS[1], weight=WEIGHTS[1]))
    folder = TemporaryDirectory(prefix="atlas-fonts-")
    for weight, file in zip(WEIGHTS, FONT_FILES, strict=True):
        path = Path(folder.name, f"{weight}.ttf")
        path.write_bytes(unpacked(file.read_bytes()))
        fontManager.ttflist.append(FontEntry(fname=str(path), name=LETTERS[0], weight=weight))
    return folder
