"""Attributes with a hyphen, which Python has no keyword for."""

from __future__ import annotations

from typing import Any


def aria(**named: str) -> dict[str, Any]:
    """
    Name what assistive technology reads.

    >>> aria(label="Map")
    {'aria-label': 'Map'}
    """
    return {f"aria-{name}": value for name, value in named.items()}


def data(**named: str) -> dict[str, Any]:
    """
    Name what the scripts of the assets folder read.

    >>> data(map="zoom-in")
    {'data-map': 'zoom-in'}
    """
    return {f"data-{name}": value for name, value in named.items()}
