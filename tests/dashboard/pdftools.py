"""PDF read with other people's tools: poppler's pdftotext, pdfinfo and pdftoppm."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

TOOLS = ("pdfinfo", "pdffonts", "pdftohtml", "pdftotext", "pdftoppm")
needs_poppler = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS),
    reason="poppler is not installed: sudo apt install poppler-utils",
)


def said(tool: str, *arguments: str) -> str:
    path = shutil.which(tool)
    assert path
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def pages(path: Path) -> list[str]:
    """Return the words of each page, one space between two of them."""
    texts = said("pdftotext", "-enc", "UTF-8", str(path), "-").split("\f")[:-1]
    return [" ".join(text.split()) for text in texts]


def picture(path: Path, number: int, dots_per_inch: int = 60) -> NDArray[np.uint8]:
    """Return one page as grey, 0 black to 255 white."""
    name = path.with_suffix("")
    which = ("-f", str(number), "-l", str(number), "-singlefile", "-gray")
    said("pdftoppm", "-r", str(dots_per_inch), *which, "-png", str(path), str(name))
    with Image.open(name.with_suffix(".png")) as page:
        return np.asarray(page.convert("L"))
