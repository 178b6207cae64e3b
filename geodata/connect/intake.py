"""From what was fetched to a draft: the way that every uploaded file goes, and the refusals too."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from geodata.drafts.drafted import Upload
from geodata.findings import Severity
from geodata.incoming.result import Remark, Verdict
from geodata.versions.alone import alone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from geodata.connect.connector import Fetched
    from geodata.drafts.workbench import Workbench
    from geodata.errors import FileError


def take_in_fetched(
    bench: Workbench, token: str, fetched: Fetched, title: str, now: datetime
) -> None:
    """
    Read what was fetched into a draft; what the source says of it stands under its own name.

    Parameters
    ----------
    title
        Name of the source; an earlier refusal of it is forgotten.
    """
    taken = [bench.take_in(token, path, fetched.stamp, when=now)[0] for path in fetched.files]
    changed = tuple(dict.fromkeys(name for upload in taken for name in upload.files))
    remarks = tuple(_of(title, remark) for remark in fetched.remarks)
    doubts = any(remark.finding.severity != Severity.NOTE for remark in fetched.remarks)
    verdict = Verdict.WARN if doubts else Verdict.ACCEPT
    digest = _digest(fetched.files)
    _put(bench, token, Upload(title, digest, now, verdict, fetched.summary, remarks, changed))


def put_refusal(
    bench: Workbench, token: str, title: str, problem: FileError, now: datetime
) -> None:
    """Note in a draft that a source could not be asked, with its one finding."""
    remark = _of(title, Remark(problem.finding))
    _put(bench, token, Upload(title, "", now, Verdict.REFUSE, (), (remark,), ()))


def _of(title: str, remark: Remark) -> dict[str, object]:
    """Return a remark under the name of its source, by which a person may accept it."""
    return remark.as_json() | {"file": title}


def _digest(files: Sequence[Path]) -> str:
    """Return one checksum of all files together, empty where there is none."""
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.read_bytes())
    return whole.hexdigest() if files else ""


def _put(bench: Workbench, token: str, upload: Upload) -> None:
    """Note what a source gave, and no longer that sources refused before."""
    with alone(bench.drafts.folder(token)):
        notes = bench.drafts.notes(token)
        kept = [
            one for one in notes["uploads"]
            if one["name"] != upload.name and (one["sha256"] or one["verdict"] != Verdict.REFUSE)
        ]  # fmt: skip
        bench.drafts.note(token, notes | {"uploads": [*kept, upload.as_json()]})
