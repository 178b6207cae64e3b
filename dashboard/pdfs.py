"""Lists as PDF for whoever prints or files them: real text in an embedded font, any sign."""

from __future__ import annotations

import io
import textwrap
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

FONT: Final = "DejaVu Sans"
A4_INCHES: Final = (8.27, 11.69)
LEFT, TOP, STEP = 0.07, 0.93, 0.0165
LINES_ON_PAGE: Final = 52
SIGNS_ON_LINE: Final = 100
FALLBACK: Final = "?"
TITLE_SIZE, TEXT_SIZE, NOTE_SIZE = 13, 8.5, 7
# The settings of a drawing are those of the whole process: one list at a time changes them.
SETTING: Final = Lock()


def drawable(text: str) -> str:
    """
    Put a question mark for each sign that the embedded font cannot draw, such as an emoji.

    >>> drawable("Qacha\u2019s Nek \u2265 2 \u2212 3"), drawable("Site \U0001f3e5")
    ('Qacha\u2019s Nek \u2265 2 \u2212 3', 'Site ?')
    """
    known = _signs()
    plain = text.replace("\t", " ")
    return "".join(sign if ord(sign) in known else FALLBACK for sign in plain)


@cache
def _signs() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415 - slow

    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())


def list_pdf(title: str, lines: Sequence[str], note: str, made: datetime) -> bytes:
    """
    Write lines of text as A4 pages; the text can be searched and copied.

    Parameters
    ----------
    note
        Source, date and status of the data; stands at the foot of each page.
    made
        Time written into the file, so that equal lines give equal bytes.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - slow, and most pages need none
    from matplotlib.backends.backend_pdf import PdfPages  # noqa: PLC0415

    out = io.BytesIO()
    about = {"Title": drawable(title), "CreationDate": made, "ModDate": made}
    with (
        SETTING,
        rc_context({"pdf.fonttype": 42, "font.family": FONT}),
        PdfPages(out, metadata=about) as book,
    ):
        pages = list(_pages(lines))
        for number, page in enumerate(pages, start=1):
            foot = f"{note} \u00b7 page {number} of {len(pages)}"
            book.savefig(_drawn(title if number == 1 else f"{title} (continued)", page, foot))
    return out.getvalue()


def _pages(lines: Sequence[str]) -> Iterator[list[str]]:
    wrapped = [
        part
        for line in lines
        for part in textwrap.wrap(drawable(line), SIGNS_ON_LINE, subsequent_indent="    ") or [""]
    ]
    for first in range(0, max(len(wrapped), 1), LINES_ON_PAGE):
        yield wrapped[first : first + LINES_ON_PAGE]


def _drawn(title: str, lines: Sequence[str], foot: str) -> Any:  # noqa: ANN401 - matplotlib loads late
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=A4_INCHES)
    plain: dict[str, Any] = {"parse_math": False, "va": "top"}
    figure.text(LEFT, TOP + 0.03, drawable(title), fontsize=TITLE_SIZE, weight="bold", **plain)
    for number, line in enumerate(lines):
        figure.text(LEFT, TOP - STEP * (number + 1), line, fontsize=TEXT_SIZE, **plain)
    figure.text(LEFT, 0.035, drawable(foot), fontsize=NOTE_SIZE, **plain)
    return figure
