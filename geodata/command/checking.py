"""``check`` and ``import``: what files hold, and what they would change."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geodata.command.answers import Answer, code_of, finding_json, remark_line
from geodata.command.exits import Exit
from geodata.findings import bounded
from geodata.incoming.datasetfiles import Stamp
from geodata.incoming.onegrid import on_grid_of
from geodata.incoming.place import place_of
from geodata.incoming.read import read_any
from geodata.incoming.result import Verdict
from geodata.programme import check as check_folder

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.drafts.drafted import Review
    from geodata.drafts.workbench import Workbench
    from geodata.incoming.result import Incoming, Remark


def check(bench: Workbench, given: argparse.Namespace) -> Answer:
    """Read files or dataset folders; nothing is kept."""
    place = place_of(bench.in_use())
    answers, read = [], []
    for number, path in enumerate(given.files, start=1):
        _progress(path, number, len(given.files))
        if path.is_dir():
            answers.append(_folder(path))
        else:
            read.append(read_any(path, place))
            answers.append(_file(read[-1]))
    between = _rasters_together(read)
    lines = [line for answer in answers for line in answer.lines]
    lines += [remark_line(remark) for remark in between]
    code = max([answer.code for answer in answers] + ([Exit.LOOK] if between else []))
    values = {
        "files": [answer.values for answer in answers],
        "between_files": [remark.as_json() for remark in between],
    }
    return Answer(code, lines, values)


def bring_in(bench: Workbench, given: argparse.Namespace) -> Answer:
    """Read files into a draft, and say what the dataset would then find and change."""
    token = given.draft or bench.new_draft()
    today = datetime.now(UTC).date().isoformat()
    lines, uploads, codes = [], [], []
    for number, path in enumerate(given.files, start=1):
        _progress(path, number, len(given.files))
        _decide(bench, token, path, given)
        stamp = Stamp(given.source or path.stem, given.source_date or today, given.status)
        upload, incoming = bench.take_in(token, path, stamp)
        answer = _file(incoming)
        lines += [*answer.lines, *(f"  {line}" for line in upload.summary[len(incoming.summary) :])]
        if upload.same_as:
            lines.append(f"  The same file came in at {upload.same_as}: no change.")
        uploads.append(upload.as_json())
        severities = [str(remark["severity"]) for remark in upload.remarks]
        codes.append(max(answer.code, code_of(severities)))
    review = bench.review(token)
    effects = bench.effects(token).effects() if given.effects and review.can_publish else []
    more = [*_review_lines(review), *(f"  {line}" for line in effects)]
    codes.append(code_of(str(one.severity) for one in review.findings))
    values: dict[str, Any] = {
        "draft": token,
        "uploads": uploads,
        "findings": [finding_json(one) for one in review.findings],
        "can_publish": review.can_publish,
        "difference": review.difference.sentences() if review.difference else [],
        "effects": effects,
    }
    return Answer(max(codes), [*lines, *more, f"draft: {token}"], values)


def _decide(bench: Workbench, token: str, path: Path, given: argparse.Namespace) -> None:
    """
    Note in the draft what the command line says of a file; a column counts where it stands.

    A file must be read once before its columns are known, so that they can be remembered.
    """
    said = {
        "meanings": _pairs(given.column),
        "names": _pairs(given.name),
        "made": given.fix,
        "left": given.leave,
        "accepted": given.seen,
    }
    said = {key: value for key, value in said.items() if value}
    if said.get("meanings"):
        bench.take_in(token, path)
    if said:
        bench.decide(token, path.name, said)


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    """
    Return the halves of texts with an equals sign; the last one parts them.

    >>> _pairs(["Staff = now=headcount"])
    {'Staff = now': 'headcount'}
    """
    halves = (text.rpartition("=") for text in texts)
    return {left.strip(): right.strip() for left, mark, right in halves if mark}


def _progress(path: Path, number: int, count: int) -> None:
    """Say on the error stream which file is being read, for whoever waits there."""
    if sys.stderr.isatty():
        sys.stderr.write(f"reading {path.name} ({number} of {count})\n")


def _file(incoming: Incoming) -> Answer:
    title = f"{incoming.name}: {incoming.verdict.replace('_', ' ')}"
    lines = [
        title,
        *(f"  {line}" for line in incoming.summary),
        *map(remark_line, incoming.remarks),
    ]
    severities = [str(remark.finding.severity) for remark in incoming.remarks]
    code = code_of(severities, refused=incoming.verdict == Verdict.REFUSE)
    if incoming.verdict == Verdict.ASK:
        code = max(code, Exit.LOOK)
    values = {
        "name": incoming.name,
        "kind": incoming.kind,
        "verdict": str(incoming.verdict),
        "summary": list(incoming.summary),
        "remarks": [remark.as_json() for remark in incoming.remarks],
    }
    return Answer(code, lines, values)


def _folder(path: Path) -> Answer:
    programme, every = check_folder(path)
    findings = bounded(every)
    verdict = "can be used" if programme else "cannot be used"
    lines = [f"{path.name}: dataset folder, {verdict}", *(f"  {one}" for one in findings)]
    code = code_of((str(one.severity) for one in findings), refused=programme is None)
    values = {
        "name": path.name,
        "kind": "dataset",
        "verdict": verdict,
        "remarks": [finding_json(one) for one in findings],
    }
    return Answer(code, lines, values)


def _rasters_together(read: Sequence[Incoming]) -> list[Remark]:
    """Say of rasters that were given together whether their cells may be paired."""
    rasters = [one.raster for one in read if one.raster is not None]
    return [remark for one, other in pairwise(rasters) for remark in on_grid_of(other, one)[1]]


def _review_lines(review: Review) -> list[str]:
    lines = ["The dataset as it would be:", *(f"  {one}" for one in review.findings)]
    if review.difference is None:
        return [*lines, "  It cannot be published while errors stand."]
    return [*lines, "What would change:", *(f"  {one}" for one in review.difference.sentences())]
