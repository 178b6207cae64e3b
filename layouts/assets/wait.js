/*
 * What takes longer than a second says so, how far it is, for how long, and can be ended. Each page
 * tells what it waits for and how to leave it; the note, its bar and its button are the same.
 */
(function () {
    "use strict";

    const clientside = (window.dash_clientside = window.dash_clientside || {});
    const one = (id) => document.getElementById(id);
    const LOADING = "[data-dash-is-loading=true]";
    const PAGE = `#_pages_content${LOADING}`;
    const FILE = `#download-note${LOADING}`;
    // What is published cannot be ended half-way.
    const SNAPSHOT = `#snapshot-said${LOADING}, #snapshot-standing${LOADING}`;
    const LONG_S = 1;
    const LOOK_MS = 250;
    const ASK_MS = 500;
    // An answer that has not come for so long will not come.
    const LATE_MS = 10000;
    let since = 0;
    let asked = 0;
    let told = 0;

    /** What the reader waits for: its kind, how to leave it (null: nowhere to go), what to end. */
    function awaited() {
        const atlas = clientside.atlas || {};
        if (document.querySelector(PAGE)) {
            return { kind: "page", leave: pageLeave() };
        }
        return atlas.planWait?.() || atlas.exploreWait?.() || atlas.dataWait?.() || fileWait();
    }

    function fileWait() {
        if (picture) {
            return { kind: "file", leave: () => picture?.abort() };
        }
        if (document.querySelector(FILE)) {
            // Without a share nothing is there that could be ended.
            return { kind: "file", leave: one("wait-share").hidden ? null : () => {} };
        }
        return document.querySelector(SNAPSHOT) ? { kind: "snapshot", leave: null } : null;
    }

    /** Save the picture of the map: browsers show nothing of a file before its first byte. */
    let picture = null;
    async function savePicture(address) {
        picture?.abort();
        const mine = (picture = new AbortController());
        try {
            const answer = await fetch(address, { signal: mine.signal });
            const url = URL.createObjectURL(await answer.blob());
            const said = answer.headers.get("Content-Disposition") || "";
            const link = document.createElement("a");
            Object.assign(link, { href: url, download: /filename="([^"]*)"/.exec(said)?.[1] || "map.png" });
            link.click();
            URL.revokeObjectURL(url);
        } catch (fault) {
            // What goes wrong is told by the browser.
            if (fault.name !== "AbortError") {
                window.location.assign(address);
            }
        } finally {
            picture = picture === mine ? null : picture;
        }
    }
    document.addEventListener("click", (event) => {
        const link = event.target.closest("#download-png");
        if (link) {
            event.preventDefault();
            savePicture(link.href);
        }
    });

    /** A page that was asked for: back to the one that shows, or to the same without its query. */
    function pageLeave() {
        if (one("_pages_content")?.childElementCount) {
            return () => window.history.back();
        }
        return window.location.search ? () => window.location.assign(window.location.pathname) : null;
    }

    function look() {
        const [note, waiting] = [one("wait"), awaited()];
        since = waiting ? since || Date.now() : 0;
        if (!note) {
            return;
        }
        const seconds = since ? Math.floor((Date.now() - since) / 1000) : 0;
        note.querySelector(".wait-seconds").textContent = seconds + " s";
        note.hidden = seconds < LONG_S;
        if (!since && !one("wait-share").hidden) {
            clientside.set_props("wait-share", { hidden: true, value: "0" });
        }
        note.querySelector("button").hidden = !waiting?.leave;
        const words = note.hidden ? "" : note.dataset[waiting.kind];
        for (const said of [note.querySelector(".wait-words"), one("wait-said")]) {
            if (said.textContent !== words) {
                said.textContent = words;
            }
        }
        if (!note.hidden) {
            askShare();
        }
    }
    window.setInterval(look, LOOK_MS);

    /** Ask how far the work is, but never before the last answer: it would be dropped. */
    function askShare() {
        const now = Date.now();
        const waits = asked !== told && now - asked < LATE_MS;
        if (!waits && now - asked >= ASK_MS) {
            send(now, {});
        }
    }

    /** The address says what a page waits for, but for what a plan is compared with. */
    function send(at, more) {
        asked = at;
        const { pathname: path, search } = window.location;
        const beside = clientside.atlas.planBeside?.() || "";
        clientside.set_props("wait-asked", { data: { at, path, search, beside, ...more } });
    }

    function cancel() {
        const waiting = awaited();
        if (waiting?.leave) {
            send(Date.now(), { stop: waiting.ends || "all" });
            waiting.leave();
            // The button is about to go: the keyboard goes on where the page begins.
            one("main")?.focus({ preventScroll: true });
        }
    }
    document.addEventListener("click", (event) => {
        if (event.target.closest("#wait button")) {
            cancel();
        }
    });

    function now(name) {
        const at = name.lastIndexOf(".");
        return window.dash_component_api.getLayout(name.slice(0, at))?.props?.[name.slice(at + 1)];
    }

    clientside.atlas = Object.assign(clientside.atlas || {}, {
        waitTold: () => {
            told = asked;
        },

        /** Another page has ended what this one waits for too: it leaves it, if it still asks. */
        waitStopped: function (question) {
            const isOurs = Object.entries(question || {}).every(
                ([name, value]) => JSON.stringify(now(name)) === JSON.stringify(value),
            );
            if (isOurs) {
                const { planLeave, exploreLeave } = clientside.atlas;
                (document.querySelector(PAGE) || !one("_pages_content").childElementCount
                    ? pageLeave()
                    : (one("plan") && planLeave) || (one("explore") && exploreLeave))?.();
            }
        },
    });
})();
