"""Degrees in every notation: decimal, minutes and seconds, hemispheres, pairs, well-known text."""

from __future__ import annotations

import re
from typing import NamedTuple

import shapely
from pyproj import Transformer

from geodata.reading.values import number_of, western

LETTERS = re.compile(r"[NSEW]", re.IGNORECASE)
PARTS = re.compile(r"\d+(?:[.,]\d+)?")
SHAPE = re.compile(
    r"[+-]?\s*[NSEW]?\s*[+-]?\d+(?:[.,]\d+)?\s*(?:\u00b0|\u00ba|\u02da|d|deg|:|\s)?\s*"
    r"(?:\d+(?:[.,]\d+)?\s*(?:'|m|min|:|\s)?\s*)?(?:\d+(?:[.,]\d+)?\s*(?:\"|''|s|sec)?\s*)?[NSEW]?",
    re.IGNORECASE,
)
HEMISPHERES = {
    **dict.fromkeys(("north", "nord", "norte"), "N"),
    **dict.fromkeys(("south", "sud", "sul"), "S"),
    **dict.fromkeys(("east", "est", "leste"), "E"),
    **dict.fromkeys(("west", "ouest", "oeste"), "W"),
}
WORDS = re.compile(
    rf"(?:deg(?:rees?)?\.?\s*)?(?<![^\W\d_])({'|'.join(HEMISPHERES)})\b\.?", re.IGNORECASE
)
LABEL = re.compile(r"^(lat(itude)?|lon(g(itude)?)?|lng|[xy])\.?\s*[:=]\s*", re.IGNORECASE)
DOTTED = re.compile(
    r"(?P<before>[+-]?\s*[NSEW]?)\s*(?P<d>\d{1,3})(?P<sign>[.\-])(?P<m>\d{1,2})(?P=sign)"
    r"(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?P<after>[NSEW]?)",
    re.IGNORECASE,
)
# Degrees, minutes and seconds in one number; the letter tells it from any other number.
PACKED = re.compile(
    r"(?P<before>(?P<letter>[NSEW])?)\s*(?P<d>\d{2,3})(?P<m>[0-5]\d)(?P<s>[0-5]\d(?:\.\d+)?)\s*"
    r"(?P<after>(?(letter)|[NSEW]))",
    re.IGNORECASE,
)
WKT = re.compile(
    r"(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*(\S+)\s+(\S+)(?:\s+\S+)?\s*\)", re.IGNORECASE
)
GEOJSON_POINT = re.compile(
    r'"type"\s*:\s*"Point".*?"coordinates"\s*:\s*\[\s*([^\s,\]]+)\s*,\s*([^\s,\]]+)'
)
OF_GEOJSON = re.compile(r'\{.{0,40}"type"\s*:\s*"(Multi\w+|Polygon|LineString|GeometryCollection)"')
PRIMES = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u2032": "'",
        "\u00b4": "'",
        "`": "'",
        "\u201d": '"',
        "\u201c": '"',
        "\u2033": '"',
        "\u00a0": " ",
    }
)
BINARY = re.compile(r"0[01][0-9A-Fa-f]{40,}")
LARGE = re.compile(
    r"(?:SRID=\d+;)?\s*(MULTI\w+|POLYGON|LINESTRING|GEOMETRYCOLLECTION|CURVEPOLYGON)\b",
    re.IGNORECASE,
)
IN_LINK = re.compile(r"(?:https?://\S*?[@=/]|geo:)(-?\d{1,2}\.\d+,\s*-?\d{1,3}\.\d+)")
# Of commas alone those between the numbers are told by the digits that decimals have.
COMMA_PAIR = re.compile(
    r"([+-]?\d{1,3},\d+\s*[NS]?)(?:\s*[;/]\s*|\s*,\s+|\s+,\s*|\s+)([+-]?\d{1,3},\d+\s*[EW]?)|"
    r"([+-]?\d{1,3},\d{2,})\s*,\s*([+-]?\d{1,3},\d{2,})",
    re.IGNORECASE,
)
SLASHED_PAIR = re.compile(r"[+-]?\d{1,3}\.\d+\s*/\s*[+-]?\d{1,3}\.\d+")
LETTERED_PAIR = re.compile(r"([^,;]*?\d[^,;NSEW]*[NS])\s*([\d][^,;]*[EW])", re.IGNORECASE)
ZONED = re.compile(
    r"([1-5]\d|60|0?[1-9])\s*([C-HJ-NP-X])\s+(\d{6})(?:\.\d+)?\s*m?E?,?\s+(\d{7})(?:\.\d+)?\s*m?N?",
    re.IGNORECASE,
)
NORTHERN = "N"  # The first band north of the equator.
SIXTY = 60
MOST_PARTS = 3


class Geopoint(NamedTuple):
    """One point from one cell; the accuracy in metres, NaN where it is not stated."""

    latitude: float
    longitude: float
    accuracy_m: float


