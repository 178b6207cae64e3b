"""Coordinates of a table: read in any notation, put right where only one answer is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.findings import Severity
from geodata.incoming.angles import angle_of, geopoint_of, is_shape
from geodata.incoming.numbers import MORE_MISSING
from geodata.incoming.pointfaults import (
    Points,
    doubtful,
    from_metres,
    mended,
    rows_of,
    without_place,
)
from geodata.incoming.result import Spot, rows_words
from geodata.reading.values import MISSING_MARKS, number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.incoming.place import Place


LETTERS_FOR_DIGITS = str.maketrans("OoIlSB", "001158")
MINUTE = 1 / 60
MINUTE_MARGIN = 1e-4
COARSE_ACCURACY_M = 100
STACK = 2
MOST_DEGREES = 180


def read_points(
    spot: Spot,
    cells: pd.DataFrame,
    place: Place,
    decimal_mark: str,
    left: frozenset[str] = frozenset(),
) -> Points:
    """
    Read the coordinates of a table whose columns are named by meaning.

    A repair that a person has to confirm is made in the values and named in a remark.

    Parameters
    ----------
    left
        Repairs that a person does not want.
    """
    points = _parsed(spot, cells, decimal_mark)
    from_metres(spot, points, place.box)
    mended(spot, points, place.box, left)
    without_place(spot, points)
    doubtful(spot, points)
    return points


def _parsed(spot: Spot, cells: pd.DataFrame, decimal_mark: str) -> Points:
    if not {"latitude", "longitude"} <= set(cells.columns):
        return _from_one_column(spot, cells["position"])
    columns, unread, converted = {}, [], set()
    for name in ("latitude", "longitude"):
        values = []
        for row, text in zip(cells.index.tolist(), cells[name].tolist(), strict=True):
            plain = number_of(text)
            if plain is not None:
                values.append(plain)  # Most cells, at little cost.
                continue
            missing = text.casefold() in MISSING_MARKS | MORE_MISSING
            angle = None if missing else angle_of(text)
            values.append(float("nan") if angle is None else angle)
            if not missing and angle is None:
                unread.append((int(str(row)), name, text))
            elif not missing and number_of(text, decimal_mark) is None:
                converted.add(int(str(row)))
        columns[name] = values
    points = Points(pd.DataFrame(columns, index=cells.index).assign(coord_quality=""))
    if converted:
        message = (
            f"{len(converted)} rows hold degrees in another notation; read as decimal degrees."
        )
        points.remarks.append(
            spot.remark(Severity.NOTE, "degrees_converted", message, rows=sorted(converted))
        )
    for row, name, text in unread:
        message = "This is no latitude or longitude in any notation; read as missing."
        if angle_of(text.translate(LETTERS_FOR_DIGITS)) is not None:
            message += " A letter stands where a digit belongs, such as O for 0."
        points.remarks.append(
            spot.remark(
                Severity.WARNING,
                "not_an_angle",
                message,
                "Write degrees such as -29.5626.",
                rows=[row],
                column=name,
                value=text,
                expected="degrees",
            )
        )
    return points


def _from_one_column(spot: Spot, cells: pd.Series[str]) -> Points:
    found = [geopoint_of(text) if text else None for text in cells]
    nan = float("nan")
    frame = pd.DataFrame(
        {
            "latitude": [point.latitude if point else nan for point in found],
            "longitude": [point.longitude if point else nan for point in found],
            "accuracy_m": [point.accuracy_m if point else nan for point in found],
        },
        index=cells.index,
    ).assign(coord_quality="")
    message = "One column holds both coordinates; it was split (pairs are latitude first)."
    points = Points(frame, [spot.remark(Severity.NOTE, "one_column", message, column="position")])
    shapes = [int(str(row)) for row, text in cells.items() if is_shape(text)]
    if shapes:
        message = (
            f"{rows_words(shapes).capitalize()} hold lines or outlines, which no table places."
        )
        remedy = "Save them as GeoJSON or GeoPackage (in QGIS: add as delimited text, then export)."
        points.remarks.append(
            spot.remark(
                Severity.WARNING,
                "shapes_in_table",
                message,
                remedy,
                rows=shapes,
                column="position",
                expected="points",
            )
        )
    unread = cells[frame["latitude"].isna() & (cells != "")]
    for row, text in unread.items():
        if int(str(row)) not in set(shapes):
            points.remarks.append(
                spot.remark(
                    Severity.WARNING,
                    "not_an_angle",
                    "This is no pair of coordinates.",
                    "Write latitude and longitude.",
                    rows=[int(str(row))],
                    value=text,
                    expected="latitude longitude",
                )
            )
    coarse = rows_of(frame["accuracy_m"] > COARSE_ACCURACY_M)
    if coarse:
        message = f"The accuracy is worse than {COARSE_ACCURACY_M} m in {rows_words(coarse)}."
        points.remarks.append(
            spot.remark(Severity.WARNING, "coarse_position", message, "Measure again.", rows=coarse)
        )
    return points


def positions_asked(columns: Sequence[str]) -> bool:
    """
    Say whether a table has coordinates.

    >>> positions_asked(["latitude", "longitude"]), positions_asked(["site_id"])
    (True, False)
    """
    return {"latitude", "longitude"} <= set(columns) or "position" in columns
