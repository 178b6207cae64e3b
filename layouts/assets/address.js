/*
 * Keeps three things the same: the query of the address, the controls, the store
 * "selection". The controls lead; going back in the history sets the controls.
 */
(function () {
    "use strict";

    const atlas = (window.dash_clientside = window.dash_clientside || {});
    const SETTLE_MS = 1500;
    let rules = null;
    let awaited = null;
    // A file that is made is no other view.
    const WAITING = "[data-dash-is-loading=true]:not(#download-note)";
    // One choice may move several controls, each of which tells.
    const ONE_MS = 100;
    // The last view that stood complete, when the reader left it, and how many views ago.
    const standing = { page: null, query: null, left: 0, views: 0 };
    let pathname = window.location.pathname;

    const mounted = (id) => document.getElementById(id) !== null;

    /** Text of a control's value as the address writes it. */
    function textOf(value, rule) {
        if (!rule.list) {
            return value === null || value === undefined ? "" : String(value);
        }
        const order = rule.order || [];
        const chosen = order.length ? order.filter((name) => value.includes(name)) : value;
        return chosen.join(rules.separator) || rules.none;
    }

    /** Query without defaults, in the order of the rules. */
    function queryOf(values) {
        const query = {};
        rules.keys.forEach((rule, at) => {
            const text = textOf(values[at], rule);
            if (text !== rule.default) {
                query[rule.key] = text;
            }
        });
        return query;
    }

    /** Query of the address, keys that the atlas does not know left out. */
    function addressQuery() {
        const given = new URLSearchParams(window.location.search);
        const query = {};
        rules.keys.forEach((rule) => {
            const text = given.get(rule.key);
            if (text !== null && text !== rule.default) {
                query[rule.key] = text;
            }
        });
        return query;
    }

    const written = (query) => new URLSearchParams(query).toString();

    /** Set every control to what the address says; the store follows at once. */
    function applyAddress() {
        const query = addressQuery();
        awaited = written(query);
        window.setTimeout(() => {
            awaited = null;
        }, SETTLE_MS);
        atlas.set_props(rules.selection, { data: query });
        rules.keys.forEach((rule) => {
            atlas.set_props(rule.control, { value: valueOf(query, rule) });
        });
    }

    const shownQuery = () => written(window.dash_component_api.getLayout(rules.selection).props.data);

    /** The reader turns to another view: the one that shows stood complete, unless it still waits. */
    function turn() {
        const page = document.getElementById("explore");
        if (!page.querySelector(WAITING) && Date.now() - standing.left > ONE_MS) {
            Object.assign(standing, { page, query: shownQuery(), views: 0 });
        }
        standing.left = Date.now();
    }

    /** Leave a view that is not worked out: address, controls and map are those before it. */
    function leave() {
        const { query: text, views } = standing;
        standing.views = 0;
        if (views) {
            window.history.go(-views);
            return;
        }
        window.history.replaceState(null, "", window.location.pathname + (text && "?" + text));
        applyAddress();
    }

    function valueOf(query, rule) {
        const text = rule.key in query ? query[rule.key] : rule.default;
        if (!rule.list) {
            return text === "" ? null : text;
        }
        return text === rules.none ? [] : text.split(rules.separator);
    }

    /*
     * A move within Explore is ours; the page router must not draw the page anew, which
     * would throw the map's camera away. A move to another page is the router's.
     */
    function onMove(event) {
        const samePage = window.location.pathname === pathname;
        pathname = window.location.pathname;
        if (!samePage || rules === null || !mounted("explore")) {
            return;
        }
        event.stopImmediatePropagation();
        turn();
        // How many views ago it was is not known any more.
        standing.views = 0;
        applyAddress();
    }
    window.addEventListener("popstate", onMove);
    window.addEventListener("_dashprivate_pushstate", onMove);

    atlas.atlas = Object.assign(atlas.atlas || {}, {
        /** Controls changed: write the address and the store, unless they say so already. */
        choose: function (...inputs) {
            rules = inputs.pop();
            pathname = window.location.pathname;
            const query = queryOf(inputs);
            const text = written(query);
            if (awaited !== null) {
                awaited = text === awaited ? null : awaited;
                return atlas.no_update;
            }
            if (text === written(addressQuery())) {
                return atlas.no_update;
            }
            turn();
            standing.views += 1;
            window.history.pushState(null, "", pathname + (text ? "?" + text : ""));
            return query;
        },

        exploreLeave: leave,

        /** What this page waits for: another view than the one that stands. */
        exploreWait: function () {
            const page = document.getElementById("explore");
            if (!page || rules === null) {
                return null;
            }
            // A page comes complete.
            if (standing.page !== page) {
                Object.assign(standing, { page, query: shownQuery() });
            }
            const canLeave = standing.query !== shownQuery();
            const waits = [...page.querySelectorAll(WAITING)].map((part) => part.id);
            const kind = waits.every((id) => id === "legend-title") ? "legend" : "explore";
            return waits.length ? { kind, leave: canLeave ? leave : null } : null;
        },

        /** Show what belongs to the selection before the server answers. */
        reflect: function (query, given) {
            rules = given;
            const of = (key) =>
                query[key] || rules.keys.find((rule) => rule.key === key).default;
            const travel = Object.keys(rules.travel);
            const layer = of("layer");
            return [
                layer !== rules.prevalenceLayer,
                !rules.cadreLayers.includes(layer),
                rules.layerHelp[layer],
                rules.seasonPhrases[of("season")],
                travel
                    .map((key) => rules.travel[key][of(key)])
                    .filter(Boolean)
                    .join(", "),
            ];
        },
    });
})();
