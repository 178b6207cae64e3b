"""The app put together: pages, callbacks, files and safety around one programme."""

from __future__ import annotations

import base64
import gc
import hashlib
import json
import logging
import sys
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import dash
import flask
import waitress
from waitress.channel import HTTPChannel

from dashboard.callbacks import downloads, publishing, register_all, rehearse
from dashboard.callbacks.wait import answer_stopped
from dashboard.context import Context, opening_context
from dashboard.jobs.pool import Jobs
from dashboard.maps.geometry import map_shelf
from dashboard.plan.still import plan_still_answer
from dashboard.publishing import page_answer, snapshot_answer
from dashboard.serving.asking import refuse_others, refuse_too_deep
from dashboard.serving.compression import Compressed
from dashboard.serving.delivery import (
    PLOTLY,
    Answers,
    Files,
    assets_shelf,
    component_shelves,
    kept,
    rewritten,
    twins_in,
)
from dashboard.serving.forgetting import forget_all
from dashboard.serving.later import Later
from dashboard.serving.mounting import Mounted
from dashboard.serving.publicfiles import PublicFiles
from dashboard.serving.reloading import Live
from dashboard.serving.security import Guard, Unreadable
from dashboard.serving.settings import SettingsError
from dashboard.snapshot.published import Published
from dashboard.still.picture import still_answer
from dashboard.text import Links
from dashboard.theme import LIGHT
from geodata.choice import Choice
from geodata.programme import known_hash, load
from geodata.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from wsgiref.types import WSGIApplication

    from dash.development.base_component import Component

    from dashboard.serving.settings import Settings
    from dashboard.serving.shelves import Shelf

__all__ = ["Atlas", "Context", "Page", "create_app", "open_context", "serve"]

NOT_FOUND: Final = "not_found_404"
ANY_PAGE: Final = "/<path:path>"
TITLE: Final = "Mentor Mother Atlas"
ASSETS: Final = Path(__file__).parents[2] / "layouts" / "assets"
THREADS: Final = 8
# Files come in chunks of 2 MB.
LARGEST_REQUEST: Final = 16_000_000
HEAD_START_S: Final = 0.3
# Dash writes a plain address here; the map's code is to come from its hashed one.
PLOTLY_ADDRESS: Final = (
    'Object.defineProperty(window,"_dashPlotlyJSURL",{{get:()=>{address},set:()=>{{}}}})'
)
ICON: Final = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>"
    f"<circle cx='8' cy='8' r='7' fill='{LIGHT['accent']}'/>"
    f"<circle cx='8' cy='8' r='3' fill='{LIGHT['amber']}'/></svg>"
)
INDEX: Final = """<!DOCTYPE html>
<html lang="en">
<head>
{%metas%}
<title>{%title%}</title>
<link rel="icon" href="data:image/svg+xml,ICON">
{%css%}
<script>SCRIPT</script>
</head>
<body>
<noscript>The Mentor Mother Atlas needs JavaScript: allow it for this address.</noscript>
{%app_entry%}
{%config%}
{%scripts%}
{%renderer%}
</body>
</html>"""


@dataclass(frozen=True)
class Page:
    """One page: its address below the root, its title, and what builds it from the query."""

    path: str
    title: str
    layout: Callable[..., Component]


class Atlas(dash.Dash):
    """Dash whose scripts, styles and fonts come from addresses that carry their hash."""

    def __init__(self, context: Context, shelves: Mapping[str, Shelf], assets: Shelf) -> None:
        self.context = context
        self.shelves = shelves
        address = json.dumps(shelves["plotly"].address(PLOTLY))
        self.plotly_script = PLOTLY_ADDRESS.format(address=address)
        super().__init__(
            "atlas",
            assets_folder=str(ASSETS),
            assets_url_path=assets.folder.strip("/"),
            include_pages_meta=False,
            index_string=INDEX.replace("SCRIPT", self.plotly_script).replace("ICON", quote(ICON)),
            pages_folder="",
            suppress_callback_exceptions=True,
            on_error=answer_stopped,
            title=TITLE,
            update_title="",
            use_pages=True,
            requests_pathname_prefix=f"{context.mount}/",
            routes_pathname_prefix="/",
        )

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """Write the page with the hashed addresses."""
        page = super().interpolate_index(**parts)  # type: ignore[no-untyped-call]
        return rewritten(str(page), self.shelves)

    def script_hashes(self) -> list[str]:
        """Return the hashes of all scripts that stand in the page itself."""
        digest = hashlib.sha256(self.plotly_script.encode()).digest()
        own = f"'sha256-{base64.b64encode(digest).decode()}'"
        return list(dict.fromkeys([own, *self.csp_hashes()]))