def angle_of(text: str) -> float | None:
    """
    Return decimal degrees, south and west negative, or None; never only the degrees of many.

    >>> angle_of("S29 27 13.36") == angle_of("-29:27:13.36") == angle_of("29d27m13.36s S")
    True
    >>> round(angle_of("27\u00ba 41\u2019 20.33\u2019\u2019 E"), 5), angle_of("29 75 00")
    (27.68898, None)
    >>> angle_of("-29,5626"), angle_of("near the school")
    (-29.5626, None)
    """
    plain = western(text.translate(PRIMES).replace("\u2212", "-").strip())
    plain = LABEL.sub("", WORDS.sub(lambda found: HEMISPHERES[found[1].casefold()], plain))
    if parted := DOTTED.fullmatch(plain) or PACKED.fullmatch(plain):
        plain = " ".join(filter(None, parted.group("before", "d", "m", "s", "after")))
    value = number_of(plain, ",")
    if value is not None:
        return value
    if not SHAPE.fullmatch(plain):
        return None
    parts = [float(part.replace(",", ".")) for part in PARTS.findall(plain)]
    if not 1 <= len(parts) <= MOST_PARTS or any(part >= SIXTY for part in parts[1:]):
        return None
    if any(part % 1 for part in parts[:-1]):
        return None
    degrees: float = sum(part / float(SIXTY**power) for power, part in enumerate(parts))
    negative = "-" in plain or hemisphere(plain) in {"S", "W"}
    return -degrees if negative else degrees


def hemisphere(text: str) -> str:
    """
    Return the letter of the hemisphere, or an empty text; the s of seconds is none.

    >>> hemisphere("28d55m59.48s S"), hemisphere("28d55m59.48s"), hemisphere("E27 27")
    ('S', '', 'E')
    """
    plain = text.strip().upper()
    if LETTERS.match(plain):
        return plain[0]
    ends = LETTERS.match(plain[-1:]) and not re.fullmatch(r".*D.*M.*\dS", plain)
    return plain[-1] if ends else ""


def _apart(text: str) -> str:
    """
    Return a pair with a semicolon between its numbers, where a plain comma is not what parts it.

    >>> _apart("29 33 45 S 27 50 14 E"), _apart("-29,5626, 27,8372")
    ('29 33 45 S;27 50 14 E', '-29.5626;27.8372')
    >>> _apart("https://maps.example.org/?q=-29.5626,27.8372"), _apart("-29.56/27.83")
    ('-29.5626,27.8372', '-29.56;27.83')
    """
    if found := IN_LINK.search(text):
        return found[1]
    if found := COMMA_PAIR.fullmatch(text.strip()):
        return f"{found[1] or found[3]};{found[2] or found[4]}".replace(",", ".")
    if found := LETTERED_PAIR.fullmatch(text.strip()):
        return f"{found[1].strip()};{found[2].strip()}"
    return text.replace("/", ";") if SLASHED_PAIR.fullmatch(text.strip()) else text


def _zoned(found: re.Match[str]) -> Geopoint:
    """Return the point of a zone of UTM with its band, easting and northing."""
    zone, band, east, north = found.groups()
    code = f"EPSG:32{7 if band.upper() < NORTHERN else 6}{int(zone):02d}"
    change = Transformer.from_crs(code, "EPSG:4326", always_xy=True)
    longitude, latitude = change.transform(float(east), float(north))
    return Geopoint(latitude, longitude, float("nan"))


def is_shape(text: str) -> bool:
    """
    Say whether a cell holds lines or outlines: as text, GeoJSON or in the form of databases.

    >>> is_shape("MULTIPOLYGON (((27 -29, 28 -29, 28 -30, 27 -29)))"), is_shape("POINT (27 -29)")
    (True, False)
    """
    plain = text.strip()
    return bool(OF_GEOJSON.match(plain) or LARGE.match(_plain_shape(plain)))


def _plain_shape(text: str) -> str:
    """Return a shape in the binary form of databases as text; any other text as it is."""
    if not BINARY.fullmatch(text):
        return text
    shape = shapely.from_wkb(text, on_invalid="ignore")
    return text if shape is None else str(shapely.to_wkt(shape, output_dimension=2))


def geopoint_of(text: str) -> Geopoint | None:
    """
    Return the point of a cell that holds both numbers, or None.

    A geopoint or pair is latitude first; well-known text is longitude first.

    >>> geopoint_of("-29.5626 27.83723 1780.0 5.0")
    Geopoint(latitude=-29.5626, longitude=27.83723, accuracy_m=5.0)
    >>> geopoint_of("POINT (27.68898 -29.37412)")[:2], geopoint_of("-29.45371,27.45217")[:2]
    ((-29.37412, 27.68898), (-29.45371, 27.45217))
    """
    nan = float("nan")
    found = GEOJSON_POINT.search(text) if text[:1] == "{" else None
    found = found or WKT.fullmatch(_plain_shape(text.strip()))
    if found:
        longitude, latitude = number_of(found[1]), number_of(found[2])
        return None if latitude is None or longitude is None else Geopoint(latitude, longitude, nan)
    if found := ZONED.fullmatch(text.strip()):
        return _zoned(found)
    text = _apart(text)
    parts = [part for part in re.split(r"[,;]\s*|\s+", text.strip().strip("()[]")) if part]
    numbers = [number_of(part) for part in parts]
    most, with_accuracy = 4, 4
    if not 1 < len(numbers) <= most or None in numbers:
        pair = [angle_of(part) for part in re.split(r"[,;]", text)]
        if len(pair) != 1 + 1 or pair[0] is None or pair[1] is None:
            return None
        return Geopoint(pair[0], pair[1], nan)
    known = [number for number in numbers if number is not None]
    accuracy = known[3] if len(known) == with_accuracy else nan
    return Geopoint(known[0], known[1], accuracy)
