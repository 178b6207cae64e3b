/* The Plan page: clicks on its map, its link, and buttons that take a step. */
(function () {
    "use strict";

    const clientside = (window.dash_clientside = window.dash_clientside || {});
    const one = (id) => document.getElementById(id);
    // A click on a symbol comes twice, from plotly and from the map below: wait for both.
    const TWICE_MS = 120;
    const SHOWN_MS = 1600;
    const HELP = {
        look: "A click chooses a site or stop. Choose another mode to change something.",
        stop: "Click on the map where a mobile-clinic stop should stand.",
        site: "Click on the map where a site should open. It serves once it has posts.",
        move: "Click on a site or stop, then on the place where it should go.",
        close: "Click on the site or stop that should close.",
    };
    // An answer that has not come for so long will not come.
    const LATE_MS = 10000;
    let asked = null;
    let mode = "look";
    let pickedAt = 0;
    const ways = new Set();

    function onClick(event) {
        const step = event.target.closest(".take");
        if (step && one("plan")) {
            clientside.set_props("plan-take", { data: { take: step.value, at: Date.now() } });
        }
        const more = event.target.closest(".more-steps");
        if (more) {
            const isOpen = more.parentElement.classList.toggle("is-open");
            more.setAttribute("aria-expanded", String(isOpen));
            more.textContent = isOpen ? "Show the first five" : "Show all";
        }
        const copy = event.target.closest("#plan-copy");
        if (copy) {
            copyLink(copy);
        }
    }
    document.addEventListener("click", onClick);

    /** A way of travelling that is new since the page was loaded takes longer: a note says so. */
    function noteWay(way) {
        document.body.classList.toggle("new-way", ways.size > 0 && !ways.has(way));
        ways.add(way);
    }

    async function copyLink(button) {
        const field = one("plan-link");
        field.select();
        try {
            await navigator.clipboard.writeText(field.value);
        } catch {
            document.execCommand("copy");
        }
        const name = button.textContent;
        button.textContent = button.dataset.copied;
        window.setTimeout(() => (button.textContent = name), SHOWN_MS);
    }

    /* Ctrl+Z and Ctrl+Y, unless a field has its own. */
    document.addEventListener("keydown", (event) => {
        if (!one("plan") || !(event.ctrlKey || event.metaKey) || event.target.matches("input:not([type=radio])")) {
            return;
        }
        const key = event.key.toLowerCase();
        const again = key === "y" || (key === "z" && event.shiftKey);
        if (again || key === "z") {
            event.preventDefault();
            one(again ? "plan-redo" : "plan-undo").click();
        }
    });

    clientside.atlas = Object.assign(clientside.atlas || {}, {
        /** The address holds scenario and wishes, so that loading again or sharing it loses nothing. */
        planAddress: function (history, wishes) {
            const present = history?.present || "{}";
            noteWay(JSON.stringify(JSON.parse(present).way || {}));
            const told = Object.entries({ scenario: present, wishes: wishes || "{}" });
            const query = new URLSearchParams(told.filter(([, text]) => text !== "{}")).toString();
            const address = window.location.pathname + (query && "?" + query);
            if (address !== window.location.pathname + window.location.search) {
                window.history.replaceState(window.history.state, "", address);
            }
            return window.location.origin + address;
        },

        planBack: (history) => [!history?.past?.length, !history?.future?.length],

        /** A named place gives its latitude and longitude. */
        planPlace: function (value) {
            if (!value) {
                return [clientside.no_update, clientside.no_update];
            }
            const [latitude, longitude] = value.split(" ").map(Number);
            return [latitude, longitude];
        },

        planMode: function (value) {
            mode = value || "look";
            one("plan")?.setAttribute("data-mode", mode);
            return HELP[mode];
        },

        /** Ask for the state of the check, but never before the last answer: it would be dropped. */
        planTick: function (ticks, answered) {
            const now = Date.now();
            if (!ticks || (asked && asked !== answered && now - asked < LATE_MS)) {
                return clientside.no_update;
            }
            asked = now;
            return asked;
        },

        /** A click on empty map is a place; one on a site or stop chooses it. */
        planClick: function (point) {
            if (!one("plan") || !point) {
                return;
            }
            window.setTimeout(() => {
                const data = { ...point, at: Date.now() };
                clientside.set_props("plan-longitude", { value: Number(point.longitude.toFixed(4)) });
                clientside.set_props("plan-latitude", { value: Number(point.latitude.toFixed(4)) });
                if (Date.now() - pickedAt > 3 * TWICE_MS && mode !== "look" && mode !== "close") {
                    clientside.set_props("plan-point", { data });
                }
            }, TWICE_MS);
        },

        planPick: function (clicked) {
            const named = clicked?.points?.[0]?.customdata;
            const code = Array.isArray(named) ? named[0] : named;
            if (one("plan") && code && mode === "close") {
                pickedAt = Date.now();
                const take = JSON.stringify([["close", code]]);
                clientside.set_props("plan-take", { data: { take, at: Date.now() } });
            } else if (one("plan") && code && (mode === "move" || mode === "look")) {
                pickedAt = Date.now();
                clientside.set_props("plan-what", { value: code });
            }
        },
    });
})();
