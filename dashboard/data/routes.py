"""The routes of the Data page; each draft belongs to the browser that holds its cookie."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, jsonify, make_response, request

from dashboard.data.answers import finding_lines, review_json, state
from dashboard.data.chunks import TRY_AGAIN, Chunk, ChunkError, add, remove
from dashboard.pdfs import list_pdf
from geodata.drafts.templates import MADE, template
from geodata.errors import GeodataError
from geodata.incoming.place import place_of
from geodata.incoming.read import LARGEST_BYTES
from geodata.schema import TABLES
from geodata.versions.drafts import UnknownDraftError
from geodata.versions.shelf import NotPublishedError, PublishConflictError, Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.drafts.workbench import Workbench

COOKIE: Final = "atlas-draft"
COOKIE_S: Final = 7 * 24 * 3600
BAD, GONE, CONFLICT, REFUSED = 400, 410, 409, 422
ROW: Final = re.compile(r"\d{1,8}", re.ASCII)
LARGEST_DECISION: Final = 200_000
NO_DRAFT: Final = "There is no draft of yours: upload the files again."
NO_LAYER: Final = "The dataset has no such layer of the ground."
NOT_THERE: Final = "The draft holds no such file."
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def data_routes(bench: Workbench, largest_bytes: int = LARGEST_BYTES) -> Blueprint:
    """Return the routes over one workbench; several workers may share its folder."""
    routes = Blueprint("data", "atlas-data", url_prefix="/data")
    answers: dict[tuple[str, str], Callable[[], Response]] = {
        ("GET", "/state"): lambda: jsonify(state(bench, _token())),
        ("POST", "/chunk"): lambda: _chunk(bench, largest_bytes),
        ("GET", "/review"): lambda: jsonify(review_json(bench.review(_token()))),
        ("GET", "/effects"): lambda: jsonify({"effects": bench.effects(_token()).effects()}),
        ("GET", "/preview"): lambda: jsonify(bench.preview(_token())),
        ("GET", "/cells"): lambda: _cells(bench),
        ("POST", "/decide"): lambda: _decide(bench),
        ("POST", "/leave"): lambda: _leave(bench),
        ("POST", "/without"): lambda: _without(bench),
        ("POST", "/publish"): lambda: _publish(bench),
        ("POST", "/rollback"): lambda: _rollback(bench),
        ("POST", "/forget"): lambda: _forget(bench),
        ("GET", "/template.xlsx"): lambda: _template(bench),
        ("GET", "/findings.pdf"): lambda: _findings(bench),
    }
    for (method, address), answer in answers.items():
        routes.add_url_rule(
            address, f"{method} {address}".replace(".", "-"), _told(answer), methods=[method]
        )
    return routes


def _told(answer: Callable[[], Response]) -> Callable[[], Response]:
    """Turn what goes wrong into words with a status; nothing of the inside is shown."""

    def tell() -> Response:
        try:
            response = answer()
        except ChunkError as problem:
            response = _problem(BAD, str(problem))
        except UnknownDraftError:
            response = _problem(GONE, NO_DRAFT)
        except PublishConflictError as problem:
            response = _problem(CONFLICT, str(problem))
        except (NotPublishedError, GeodataError) as problem:
            response = _problem(REFUSED, str(problem))
        except OSError as problem:
            reason = problem.strerror or "unknown fault"
            response = _problem(REFUSED, f"The disk refused ({reason}); nothing has changed.")
        response.headers["Cache-Control"] = "no-store"
        return response

    return tell


def _problem(status: int, message: str) -> Response:
    return make_response(jsonify({"message": message}), status)


def _path() -> str:
    """Return the path of these routes as the browser sees it, behind a proxy too."""
    return f"{request.script_root}/data"


def _token() -> str:
    return request.cookies.get(COOKIE, "")


def _chunk(bench: Workbench, largest_bytes: int) -> Response:
    chunk = Chunk.of(request.args, request.get_data(cache=False), largest_bytes)
    token = _token()
    try:
        draft = bench.drafts.folder(token)
    except UnknownDraftError:
        if chunk.offset:
            raise ChunkError(TRY_AGAIN) from None
        bench.drafts.sweep()
        token = bench.new_draft()
        draft = bench.drafts.folder(token)
    whole = add(draft, chunk)
    response = jsonify(_read(bench, token, whole) if whole else {"received": chunk.offset})
    return _with_cookie(response, token)


def _with_cookie(response: Response, token: str) -> Response:
    """Let the browser, and nobody else, find its draft again."""
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_S, httponly=True, samesite="Strict", path=_path()
    )
    return response


def _read(bench: Workbench, token: str, path: Path) -> dict[str, Any]:
    """Read a whole file into the draft; the raw file is gone whatever comes of it."""
    try:
        upload, _ = bench.take_in(token, path)
    finally:
        remove(path)
    return {"upload": upload.as_json(), **state(bench, token)}


def _said(*names: str) -> list[str]:
    """Return texts of a JSON body; whatever is missing or no text is empty."""
    content = request.get_json(silent=True)
    given = content if isinstance(content, dict) else {}
    return [text if isinstance(text := given.get(name), str) else "" for name in names]


def _cells(bench: Workbench) -> Response:
    name, sheet, row = (request.args.get(key, "") for key in ("file", "sheet", "row"))
    number = int(row) if ROW.fullmatch(row) else 0
    return jsonify(bench.cells(_token(), name, sheet, number))


def _decide(bench: Workbench) -> Response:
    (name,) = _said("file")
    if len(request.get_data()) > LARGEST_DECISION:
        return _problem(BAD, "These are more decisions than one file can need.")
    content = request.get_json(silent=True)
    bench.decide(_token(), name, content if isinstance(content, dict) else {})
    return jsonify(state(bench, _token()))


def _leave(bench: Workbench) -> Response:
    (name,) = _said("file")
    if not bench.leave_out(_token(), name):
        return _problem(CONFLICT, bench.stays(_token(), name) or NOT_THERE)
    return jsonify(state(bench, _token()))


def _without(bench: Workbench) -> Response:
    """Take a layer of the ground out of the next version; without a draft one is begun."""
    (layer,) = _said("layer")
    token = _token()
    try:
        bench.drafts.folder(token)
    except UnknownDraftError:
        token = bench.new_draft()
    if not bench.without_ground(token, layer):
        return _problem(CONFLICT, NO_LAYER)
    return _with_cookie(jsonify(state(bench, token)), token)


def _publish(bench: Workbench) -> Response:
    who, why, accept = _said("who", "why", "accept")
    made = bench.publish(_token(), Words(who, why), accept=accept == "yes")
    response = jsonify({"published": made.as_json(), **state(bench, "")})
    response.delete_cookie(COOKIE, path=_path())
    return response


def _rollback(bench: Workbench) -> Response:
    version, who, why = _said("version", "who", "why")
    made = bench.rollback(version, Words(who, why))
    return jsonify({"published": made.as_json(), **state(bench, _token())})


def _forget(bench: Workbench) -> Response:
    bench.drafts.forget(_token())
    response = jsonify(state(bench, ""))
    response.delete_cookie(COOKIE, path=_path())
    return response


def _template(bench: Workbench) -> Response:
    districts = place_of(bench.in_use()).districts.names
    return _file(template(TABLES, districts, MADE), XLSX, "atlas-template.xlsx")


def _findings(bench: Workbench) -> Response:
    token = _token()
    bench.drafts.folder(token)
    lines = finding_lines(bench, token) or ["Nothing was found."]
    now = datetime.now(UTC)
    note = f"Draft, not published \u00b7 {now:%Y-%m-%d %H:%M} UTC \u00b7 for staff"
    return _file(list_pdf("Findings", lines, note, now), "application/pdf", "findings.pdf")


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
