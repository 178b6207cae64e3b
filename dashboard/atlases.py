"""From the programme to its district atlas: the staff edition, and the public one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.atlas.pages import Edition
from dashboard.publishing import taken
from dashboard.snapshot.published import PublishedError
from dashboard.snapshot.words import Stamp
from dashboard.snapshots import public_ground
from dashboard.webfonts import FONT_FILES
from geodata.gap.export import file_name
from geodata.noting import part_of, silent
from geodata.privacy import DisclosureError
from geodata.status import worst

if TYPE_CHECKING:
    import datetime as dt

    from dashboard.context import Context
    from dashboard.snapshot.published import Edition as Snapshot
    from dashboard.snapshot.published import Published
    from dashboard.state import Selection
    from geodata.noting import Told
    from geodata.programme import Programme

PDF_TYPE: Final = "application/pdf"
REFUSAL_TYPE: Final = "text/plain; charset=utf-8"


def staff_atlas_file(
    context: Context, selection: Selection, told: Told = silent
) -> tuple[bytes, str, str]:
    """Make the staff edition for a selection; return bytes, file name and media type."""
    content = staff_pdf(context, selection, told)
    return content, atlas_name(context.programme, Edition.STAFF), PDF_TYPE


def public_atlas_file(
    context: Context, published: Published, at: dt.datetime
) -> tuple[bytes, str, str]:
    """
    Make the public edition from the snapshot of today's numbers, which it publishes if need be.

    It is always of the headline view: what differs between two could tell what both hide.

    Returns
    -------
    Bytes, file name and media type: a PDF, or a text that says why there is none.
    """
    try:
        content = context.kept(_public_pdf, taken(context, published, at))
    except (DisclosureError, PublishedError, OSError) as refusal:
        name = atlas_name(context.programme, Edition.PUBLIC, "txt")
        return str(refusal).encode(), name, REFUSAL_TYPE
    return content, atlas_name(context.programme, Edition.PUBLIC), PDF_TYPE


def staff_pdf(context: Context, selection: Selection, told: Told = silent) -> bytes:
    """Set the staff edition for a selection; ``told`` takes the share that is done."""
    from dashboard.atlas.typeset import atlas_pdf  # noqa: PLC0415 - few ask for it
    from dashboard.staffatlas.edition import staff_atlas  # noqa: PLC0415

    programme = context.programme
    assessment = context.assessment(selection.choice)
    ground = public_ground(programme)
    atlas = staff_atlas(programme, assessment, selection, ground, part_of(told, 0, 2))
    told(0.5)
    return atlas_pdf(atlas, FONT_FILES)


def atlas_name(programme: Programme, edition: Edition, ending: str = "pdf") -> str:
    """Name the file by country, edition, date of the data and status, as all files."""
    lowest = worst(programme.statuses.values())
    what = ["atlas", str(edition)]
    return file_name(programme.info.country, what, programme.info, lowest, ending)


def _public_pdf(context: Context, snapshot: Snapshot) -> bytes:
    """Set the public edition from the view of a published snapshot."""
    from dashboard.atlas.public import public_atlas  # noqa: PLC0415 - few ask for it
    from dashboard.atlas.typeset import atlas_pdf  # noqa: PLC0415

    programme = context.programme
    made = programme.info.generated_at.date()
    stamp = Stamp(snapshot.number, snapshot.published_at.date())
    atlas = public_atlas(snapshot.view, public_ground(programme), made, stamp)
    return atlas_pdf(atlas, FONT_FILES)
