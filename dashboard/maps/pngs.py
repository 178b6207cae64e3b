"""Pictures with a palette, as PNG."""

from __future__ import annotations

import io
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

# The strongest, 9, takes twice as long for 1 % less.
LEVEL: Final = 8
OPAQUE: Final = 255

Colour = tuple[int, int, int, int]


def rgba(colour: str, strength: float = 1.0) -> Colour:
    """
    Turn ``#rrggbb`` into red, green, blue and alpha from 0 to 255.

    >>> rgba("#0b5d66", 0.5)
    (11, 93, 102, 128)
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue, round(255 * strength)


def palette_png(pixels: NDArray[np.uint8], palette: Sequence[Colour]) -> bytes:
    """
    Write an image of palette positions; the same pixels give the same bytes.

    Parameters
    ----------
    pixels
        Shape (rows, columns): position in ``palette``.
    palette
        Red, green, blue, alpha from 0 to 255, at most 256 of them.
    """
    from PIL import Image  # noqa: PLC0415 - a tenth of a second that the start does without

    picture = Image.fromarray(pixels, "L")
    picture.putpalette(list(chain.from_iterable(colour[:3] for colour in palette)))
    file = io.BytesIO()
    alphas = bytes(colour[3] for colour in palette)
    clear = {"transparency": alphas} if min(alphas) < OPAQUE else {}
    picture.save(file, "PNG", compress_level=LEVEL, **clear)
    return file.getvalue()
