"""What is wrong with points: metres, exchanged, without sign, at zero, stacked, rounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from geodata.findings import Severity
from geodata.incoming.place import metre_system, to_degrees
from geodata.incoming.result import Remark, Spot, rows_words

if TYPE_CHECKING:
    import pandas as pd

    from geodata.reading.positions import Box

MINUTE = 1 / 60
MINUTE_MARGIN = 1e-4
STACK = 2
DECIMALS = 6  # A tenth of a metre: the same place in another notation is the same place.
MOST_DEGREES = 180
OLDER = "In an older datum (Cape, Arc 1950) all would lie about 300 m off: check one on the map."
UNITS = (("metres", 1), ("kilometres", 1000))


@dataclass(eq=False)
class Points:
    """Latitude and longitude by row, how good they are, and what was done to them."""

    frame: pd.DataFrame
    remarks: list[Remark] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)


def rows_of(mask: pd.Series[bool]) -> list[int]:
    """Return the rows, as a person sees them, where a mask holds."""
    return [int(str(row)) for row in mask.index[mask]]


def from_metres(spot: Spot, points: Points, box: Box) -> None:
    """Turn metres into degrees where one usual system puts all points in the country."""
    frame = points.frame
    known = frame.dropna(subset=["latitude", "longitude"])
    large = (known["latitude"].abs() > MOST_DEGREES) & (known["longitude"].abs() > MOST_DEGREES)
    metres = known[large]
    if metres.empty or len(metres) * STACK < len(known):
        return
    columns = ("longitude", "latitude"), ("latitude", "longitude")
    for (east, north), (unit, scale) in product(columns, UNITS):
        eastings, northings = ((scale * metres[name]).tolist() for name in (east, north))
        system = metre_system(box, eastings, northings)
        if system:
            title, code = system
            longitudes, latitudes = to_degrees(code, eastings, northings)
            frame.loc[metres.index, "longitude"] = list(longitudes)
            frame.loc[metres.index, "latitude"] = list(latitudes)
            points.facts["crs"] = code
            message = (
                f"These look like {unit}, not degrees; as {title} all {len(metres)} points lie "
                "in the country."
            )
            points.remarks.append(
                spot.remark(
                    Severity.WARNING,
                    "metres",
                    message,
                    f"Confirm {title} ({code}). {OLDER}",
                    rows=rows_of(large),
                    column="latitude",
                    expected="degrees",
                    fix="reproject",
                    asks=True,
                )
            )
            return
    message = "These look like metres, and no usual system puts them all in the country."
    points.remarks.append(
        spot.remark(
            Severity.WARNING,
            "metres",
            message,
            "Say which coordinate system they are in.",
            rows=rows_of(large),
            column="latitude",
            expected="degrees",
            asks=True,
        )
    )


Column: TypeAlias = "pd.Series[float]"
Repair = Callable[[Column, Column], tuple[Column, Column]]
REPAIRS: tuple[tuple[str, str, Repair], ...] = (
    ("minus_sign", "The latitude lacks its minus sign", lambda lat, lon: (-abs(lat), lon)),
    ("swap", "Latitude and longitude are exchanged", lambda lat, lon: (lon, lat)),
    (
        "swap_and_sign",
        "Latitude and longitude are exchanged, and the minus sign is missing",
        lambda lat, lon: (-abs(lon), abs(lat)),
    ),
)


def mended(spot: Spot, points: Points, box: Box, left: frozenset[str] = frozenset()) -> None:
    """Put right what has one answer only: a lost minus sign, exchanged coordinates."""
    frame = points.frame
    columns = ["latitude", "longitude"]
    done: dict[str, list[int]] = {}
    rest = frame[columns].dropna()
    rest = rest[~_in(box, rest["latitude"], rest["longitude"])]
    for fix, _, repair in REPAIRS:
        if fix in left or rest.empty:
            continue
        north, east = repair(rest["latitude"], rest["longitude"])
        hits = _in(box, north, east)
        if hits.any():
            frame.loc[rest.index[hits], "latitude"] = north[hits]
            frame.loc[rest.index[hits], "longitude"] = east[hits]
            done[fix] = rows_of(hits)
            rest = rest[~hits]
    for fix, words, _ in REPAIRS:
        if fix in done:
            rows = done[fix]
            points.facts[fix] = rows
            message = f"{words} in {rows_words(rows)}: put right, the points lie in the country."
            points.remarks.append(
                spot.remark(
                    Severity.WARNING,
                    fix,
                    message,
                    "Confirm; the values as written are kept.",
                    rows=rows,
                    column="latitude",
                    expected="a point in the country",
                    fix=fix,
                )
            )

    _outside(spot, points, [int(str(row)) for row in rest.index])


def _in(box: Box, latitude: Column, longitude: Column) -> pd.Series[bool]:
    """Say for each point whether it lies in the country's box."""
    return latitude.between(box.south, box.north) & longitude.between(box.west, box.east)


