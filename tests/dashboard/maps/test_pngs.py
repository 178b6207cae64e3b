from __future__ import annotations

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dashboard.maps.pngs import palette_png

PALETTE = [(0, 0, 0, 0), (255, 0, 0, 255), (0, 0, 255, 128)]


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_another_reader_sees_the_same_pixels(rows: int, columns: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 3, (rows, columns)).astype(np.uint8)
    picture = Image.open(io.BytesIO(palette_png(pixels, PALETTE)))
    assert picture.mode == "P"
    assert np.array_equal(np.asarray(picture), pixels)
    seen = np.asarray(picture.convert("RGBA"))
    assert seen[0, 0].tolist() == list(PALETTE[pixels[0, 0]])


def test_the_same_pixels_give_the_same_bytes() -> None:
    pixels = np.zeros((4, 4), np.uint8)
    assert palette_png(pixels, PALETTE) == palette_png(pixels.copy(), PALETTE)
