"""The gap table in the formats of a GIS, as one zip with a README that says what each is."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from geodata.gap.columns import NUMBERS, Level
from geodata.gap.export import gap_csv, status_line
from geodata.gap.geoparquet import gap_geoparquet
from geodata.gap.gis_files import gap_geojson, gap_geopackage, layer_name
from geodata.gap.workbook import choice_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.choice import Choice
    from geodata.gap.table import GapTable
    from geodata.programme import Programme

SHAPES: Final = {
    Level.DISTRICT: "Each row is the outline of a district.",
    Level.AREA: "Each row is the outline of a community area.",
    Level.SITE: "Each row is the position of a site; staff is in bands (0, 1, 2+).",
}
STAFF_WORDS: Final = (
    "For staff and not for publication. A Mentor Mother is by definition a woman living with "
    "HIV, so where few work a number points at a person. Public figures are made from the public "
    "view alone, and it holds districts only."
)
MISSING_WORDS: Final = (
    "An empty cell (null) is not known or makes no sense; the column 'notes' says why. Zero is a "
    "real zero. The total of all districts stands in the CSV only, because it has no place."
)


def gis_bundle(
    table: GapTable, programme: Programme, choice: Choice, view: Sequence[tuple[str, str]] = ()
) -> bytes:
    """
    Write the gap table as CSV, GeoJSON, GeoPackage and GeoParquet in one zip.

    Parameters
    ----------
    table
        Rows in the order in which they shall stand.
    view
        What else was chosen, as name and value.

    Returns
    -------
    Bytes of a zip with README.txt first. All files hold the same columns; the same version
    gives the same bytes.
    """
    name = layer_name(table)
    members = {
        "README.txt": _readme(table, programme, choice, view).encode("utf-8"),
        f"{name}.csv": gap_csv(table, programme.info),
        f"{name}.geojson": gap_geojson(table, programme),
        f"{name}.gpkg": gap_geopackage(table, programme),
        f"{name}.parquet": gap_geoparquet(table, programme),
    }
    # A zip cannot hold a year before 1980, and needs no more than the day of the dataset.
    day = programme.info.generated_at
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for member, content in members.items():
            info = zipfile.ZipInfo(member, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            # By default the entry would name the system that wrote it.
            info.create_system, info.external_attr = 3, 0o644 << 16
            bundle.writestr(info, content)
    return out.getvalue()


def _readme(
    table: GapTable, programme: Programme, choice: Choice, view: Sequence[tuple[str, str]]
) -> str:
    return "\r\n".join(_lines(table, programme, choice, view)) + "\r\n"


def _lines(
    table: GapTable, programme: Programme, choice: Choice, view: Sequence[tuple[str, str]]
) -> Iterator[str]:
    name = layer_name(table)
    yield status_line(table, programme.info)
    yield from ("", STAFF_WORDS, "", f"The gap table by {table.level}. {SHAPES[table.level]}", "")
    yield f"{name}.csv      for a spreadsheet; UTF-8, its first line is a comment"
    yield f"{name}.geojson  for the web; WGS 84, longitude first (RFC 7946)"
    yield f"{name}.gpkg     for QGIS and others; WGS 84, layer {name} with a style in layer_styles"
    yield f"{name}.parquet  for analysts; GeoParquet 1.1, WGS 84, longitude first"
    yield from ("", MISSING_WORDS, "", "What was chosen:", "")
    for key, value in choice_rows(table, programme, choice, view):
        yield f"- {key}: {value}"
    yield from ("", "Columns, the same in all files:", "")
    for column in table.columns:
        unit = f" ({column.unit})" if column.unit else ""
        kind = "number" if column.kind in NUMBERS else "text"
        yield f"- {column.key}: {column.name}{unit}, {kind}. {column.definition}"
    yield from ("", "Sources:", "")
    for source_id, row in programme.sources.iterrows():
        yield f"- {source_id}: {row['title']}"
