"""What the sources that give files by country have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.connect.faults import fault

if TYPE_CHECKING:
    from geodata.connect.addresses import Address
    from geodata.connect.downloads import Landed
    from geodata.connect.web import Web

COUNTRY = re.compile(r"[A-Z]{3}")


def checked_country(code: str, title: str) -> str:
    """
    Return the code of a country in capital letters.

    Raises
    ------
    ConnectError
        When it has not three letters.

    Examples
    --------
    >>> checked_country(" lso", "WorldPop")
    'LSO'
    """
    country = code.strip().upper()
    if not COUNTRY.fullmatch(country):
        message = "The code of the country has three letters."
        raise fault("bad_country", title, message, "Lesotho is LSO.")
    return country


def linked(link: str, web: Web, asked: Address) -> Address:
    """
    Return the address of a file that an answer names.

    Raises
    ------
    ConnectError
        When it lies on a host that this source does not name: an answer is not trusted.

    Examples
    --------
    >>> from geodata.connect.addresses import address_of
    >>> from geodata.connect.web import Web
    >>> asked = address_of("https://www.worldpop.org/rest")
    >>> linked("/GIS/a.tif", Web(), asked).text
    'https://www.worldpop.org/GIS/a.tif'
    """
    address = asked.joined(link)
    if address.host not in web.hosts and address.origin != asked.origin:
        message = f"The answer names a file on {address.host}, which is not asked unasked."
        raise fault("moved", asked.host, message, "Fetch it in a browser and send it.")
    return address


def landed_words(landed: Landed) -> str:
    """
    Say of a file that it lies there, with its checksum.

    >>> from geodata.connect.downloads import Landed
    >>> from pathlib import Path
    >>> landed_words(Landed(Path("a.tif"), "e3b0", 1200, is_new=False))
    'a.tif: 1,200 bytes, sha256 e3b0; it lay there already, unchanged.'
    """
    already = "" if landed.is_new else "; it lay there already, unchanged"
    return f"{landed.path.name}: {landed.size:,} bytes, sha256 {landed.sha256}{already}."