def create_app(
    context: Context,
    settings: Settings,
    frame: Callable[[Component], Component],
    pages: Iterable[Page],
) -> Atlas:
    """
    Put the app together.

    Parameters
    ----------
    frame
        Wraps the place where pages appear in what stays while they change.
    """
    mount = context.mount
    components, assets = component_shelves(mount), assets_shelf(ASSETS, mount)
    app = Atlas(context, components, assets)
    known = set()
    for page in pages:
        known.add(page.path)
        # Dash knows the page for unknown addresses by the name of its module.
        where = {} if page.path == NOT_FOUND else {"path": page.path}
        dash.register_page(  # type: ignore[no-untyped-call]
            page.path, title=page.title, layout=page.layout, **where
        )
    app.layout = frame(dash.page_container)
    app.server.after_request(partial(_mark_unknown, known))
    refuse_others(app.server, app.callback_map)
    register_all(app, context)
    published = Published(settings.published)
    publishing.register(app, context, published)
    downloads.register(app, context, published)
    # The page router and its script are made at the first request; the policy must know them.
    app.server.test_client().get("/")
    shelves = [*components.values(), assets, map_shelf(context)]
    made = {
        Links().still_map: kept(partial(still_answer, context)),
        Links().plan_map: kept(partial(plan_still_answer, context)),
    }
    taken = {
        Links().snapshot_file: partial(snapshot_answer, context, published),
        Links().snapshot_page: partial(page_answer, context, published),
    }
    answering: WSGIApplication = app.server.wsgi_app
    if settings.versions is not None:
        answering = Later(
            answering, f"{Links().data}/", partial(_data_app, settings, settings.versions)
        )
    inner = PublicFiles(Answers(Compressed(answering), made, taken), published)
    files = Files(inner, shelves, twins_in(settings.cache))
    guarded = Guard(files, app.script_hashes())
    app.server.wsgi_app = Mounted(guarded, mount) if mount else guarded
    return app


def _data_app(settings: Settings, versions: Path) -> flask.Flask:
    """Put together what the Data page asks for."""
    from dashboard.data.fetching import fetch_routes  # noqa: PLC0415 - see ``Later``
    from dashboard.data.routes import data_routes  # noqa: PLC0415
    from geodata.drafts.workbench import Workbench  # noqa: PLC0415

    # A draft begins from what the pages show, until the first version is published.
    bench = Workbench(versions, settings.data, settings.cache)
    server = flask.Flask("atlas-data", static_folder=None)
    server.register_blueprint(data_routes(bench))
    server.register_blueprint(fetch_routes(bench))
    refuse_too_deep(server)
    return server


def _mark_unknown(known: set[str], response: flask.Response) -> flask.Response:
    """Say 404 with the page for unknown addresses, which Dash serves like any other."""
    if flask.request.endpoint == ANY_PAGE and flask.request.path not in known:
        response.status_code = 404
    return response


def open_context(settings: Settings) -> Context:
    """
    Load the programme; its walking times are worked out, or read back, while it is served.

    Raises
    ------
    DatasetError
        If the dataset folder cannot be used; carries everything that was found.
    """
    store = Store(settings.cache / "data", known_hash(settings.data))
    programme = load(settings.data, store.findings(), store.grid)
    store.keep_findings(programme.findings)

    jobs = Jobs(settings.cache)
    return opening_context(programme, store.travel_tables, settings.scenarios, settings.mount, jobs)


def serve(
    build: Callable[[Context, Settings], Atlas], context: Context, settings: Settings
) -> None:
    """
    Serve until interrupted; the address is printed once the door is open.

    Parameters
    ----------
    build
        Makes the app of a dataset; called again when another version is published.

    Raises
    ------
    SettingsError
        If another program already listens at the port.
    """

    def renewed(fresh: Settings) -> flask.Flask:
        """Return the app of another version once its first view is worked out; the rest follows."""
        newer = open_context(fresh)
        threading.Thread(target=_prepare, args=(newer,), daemon=True).start()
        newer.assessment(Choice())
        made: flask.Flask = build(newer, fresh).server
        return made

    app = Live(build(context, settings).server, renewed, settings, forget_all)
    try:
        HTTPChannel.error_task_class = Unreadable
        server = waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            ident=None,
            max_request_body_size=LARGEST_REQUEST,
        )
    except OSError as fault:
        raise SettingsError(
            f"Port {settings.port} cannot be opened ({fault.strerror}): stop the program that "
            f"uses it, or choose another with --port {settings.port + 1}."
        ) from fault
    # A page asks more at once than there are threads: they wait a moment, which is no fault.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sys.stdout.write(f"{TITLE}: {settings.address} (stop with Ctrl+C)\n")
    sys.stdout.flush()
    # Walking times keep the processor busy: a page that is asked for at once comes first.
    preparing = threading.Timer(HEAD_START_S, _prepare, (context,))
    preparing.daemon = True
    preparing.start()
    server.run()


def _prepare(context: Context) -> None:
    _work_out(context)
    # What was prepared stays: looking through it for garbage would keep a reader waiting. What
    # was prepared for an earlier version is garbage by now.
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _work_out(context: Context) -> None:
    context.prepare()
    rehearse(context)
