"""From the programme to its district atlas: the staff edition, and the public one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard import words
from dashboard.atlas.pages import Edition
from dashboard.snapshots import FONT_NAME, FONTS, WEIGHTS, headline_view, public_ground
from geodata.choice import Choice
from geodata.export import file_name
from geodata.privacy import DisclosureError
from geodata.status import worst

if TYPE_CHECKING:
    from dashboard.context import Context
    from dashboard.state import Selection
    from geodata.programme import Programme

FONT_FILES: Final = tuple(FONTS / FONT_NAME.format(weight=weight) for weight in WEIGHTS)
PDF_TYPE: Final = "application/pdf"
REFUSAL_TYPE: Final = "text/plain; charset=utf-8"


def atlas_file(context: Context, selection: Selection, edition: Edition) -> tuple[bytes, str, str]:
    """
    Make one edition of the atlas.

    Parameters
    ----------
    selection
        Season, threshold, platform and scope of the staff edition. The public one is always
        of the headline view: what differs between two could tell what both hide.

    Returns
    -------
    Bytes, file name and media type: a PDF, or a text that says why there is none.
    """
    if edition == Edition.STAFF:
        return staff_pdf(context, selection), atlas_name(context.programme, edition), PDF_TYPE
    content = context.kept(_public_pdf, Choice())
    if content:
        return content, atlas_name(context.programme, edition), PDF_TYPE
    name = atlas_name(context.programme, edition, "txt")
    return words.ATLAS_REFUSED.encode(), name, REFUSAL_TYPE


def staff_pdf(context: Context, selection: Selection) -> bytes:
    """Set the staff edition for a selection."""
    from dashboard.atlas.typeset import atlas_pdf  # noqa: PLC0415 - few ask for it
    from dashboard.staffatlas.edition import staff_atlas  # noqa: PLC0415

    programme = context.programme
    assessment = context.assessment(selection.choice)
    atlas = staff_atlas(programme, assessment, selection, public_ground(programme))
    return atlas_pdf(atlas, FONT_FILES)


def atlas_name(programme: Programme, edition: Edition, ending: str = "pdf") -> str:
    """Name the file by country, edition, date of the data and status, as all files."""
    lowest = worst(programme.statuses.values())
    what = ["atlas", str(edition)]
    return file_name(programme.info.country, what, programme.info, lowest, ending)


def _public_pdf(context: Context, _choice: Choice) -> bytes:
    """Set the public edition; nothing where a small count could be worked out."""
    from dashboard.atlas.public import public_atlas  # noqa: PLC0415 - few ask for it
    from dashboard.atlas.typeset import atlas_pdf  # noqa: PLC0415

    programme = context.programme
    made = programme.info.generated_at.date()
    view = headline_view(context)
    if view is None:
        return b""
    try:
        atlas = public_atlas(view, public_ground(programme), made)
    except DisclosureError:
        return b""
    return atlas_pdf(atlas, FONT_FILES)
