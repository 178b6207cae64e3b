"""What a column header means: known names in other words, months, and cadres by platform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.errors import UnknownPeriodError
from geodata.incoming.moments import period_of
from geodata.names import Cadre
from geodata.reading.text import tidy_name
from geodata.schema import TABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SYNONYMS: Mapping[str, str] = {
    "site_id": "site|siteid|site code|site no|facility id|org unit id|orgunit|organisation unit id",
    "facility_code": "code|mfl code|facility no|moh code",
    "site_name": "name of site|site title|facility name|name of facility|facility|clinic|"
    "health facility|clinic name|health facility name|orgunit name",
    "stop_id": "stop code",
    "stop_name": "name of stop|outreach stop|outreach site",
    "district_code": "district id|adm1 pcode|adm1 code|admin1pcode|dist code",
    "district_name": "district|adm1 name|admin1name|admin1 name|district council|dist|adm1 en",
    "area_code": "area id|area uid",
    "area_name": "area|organisation unit|organization unit|org unit|region|organisationunitname",
    "latitude": "lat|y|gps latitude|latitude dd|y coord|ycoord|y coordinate|latitude y|lat dd|"
    "gps lat|point y|northing|southing|northing km|y km|utm northing|utm y|northing m",
    "longitude": "long|lon|lng|x|gps longitude|longitude dd|x coord|xcoord|x coordinate|lon dd|"
    "gps long|gps lon|point x|easting|longitude x|long dd|"
    "easting km|x km|utm easting|utm x|easting m",
    "position": "gps|geopoint|coordinates|coordinate|location|gps coordinates|lat long|lat lon|"
    "geom|geometry|wkt|the geom|gps location|latlong|point|geojson|geometry wkt|wkt geom|"
    "wkt geometry|geom wkt|shape wkt|st astext|wkb geometry|point geom|point wkt",
    "facility_type": "type of facility|type|facility type|site type|level of care",
    "ownership": "owner|ownership|managing authority",
    "period": "month|quarter|reporting period|period name|periodid|time period|reporting month",
    "cadre": "position held|job title|post|cadre code|role",
    "headcount": "number of staff|staff|head count|no of staff|staff count|number in post|in post",
    "fte": "full time equivalent|time|employment|percent time|employment percent",
    "estimate": "prevalence|hiv prevalence|value estimate|mean|point estimate",
    "lower": "lower bound|ci lower|low ci|lower ci|lcl",
    "upper": "upper bound|ci upper|high ci|upper ci|ucl",
    "planned_date": "date planned|planned|date of planned visit|scheduled date",
    "held_date": "date held|held|visit date|date of visit|actual date",
    "count": "number|total number",
    "value": "amount|data value",
    "indicator": "data|data element|data element name|indicator name|dataelement",
    "year": "yr",
    "MM": "mentor mothers|mentor mother|facility mentor mothers|mms|mentormother|mentormothers|"
    "facility mm",
    "SC": "site coordinators|site coordinator|facility site coordinators|scs|site co ordinator|"
    "site co ordinators|facility sc",
    "CMM": "community mentor mothers|community mentor mother|cmms|community mm|comm mm",
    "CSC": "community site coordinators|community site coordinator|cscs|community sc|comm sc|"
    "community site co ordinator|community site co ordinators",
}
EXTRA = frozenset(
    {"facility_code", "district_name", "area_name", "position", "key", "indicator", "value"}
)
KINDS: Mapping[str, Kind] = {
    **{column.name: column.kind for table in TABLES for column in table.columns},
    **{str(cadre): Kind.WHOLE for cadre in Cadre},
    "value": Kind.NUMBER,
}
KNOWN: Mapping[str, str] = {
    **{name: name for name in (*KINDS, *EXTRA)},
    **{tidy_name(str(cadre)): str(cadre) for cadre in Cadre},
    **{
        re.sub(r"\s", "_", word): name
        for name, words in SYNONYMS.items()
        for word in words.split("|")
    },
}
TAGS: Mapping[str, str] = {
    "#loc+code": "site_id",
    "#loc+name": "site_name",
    "#adm1+code": "district_code",
    "#adm1+name": "district_name",
    "#geo+lat": "latitude",
    "#geo+lon": "longitude",
    "#loc+type": "facility_type",
}
BRACKETS = re.compile(r"[(\[\])]")
# What a header says of the unit of its numbers is no part of its name.
UNIT_WORDS = re.compile(
    r"_+((in_)?(per_?cent|pct|percentage)|(in_)?(thousands?|(1_)?000_?s?|milliers|milhares))$"
)
IN_POST = frozenset(
    {"filled", "in_post", "actual", "current", "occupied", "present", "number", "count",
     "headcount", "now", "no"}
)  # fmt: skip
WITH_SIGNS = re.compile(r"\d{4}-\d{2}(-\d{2})?([ T]00:00(:00)?)?|\d{1,2}/\d{4}")
CADRES = frozenset(map(str, Cadre))
FACILITY_TO_COMMUNITY = {Cadre.MM: Cadre.CMM, Cadre.SC: Cadre.CSC}
TOTAL = re.compile(
    r"(([^\W\d_][\w'\u2019.]*[ -]+){0,4})?(grand|sub|sous|overall)?[\s-]*"
    r"tota(l|ls|ux|is|le|les)\b.*",
    re.IGNORECASE,
)
# These count only at the beginning of a row: "all" is also an age group.
SUM = re.compile(
    r"(grand |overall )?sums?|all (sites|districts|clinics|facilities|areas|councils)( together)?|"
    r"overall|altogether|ensemble|somme|soma|kakaretso.*|palo.?kakaretso|kaofela.*|tsohle|national(e|ly)?|nationwide|"
    r"(whole )?country|\u03a3|\u2211",
    re.IGNORECASE,
)


def plain(header: str) -> str:
    r"""
    Return a header without spaces, case and signs that people write differently.

    >>> plain(" Site\u00a0ID "), plain("Long."), plain("% time")
    ('site_id', 'long', 'time')
    """
    return re.sub(r"[^\w]+", "_", tidy_name(header)).strip("_")


def meaning_of(header: str) -> str:
    """
    Return the name that a header has in our tables, or an empty text.

    Of a header made of parts the last part counts, so that "Facility Location / latitude" is
    the latitude; a cadre under "Community team" is the community's cadre.

    >>> meaning_of("Type of facility"), meaning_of("Facility Location / latitude")
    ('facility_type', 'latitude')
    >>> meaning_of("Community team / Mentor Mothers"), meaning_of("ANC_NEW")
    ('CMM', '')
    >>> meaning_of("MM (facility)"), meaning_of("Mentor Mothers (community)")
    ('MM', 'CMM')
    >>> meaning_of("MM / Filled"), meaning_of("MM / Vacant"), meaning_of("Population (thousands)")
    ('MM', '', 'population')
    """
    known = KNOWN.get(plain(header), "") or KNOWN.get(UNIT_WORDS.sub("", plain(header)), "")
    if known:
        return known
    if "/" in header:
        *groups, last = header.split("/")
    else:
        last, *groups = BRACKETS.split(header)
    known = KNOWN.get(plain(last), "")
    if groups and plain(last) in IN_POST and (cadre := meaning_of(groups[-1])) in CADRES:
        return cadre
    if known in FACILITY_TO_COMMUNITY and "communit" in " ".join(groups).casefold():
        return str(FACILITY_TO_COMMUNITY[Cadre(known)])
    return known


def month_of_header(header: str) -> str:
    """
    Return the month that a header names in words, as DHIS2 writes it, or an empty text.

    >>> month_of_header("October 2017"), month_of_header("201710"), month_of_header("Total")
    ('201710', '', '')
    >>> month_of_header("2017-10-01 00:00:00"), month_of_header("10/2017")
    ('201710', '201710')
    """
    if not any(sign.isalpha() for sign in header) and not WITH_SIGNS.fullmatch(header):
        return ""
    try:
        return period_of(header).text
    except UnknownPeriodError:
        return ""


def meanings_of(headers: Sequence[str]) -> dict[str, str]:
    """
    Return the meaning of each header, each meaning once; what is unknown keeps its plain name.

    >>> meanings_of(["Site", "Facility", "MM", "Odd one"])
    {'Site': 'site_id', 'Facility': 'site_name', 'MM': 'MM', 'Odd one': 'odd_one'}
    """
    exact = {
        header: plain(header) for header in headers if KNOWN.get(plain(header)) == plain(header)
    }
    used: set[str] = set(exact.values())
    meanings: dict[str, str] = {}
    for header in headers:
        name = exact.get(header) or meaning_of(header)
        if header not in exact and (not name or name in used):
            name = plain(header) or "column"
            while name in used:
                name += "_"
        used.add(name)
        meanings[header] = name
    return meanings
