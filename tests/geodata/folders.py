"""What a dataset folder needs, and how a test looks for one finding about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.programme import check

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.findings import Finding

REQUIRED = [
    "programme.json",
    "districts.geojson",
    "districts.csv",
    "population.csv",
    "fertility.csv",
    "prevalence.csv",
    "sites.csv",
    "staffing.csv",
    "parameters.csv",
    "sources.csv",
    "areas.geojson",
    "births.tif",
    "zones.tif",
    "elevation.tif",
    "areas.tif",
]


def found(folder: Path, rule: str, file: str = "", row: int | None = None) -> Finding:
    """Return the finding of a rule (in a file, at a row), or fail with all that was found."""
    findings = check(folder)[1]
    for finding in findings:
        if finding.rule == rule and file in finding.table and row in {None, finding.row}:
            return finding
    return pytest.fail("\n".join(["not found; there were:", *map(str, findings)]))
