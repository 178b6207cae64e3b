"""One measured figure and its bar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """
    A figure, the most it may be, and its line.

    >>> Figure("start_cold", 3.214, "s", 4).line
    'start_cold 3.21 s 4 ok'
    >>> Figure("first_load", 2.9, "MB", 2.7).line
    'first_load 2.90 MB 2.7 short'
    """

    name: str
    value: float
    unit: str
    bar: float

    @property
    def is_met(self) -> bool:
        """Whether the figure is within its bar."""
        return self.value <= self.bar

    @property
    def line(self) -> str:
        """``NAME VALUE UNIT BAR ok|short``."""
        verdict = "ok" if self.is_met else "short"
        return f"{self.name} {self.value:.2f} {self.unit} {self.bar:g} {verdict}"