def _outside(spot: Spot, points: Points, outside: list[int]) -> None:
    frame = points.frame
    usable = (frame["latitude"].abs() <= MOST_DEGREES / 2) & (frame["latitude"] != 0)
    usable &= frame["longitude"].abs() <= MOST_DEGREES
    good = set(frame.index[usable & (frame["longitude"] != 0)])
    rows = [row for row in outside if row in good]
    if rows:
        message = f"The points of {rows_words(rows)} lie outside the country."
        points.remarks.append(
            spot.remark(
                Severity.WARNING,
                "outside_country",
                message,
                "Correct the coordinates.",
                rows=rows,
                column="latitude",
                expected="a point in the country",
            )
        )


def without_place(spot: Spot, points: Points) -> None:
    """Take out zeros and impossible degrees; count what is placed and what is not."""
    frame = points.frame
    latitude, longitude = frame["latitude"], frame["longitude"]
    zero = (latitude == 0) | (longitude == 0)
    off = (latitude.abs() > MOST_DEGREES / 2) | (longitude.abs() > MOST_DEGREES)
    if zero.any():
        rows = rows_of(zero)
        message = f"A coordinate of 0 in {rows_words(rows)} mostly means that nobody measured."
        points.remarks.append(
            spot.remark(
                Severity.WARNING,
                "null_island",
                message,
                "Find the coordinates.",
                rows=rows,
                column="latitude",
                value="0",
                expected="a point in the country",
            )
        )
    if off.any():
        rows = rows_of(off)
        message = (
            "No latitude can be beyond 90 degrees and no longitude beyond 180 "
            f"({rows_words(rows)}): no usable coordinates."
        )
        points.remarks.append(
            spot.remark(
                Severity.WARNING,
                "no_degrees",
                message,
                "Correct it.",
                rows=rows,
                column="latitude",
                expected="-90 to 90, -180 to 180",
            )
        )
    frame.loc[zero | off, ["latitude", "longitude"]] = float("nan")
    unplaced = rows_of(frame["latitude"].isna() | frame["longitude"].isna())
    placed = len(frame) - len(unplaced)
    points.facts.update(placed=placed, unplaced=unplaced)
    if unplaced:
        message = (
            f"{placed} of {len(frame)} have usable coordinates; {rows_words(unplaced)} stay in "
            "every count but on no map and in no distance."
        )
        points.remarks.append(
            spot.remark(Severity.NOTE, "without_coordinates", message, "Find them.", rows=unplaced)
        )


def doubtful(spot: Spot, points: Points) -> None:
    """Mark points on whole minutes and points that several rows share."""
    frame = points.frame
    placed = frame.dropna(subset=["latitude", "longitude"])
    placed = placed.assign(**placed[["latitude", "longitude"]].round(DECIMALS))
    shared = placed[placed.duplicated(["latitude", "longitude"], keep=False)]
    groups: dict[tuple[float, float], list[int]] = {}
    for row, *point in shared[["latitude", "longitude"]].sort_index().itertuples():
        groups.setdefault((point[0], point[1]), []).append(int(row))
    stacks = [groups[point] for point in sorted(groups)]
    frame.loc[shared.index, "coord_quality"] = "centroid"
    for rows in stacks:
        message = (
            f"The coordinates of {rows_words(rows)} are identical: perhaps a district's middle."
        )
        points.remarks.append(
            spot.remark(
                Severity.WARNING,
                "identical_points",
                message,
                "Distances from them may be kilometres off; find each one's own.",
                rows=rows,
                column="latitude",
                expected="one point a place",
            )
        )
    stacked = {row for rows in stacks for row in rows}
    whole = _whole_minutes(placed["latitude"]) & _whole_minutes(placed["longitude"])
    rounded = [row for row in rows_of(whole) if row not in stacked]
    if len(rounded) >= STACK:
        frame.loc[rounded, "coord_quality"] = "map"
        message = f"Whole minutes of a degree in {rows_words(rounded)}: off by about 1-2 km."
        points.remarks.append(
            spot.remark(
                Severity.WARNING,
                "rounded_points",
                message,
                "Measure them where it matters.",
                rows=rounded,
                column="latitude",
                expected="five decimals",
            )
        )
    points.facts.update(stacked=stacks, rounded=rounded)


def _whole_minutes(values: pd.Series[float]) -> pd.Series[bool]:
    minutes = values / MINUTE
    return ((minutes - minutes.round()).abs() * MINUTE) < MINUTE_MARGIN
