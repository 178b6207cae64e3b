"""A drawing of the snapshot as a file of its own: with the styles that its page would give it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dashboard.snapshot.marks import Markup

STYLE: Final = """
text { font-family: Inter; font-size: 15.5px; fill: #1f2a30; }
.strong { font-weight: 600; }
.faint { fill: #4c585f; }
.name, .middle { text-anchor: middle; }
.on-light { fill: #1f2a30; paint-order: stroke; stroke: #fff; stroke-opacity: 0.75;
  stroke-width: 3px; stroke-linejoin: round; }
.on-dark { fill: #fff; }
.inside { stroke: #1f2a30; stroke-width: 1.2; }
.outside { fill: #fff; stroke: #8a9298; stroke-width: 0.8; }
.river { fill: none; stroke: #7d98a8; stroke-width: 1; }
.block { stroke: #8a9298; stroke-width: 0.6; }
.dot { fill: #1f2a30; }
.rule { fill: none; stroke: #1f2a30; stroke-width: 1.4; }
.arrow { fill: #1f2a30; }
"""


def standing_alone(drawing: Markup) -> str:
    """
    Give an inline drawing its name space and its styles, on white paper.

    >>> from dashboard.snapshot.marks import tag
    >>> standing_alone(tag("svg", viewBox="0 0 1 1"))[:60]
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><s'
    """
    opening, rest = str(drawing).split(">", maxsplit=1)
    opening = opening.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{opening}><style>{STYLE}</style>{rest}"
