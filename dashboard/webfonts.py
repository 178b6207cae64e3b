"""The page's own letters for what is not a page: PDFs and pictures read no packed fonts."""

from __future__ import annotations

import atexit
import io
import threading
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

FONTS: Final = Path(__file__).parent.parent / "layouts" / "assets" / "fonts"
WEIGHTS: Final = (400, 600)
FONT_FILES: Final = tuple(FONTS / f"inter-latin-{weight}-normal.woff2" for weight in WEIGHTS)
# The second family holds the few signs that the first lacks.
LETTERS: Final = ("Inter", "DejaVu Sans")
_KNOWN: Final = threading.Event()
_ONE_AT_A_TIME: Final = threading.Lock()


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


def letters_of_pictures() -> None:
    """Make the page's fonts known to matplotlib as ``LETTERS``, for as long as the process runs."""
    with _ONE_AT_A_TIME:
        if not _KNOWN.is_set():
            _make_known()
            _KNOWN.set()


def _make_known() -> None:
    import matplotlib as mpl  # noqa: PLC0415 - slow to load
    from matplotlib.font_manager import FontEntry, fontManager  # noqa: PLC0415

    # Of the second family matplotlib knows no weight between the two, and would say so.
    bold = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf")
    fontManager.ttflist.append(FontEntry(fname=str(bold), name=LETTERS[1], weight=WEIGHTS[1]))
    folder = TemporaryDirectory(prefix="atlas-fonts-")
    # Matplotlib reads the files whenever it draws: they go with the process.
    atexit.register(folder.cleanup)
    for weight, file in zip(WEIGHTS, FONT_FILES, strict=True):
        path = Path(folder.name, f"{weight}.ttf")
        path.write_bytes(unpacked(file.read_bytes()))
        fontManager.ttflist.append(FontEntry(fname=str(path), name=LETTERS[0], weight=weight))
