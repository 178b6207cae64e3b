"""From a file that came in to a version in use: draft, review, publish, roll back, take out."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.content import content_files
from geodata.drafts.difference import difference
from geodata.drafts.drafted import Review, Upload, columns_of, points, refusal, review_of
from geodata.drafts.effects import effects
from geodata.drafts.keptcells import cells_file, cells_of, window
from geodata.drafts.preview import preview_file, preview_of, rings_of
from geodata.drafts.rowsource import rows_file, with_rows
from geodata.findings import Severity, bounded
from geodata.ground.taken import GONE, LAYERS, ground_there, without_layer
from geodata.incoming.datasetfiles import Stamp, changed_files
from geodata.incoming.decisions import Decisions, shape_of
from geodata.incoming.place import place_of
from geodata.incoming.read import LARGEST_BYTES, read_any
from geodata.incoming.result import Spot, Verdict
from geodata.programme import check, load
from geodata.reading.about import ABOUT_FILE
from geodata.status import DataStatus
from geodata.versions import undo
from geodata.versions.alone import one_at_a_time
from geodata.versions.drafts import Drafts, UnknownDraftError
from geodata.versions.shapes import Shapes
from geodata.versions.sharedsources import SHARED, sources_used
from geodata.versions.shelf import NotPublishedError, Versions, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geodata.drafts.difference import Difference
    from geodata.incoming.result import Incoming, Remark
    from geodata.versions.manifest import Manifest

DECIDED = {"meanings": dict, "names": dict, "made": list, "left": list, "accepted": list}
STAYS = "What an earlier reading changed stays in the draft, until the file is taken out of it."
WHOLE = "Others changed the same before it was read again: only the whole draft can be thrown away."
EMBEDDED = Path(__file__).parents[1] / "lesotho" / "data"


class Workbench:
    """
    Drafts and versions of one dataset in one folder.

    Parameters
    ----------
    root
        Holds ``data``, ``history`` and ``drafts``; made when needed.
    first
        Dataset folder that is in use before anything was published.
    cache
        Folder of walking times, of what is in use, if there is one.
    """

    def __init__(self, root: Path, first: Path = EMBEDDED, cache: Path | None = None) -> None:
        self.versions = Versions(root)
        self.drafts = Drafts(root / "drafts")
        self.shapes = Shapes(root)
        self.first, self.cache = first, cache

    def base(self, number: int) -> Path:
        """Return the folder that a draft with this base begins from."""
        found = [one for one in self.versions.history() if one.number == number]
        return self.versions.folder(found[0]) if found else self.first

    def in_use(self) -> Path:
        """Return the dataset folder in use."""
        head = self.versions.head()
        return self.versions.folder(head) if head else self.first

    def new_draft(self) -> str:
        """Open a draft from what is in use; return its token."""
        head = self.versions.head()
        return self.drafts.new(head.number if head else 0)

    @one_at_a_time
    def take_in(
        self,
        token: str,
        path: Path,
        stamp: Stamp | None = None,
        *,
        when: datetime | None = None,
        largest_bytes: int = LARGEST_BYTES,
    ) -> tuple[Upload, Incoming]:
        """
        Read a file into a draft; its raw content is not kept.

        A file that is refused changes nothing. Raises ``UnknownDraftError`` for a token that
        opens no draft.
        """
        notes = self.drafts.notes(token)
        now = when or datetime.now(UTC)
        digest = _digest(path)
        with self._candidate(token) as folder:
            place = place_of(folder)
            said = self._decisions(notes, path.name)
            incoming = read_any(path, place, decisions=said, largest_bytes=largest_bytes)
            source = stamp or Stamp(path.stem, now.date().isoformat(), DataStatus.REPORTED)
            files, told, rows = changed_files(incoming, folder, place, source, said)
        mixed = undo.is_mixed(self.drafts.folder(token), notes["uploads"], path.name)
        kept = {cells_file(path.name): cells_of(incoming)}
        kept |= {preview_file(path.name): preview_of(incoming)}
        kept |= {rows_file(name): rows[name].as_bytes(path.name) for name in files if name in rows}
        remarks = [remark.as_json() for remark in (*incoming.remarks, *told)]
        verdict = replace(incoming, remarks=(*incoming.remarks, *told)).verdict
        held = _held(notes, path.name)
        upload = Upload(
            path.name, digest, now, verdict,
            (*incoming.summary, *_words(told), *([STAYS] if held and not files else [])),
            tuple(remarks), tuple(dict.fromkeys((*held, *files))),
            _earlier(notes, path.name, digest), columns_of(incoming), review_of(incoming),
            _read_with(notes, path.name), mixed=mixed,
        )  # fmt: skip
        gone = [rows_file(name) for name in files if name not in rows]
        self.drafts.put(token, upload.as_json(), files, kept, gone)
        return upload, incoming

    def ground(self, token: str) -> list[dict[str, str]]:
        """Return the layers of the ground of a draft, or of what is in use without one."""
        try:
            with self._candidate(token) as folder:
                return ground_there(folder)
        except UnknownDraftError:
            return ground_there(self.in_use())

    @one_at_a_time
    def without_ground(self, token: str, layer: str, when: datetime | None = None) -> bool:
        """Take one layer of the ground out of a draft's dataset; False where it has none such."""
        with self._candidate(token) as folder:
            files = without_layer(folder, layer)
        if not files:
            return False
        name = f"without {layer}"
        draft, notes = self.drafts.folder(token), self.drafts.notes(token)
        mixed = undo.is_mixed(draft, notes["uploads"], name)
        title = LAYERS[layer].title
        message = f"The {title} of the dataset is taken out: walks no longer follow it."
        remark = Spot(name).remark(Severity.WARNING, "layer_gone", message, "Confirm.").as_json()
        upload = Upload(
            name, "", when or datetime.now(UTC), Verdict.WARN, (message,), (remark,),
            tuple(files), mixed=mixed,
        )  # fmt: skip
        self.drafts.put(token, upload.as_json(), files)
        return True

    @one_at_a_time
    def leave_out(self, token: str, name: str) -> bool:
        """
        Take an upload out of a draft: what it changed is then as it was before it.

        False where that cannot be: other uploads have changed the same files since, and have to
        go first, or the file was read again after them, and only the whole draft can go.
        """
        notes, folder = self.drafts.notes(token), self.drafts.folder(token)
        uploads = notes["uploads"]
        left = [one for one in uploads if one["name"] != name]
        if len(left) == len(uploads) or self.stays(token, name):
            return False
        if undo.blockers(folder, uploads, name) is not None:
            undo.restore(folder, uploads, name)
            own = next(one for one in uploads if one["name"] == name)
            for file in own["files"]:
                (folder / rows_file(file)).unlink(missing_ok=True)
            with self._candidate(token) as candidate:
                used = sources_used(candidate)
            before = (self.base(notes["base"]) / SHARED).read_bytes()
            undo.clear_sources(folder, uploads, name, before, used)
            undo.forget(folder, name)
        for kept in (cells_file(name), preview_file(name)):
            (self.drafts.folder(token) / kept).unlink(missing_ok=True)
        self.drafts.note(token, notes | {"uploads": left})
        return True

    def stays(self, token: str, name: str) -> str:
        """Return why an upload cannot be taken out of a draft, in a sentence; else nothing."""
        uploads, folder = self.drafts.notes(token)["uploads"], self.drafts.folder(token)
        own = next((one for one in uploads if one["name"] == name), None)
        if own is None or own.get("mixed"):
            return WHOLE if own else ""
        first = undo.blockers(folder, uploads, name)
        if first is None:
            # A source changes nothing itself: what it says stays as long as its files do.
            first = undo.holders(folder, uploads, set(own["files"]), name)
            if not first and any((folder / file).is_file() for file in own["files"]):
                return WHOLE
        return f"To take it out, take out {' and '.join(first)} first." if first else ""

    @one_at_a_time
    def decide(self, token: str, name: str, said: Mapping[str, Any]) -> None:
        """
        Note what a person decided about one file of a draft; it holds when the file comes again.

        Parameters
        ----------
        said
            Any of ``meanings`` and ``names`` (by text), ``made`` and ``left`` (repairs) and
            ``accepted`` (keys of remarks). Meanings are also remembered for files of this shape.
        """
        notes = self.drafts.notes(token)
        before = dict(notes.get("decisions", {}).get(name, {}))
        now = {
            key: {**before.get(key, {}), **given} if isinstance(given, dict)
            else sorted({*before.get(key, ()), *map(str, given)})
            for key, given in said.items()
            if key in DECIDED and isinstance(given, DECIDED[key])
        }  # fmt: skip
        decided = {**notes.get("decisions", {}), name: {**before, **now}}
        self.drafts.note(token, notes | {"decisions": decided})
        if said.get("meanings"):
            self._remember(notes, name, Decisions.of(decided[name]).meanings)

    def _remember(self, notes: Mapping[str, Any], name: str, meanings: Mapping[str, str]) -> None:
        columns = [
            one for upload in notes["uploads"] if upload["name"] == name
            for one in upload.get("columns", ())
        ]  # fmt: skip
        for sheet in {one["sheet"] for one in columns}:
            headers = [one["header"] for one in columns if one["sheet"] == sheet]
            known = {header: meanings[header] for header in headers if header in meanings}
            if known:
                self.shapes.remember(shape_of(headers), known)

    def _decisions(self, notes: Mapping[str, Any], name: str) -> Decisions:
        kept = notes.get("decisions", {}).get(name, {})
        return replace(Decisions.of(kept), remembered=self.shapes.all())

    def cells(self, token: str, name: str, sheet: str, row: int) -> dict[str, Any]:
        """Return the rows of a file about one row, as written, without personal columns."""
        path = self.drafts.folder(token) / cells_file(name)
        return window(path.read_bytes() if path.is_file() else b"[]", sheet, row)

    def preview(self, token: str) -> dict[str, Any]:
        """Return the districts in use and the places of each file of a draft, to be drawn."""
        folder = self.drafts.folder(token)
        names = [one["name"] for one in self.drafts.notes(token)["uploads"]]
        kept = {name: folder / preview_file(name) for name in names}
        files = {name: json.loads(one.read_bytes()) for name, one in kept.items() if one.is_file()}
        return {"districts": rings_of(place_of(self.in_use()).shapes), "files": files}

    def effects(self, token: str) -> Difference:
        """Work out what a draft does to coverage and flags; takes some seconds."""
        base = self.base(self.drafts.notes(token)["base"])
        with self._candidate(token) as folder:
            return effects(base, folder, self.cache)

    def review(self, token: str) -> Review:
        """Check the dataset as it would be, and compare it with what the draft began from."""
        with self._candidate(token) as folder:
            after, every = check(folder)
            findings = with_rows(bounded(every), self.drafts.folder(token))
            if after is None:
                return Review(findings, None)
            before = load(self.base(self.drafts.notes(token)["base"]))
            return Review(findings, difference(before, after))

    @one_at_a_time
    def publish(
        self, token: str, words: Words, when: datetime | None = None, *, accept: bool = False
    ) -> Manifest:
        """
        Publish a draft and close it.

        Parameters
        ----------
        accept
            True when a person has seen the warnings and questions and lets them stand.

        Raises
        ------
        NotPublishedError
            When errors stand, warnings are not accepted, nothing has changed, somebody else
            was first, or the disk refuses.
        """
        notes, now = self.drafts.notes(token), when or datetime.now(UTC)
        with self._candidate(token) as folder:
            if not _changed(self.drafts.folder(token), self.base(notes["base"])):
                raise NotPublishedError("Nothing was published: the draft changes nothing.")
            _stamp_time(folder, now)
            programme, every = check(folder)
            findings = with_rows(bounded(every), self.drafts.folder(token))
            told = points(notes, findings)
            open_points = [words for words, seen in told if not seen]
            if programme is None:
                raise NotPublishedError(refusal(findings))
            if open_points and not accept:
                raise NotPublishedError(
                    f"Nothing was published: {len(open_points)} points are open. Look at them; "
                    "accept them if they may stand."
                )
            made = self.versions.publish(
                folder, words, now, base=notes["base"],
                sources=[
                    f"{one['name']} (sha256 {one['sha256']})" if one["sha256"] else one["name"]
                    for one in notes["uploads"]
                ],
                accepted=[words for words, _ in told], decisions=self._said(notes, folder),
            )  # fmt: skip
        self.drafts.forget(token)
        return made

    def rollback(self, text: str, words: Words, when: datetime | None = None) -> Manifest:
        """Put an older version in use again, named by its number or the start of its hash."""
        head = self.versions.head()
        to = self.versions.find(text)
        now = when or datetime.now(UTC)
        return self.versions.rollback(to, words, now, base=head.number if head else 0)

    def _said(self, notes: Mapping[str, Any], folder: Path) -> list[str]:
        """Return what was decided about the files of a draft, in words."""
        names = place_of(folder).districts.names
        return [
            f"{name}: {words}"
            for name, kept in notes.get("decisions", {}).items()
            for words in Decisions.of(kept).sentences(names)
        ]

    @contextlib.contextmanager
    def _candidate(self, token: str) -> Iterator[Path]:
        """Give a folder with the dataset as the draft would make it, for a moment."""
        draft = self.drafts.folder(token)
        base = self.base(self.drafts.notes(token)["base"])
        with tempfile.TemporaryDirectory() as folder:
            for path in (*content_files(base), *content_files(draft)):
                shutil.copyfile(path, Path(folder) / path.name)
                if not path.stat().st_size:
                    (Path(folder) / path.name).unlink()  # Taken out of the dataset.
            yield Path(folder)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _words(remarks: tuple[Remark, ...]) -> tuple[str, ...]:
    return tuple(remark.finding.message for remark in remarks)


