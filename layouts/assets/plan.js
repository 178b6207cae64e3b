/* The Plan page: clicks on its map, its levels, its link. */
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
    let levelled = {};
    // What a control was moved to by an answer, which is no step of the reader.
    const moved = {};
    let mode = "look";
    let pickedAt = 0;
    function onClick(event) {
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

    clientside.atlas = Object.assign(clientside.atlas || {}, {
        /**
         * Move what a step has moved, unless it stands there: what the reader is just moving
         * is not taken back by an answer to an earlier step.
         */
        planLevels: function (levels, ...shown) {
            const before = levelled.page === one("plan") ? levelled.values : {};
            levelled = { page: one("plan"), values: Object.fromEntries(levels || []) };
            (levels || []).forEach(([control, value], at) => {
                if (before[control] !== value && shown[at] !== value) {
                    moved[control] = value;
                    clientside.set_props(control, { value });
                }
            });
        },

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

        /** A slider or a switch has moved: a step, unless an answer has moved it. */
        planLevel: function () {
            const told = clientside.callback_context.triggered.map(({ prop_id: name, value }) => [
                name.split(".")[0],
                value,
            ]);
            const own = told.filter(([control, value]) => moved[control] !== value);
            own.forEach(([control]) => delete moved[control]);
            if (own.length) {
                clientside.atlas.planAsk("plan-levels");
            }
        },

        /** A step back or forth moves every control, those of a step that was not answered too. */
        planForget: () => {
            levelled = {};
        },

        /** A click on empty map is a place; one on a site or stop chooses it. */
        planClick: function (point) {
            if (!one("plan") || !point) {
                return;
            }
            window.setTimeout(() => {
                clientside.set_props("plan-longitude", { value: Number(point.longitude.toFixed(4)) });
                clientside.set_props("plan-latitude", { value: Number(point.latitude.toFixed(4)) });
                if (Date.now() - pickedAt > 3 * TWICE_MS && mode !== "look" && mode !== "close") {
                    clientside.atlas.planAsk("plan-point", point);
                }
            }, TWICE_MS);
        },

        planPick: function (clicked) {
            const named = clicked?.points?.[0]?.customdata;
            const code = Array.isArray(named) ? named[0] : named;
            if (one("plan") && code && mode === "close") {
                pickedAt = Date.now();
                clientside.atlas.planAsk("plan-take", { take: JSON.stringify([["close", code]]) });
            } else if (one("plan") && code && (mode === "move" || mode === "look")) {
                pickedAt = Date.now();
                clientside.set_props("plan-what", { value: code });
            }
        },
    });
})();
