"""From what was fetched to a draft: the way that every uploaded file goes, and the refusals too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geodata.drafted import Upload
from geodata.incoming.result import Remark, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from geodata.connect.connector import Fetched
    from geodata.errors import FileError
    from geodata.workbench import Workbench


def take_in_fetched(
    bench: Workbench, token: str, fetched: Fetched, title: str, now: datetime
) -> None:
    """
    Read what was fetched into a draft; what the source said stands with its first file.

    Parameters
    ----------
    title
        Name of the source; an earlier refusal of it is forgotten.
    """
    names = [bench.take_in(token, path, fetched.stamp, when=now)[0].name for path in fetched.files]
    remarks = [remark.as_json() for remark in fetched.remarks]
    if not names:
        told = Upload(title, "", now, Verdict.ACCEPT, fetched.summary, tuple(remarks), ())
        _put(bench, token, told)
        return
    notes = bench.drafts.notes(token)
    uploads = [
        _told(one, fetched, remarks) if one["name"] == names[0] else one
        for one in _others(notes, title)
    ]
    bench.drafts.note(token, notes | {"uploads": uploads})


def _told(
    upload: dict[str, Any], fetched: Fetched, remarks: list[dict[str, object]]
) -> dict[str, Any]:
    return upload | {
        "summary": [*fetched.summary, *upload["summary"]],
        "remarks": [*remarks, *upload["remarks"]],
    }


def put_refusal(
    bench: Workbench, token: str, title: str, problem: FileError, now: datetime
) -> None:
    """Note in a draft that a source could not be asked, with its one finding."""
    remark = Remark(problem.finding).as_json()
    _put(bench, token, Upload(title, "", now, Verdict.REFUSE, (), (remark,), ()))


def _put(bench: Workbench, token: str, upload: Upload) -> None:
    notes = bench.drafts.notes(token)
    uploads = [*_others(notes, upload.name), upload.as_json()]
    bench.drafts.note(token, notes | {"uploads": uploads})


def _others(notes: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the uploads of a draft without this one, and without sources that refused before."""
    return [
        one
        for one in notes["uploads"]
        if one["name"] != name and (one["sha256"] or one["verdict"] != Verdict.REFUSE)
    ]