def _held(notes: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the files of the draft that an earlier reading of a file has changed."""
    same = [one for one in notes["uploads"] if one["name"] == name]
    return tuple(same[-1]["files"]) if same else ()


def _read_with(notes: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the decisions that change how a file is read."""
    kept = notes.get("decisions", {}).get(name, {})
    return {key: said for key, said in kept.items() if key != "accepted"}


def _earlier(notes: Mapping[str, Any], name: str, digest: str) -> str:
    """Return when the same content was read in the same way before, or an empty text."""
    now = (name, digest, _read_with(notes, name))
    same = [
        one for one in notes["uploads"]
        if (one["name"], one["sha256"], one.get("decided", {})) == now
    ]  # fmt: skip
    return str(same[-1]["when"]) if same else ""


def _changed(draft: Path, base: Path) -> bool:
    before = {path.name: path for path in content_files(base)}
    return any(
        path.read_bytes() != (before[path.name].read_bytes() if path.name in before else GONE)
        for path in content_files(draft)
    )


def _stamp_time(folder: Path, now: datetime) -> None:
    """Write when the version was made into the dataset, which its pages and files show."""
    path = folder / ABOUT_FILE
    about = json.loads(path.read_bytes())
    about["generated_at"] = now.isoformat(timespec="seconds")
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
