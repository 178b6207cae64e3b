"""The Data page's answers as plain values: what is in use, the draft, its review, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geodata.command.answers import finding_json
from geodata.incoming.decisions import CHOICES
from geodata.incoming.place import place_of
from geodata.versions.drafts import UnknownDraftError

if TYPE_CHECKING:
    from geodata.drafts.drafted import Review
    from geodata.drafts.workbench import Workbench

MOST_ROWS: Final = 500  # Of findings; the file has them all.


def state(bench: Workbench, token: str) -> dict[str, Any]:
    """Return what is in use, what was published, and the uploads of this browser's draft."""
    history = [one.as_json() for one in reversed(bench.versions.history())]
    return {
        "in_use": history[0] if history else None,
        "shown": bench.first.name,
        "history": [{key: one[key] for key in HISTORY} for one in history],
        "uploads": uploads(bench, token),
        "ground": bench.ground(token),
        "decided": decided(bench, token),
        "meanings": CHOICES,
        "districts": place_of(bench.in_use()).districts.names,
    }


HISTORY: Final = (
    "number",
    "version",
    "act",
    "who",
    "when",
    "why",
    "sources",
    "accepted",
    "decisions",
)


def uploads(bench: Workbench, token: str) -> list[dict[str, Any]]:
    """Return the files of a draft with their remarks; none where there is no such draft."""
    try:
        taken = list(bench.drafts.notes(token)["uploads"])
        return [one | {"stays": bench.stays(token, one["name"])} for one in taken]
    except UnknownDraftError:
        return []


def decided(bench: Workbench, token: str) -> dict[str, Any]:
    """Return what was decided about each file of a draft."""
    try:
        return dict(bench.drafts.notes(token).get("decisions", {}))
    except UnknownDraftError:
        return {}


def review_json(review: Review) -> dict[str, Any]:
    """Return the findings of the dataset as it would be, and what would change."""
    found = [finding_json(one) for one in review.findings]
    return {
        "findings": found[:MOST_ROWS],
        "left_out": max(len(found) - MOST_ROWS, 0),
        "can_publish": review.can_publish,
        "difference": review.difference.sentences() if review.difference else [],
        "totals": review.difference.reconciled() if review.difference else [],
    }


def finding_lines(bench: Workbench, token: str) -> list[str]:
    """Return the remarks on all files of a draft, one line each, for a printed list."""
    return [
        f"{one['severity']}: {remark_place(one)}: {one['message']} {one['remedy']}".strip()
        for upload in uploads(bench, token)
        for one in upload["remarks"]
    ]


def remark_place(remark: dict[str, Any]) -> str:
    """
    Say where a remark stands.

    >>> remark_place({"file": "a.xlsx", "sheet": "May", "rows": [4, 5], "column": "MM"})
    'a.xlsx, sheet May, row 4, column MM'
    """
    parts = [remark["file"]]
    parts += [f"sheet {remark['sheet']}"] if remark["sheet"] else []
    parts += [f"row {remark['rows'][0]}"] if remark["rows"] else []
    parts += [f"column {remark['column']}"] if remark["column"] else []
    return ", ".join(parts)
