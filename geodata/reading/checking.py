"""All checks of a folder's contents, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.reading.crosschecks import check_across
from geodata.reading.groundchecks import check_ground
from geodata.reading.layerchecks import check_layers
from geodata.reading.parameterchecks import check_parameters
from geodata.reading.positions import check_positions
from geodata.reading.validation import validate
from geodata.schema import TABLES

if TYPE_CHECKING:
    from geodata.findings import Finding
    from geodata.reading.folder import Contents


def check_contents(contents: Contents) -> list[Finding]:
    """Return everything that is wrong or doubtful in what was read of a folder."""
    findings = [
        finding
        for table in TABLES
        if table.name in contents.tables
        for finding in validate(table, contents.tables[table.name])
    ]
    findings += check_across(contents)
    findings += check_parameters(contents)
    findings += check_layers(contents)
    findings += check_ground(contents)
    findings += check_positions(contents)
    return findings
