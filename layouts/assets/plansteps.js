/*
 * Steps of the Plan page. One is asked for at a time; those that follow wait for its answer. Of
 * two answers on their way Dash keeps the later, and both would begin from the same scenario.
 */
(function () {
    "use strict";

    const clientside = (window.dash_clientside = window.dash_clientside || {});
    const one = (id) => document.getElementById(id);
    const value = (id) => window.dash_component_api.getLayout(id)?.props?.value;
    // An answer that has not come for so long will not come.
    const LATE_MS = 30000;
    const BUTTONS = "#plan-put, #plan-close, #plan-post, #plan-reset";
    const DESK = ["what", "latitude", "longitude", "mode", "cadre"];
    const LEVELS = "plan-levels";
    // What a change moves at once; lists below say by themselves that they follow.
    const LOADING = "[data-dash-is-loading=true]";
    const WHOLE = `#plan-sentence${LOADING}, #map${LOADING}`;
    const LISTED = `.plan-steps ${LOADING}, #plan-effects${LOADING}, #plan-rules-note${LOADING}`;
    const CHANGED = "#plan-undo:enabled, #plan-redo:enabled";
    // Scenarios behind, at hand and ahead, as the page's store holds them.
    let held = null;
    let page = null;
    let waiting = [];
    let asked = 0;
    let number = 0;
    let late = 0;

    /** Let a step wait for its turn, with what the fields hold now. */
    function ask(control, given = null) {
        const desk = Object.fromEntries(DESK.map((name) => [name, value("plan-" + name)]));
        add({ control, given, desk });
    }

    function add(step) {
        if (page !== one("plan")) {
            [page, waiting, asked] = [one("plan"), [], 0];
        }
        // Sliders are read when they are sent, so that one step tells where all of them stand.
        const isTold = step.control === LEVELS && waiting.at(-1)?.control === LEVELS;
        if (page && !isTold) {
            waiting.push(step);
            next();
        }
    }

    function next() {
        while (!asked && waiting.length) {
            const step = waiting.shift();
            if (step.control) {
                send(step);
            } else {
                move(step.isBack);
            }
        }
    }

    function send(step) {
        number += 1;
        asked = number;
        window.clearTimeout(late);
        late = window.setTimeout(answered, LATE_MS, number);
        clientside.set_props("plan-step", { data: { ...step, number } });
    }

    function answered(told) {
        if (told === asked) {
            window.clearTimeout(late);
            asked = 0;
            next();
        }
    }

    /** Take a step back or forth, from the last one on: the next click may come before it shows. */
    function move(isBack) {
        const { past = [], present, future = [] } = held || {};
        if (!(isBack ? past : future).length) {
            return;
        }
        held = isBack
            ? { past: past.slice(0, -1), present: past.at(-1), future: [present, ...future] }
            : { past: [...past, present], present: future[0], future: future.slice(1) };
        clientside.atlas.planForget();
        clientside.set_props("plan-history", { data: held });
        clientside.set_props("plan-note", { children: "" });
    }

    function leaveLists() {
        clientside.set_props("plan-note", { children: one("plan").dataset.stopped });
    }

    /** Leave a scenario that is not worked out: for the one before, or after the first. */
    function leaveStep() {
        add({ isBack: Boolean(held?.past?.length) });
    }

    const beside = () => value("plan-beside") || null;

    /** What is compared with, once that is worked out, and how often nothing was on its way since. */
    let standing = { page: null, beside: null, looks: 0 };
    function stand(isWaiting) {
        const isNew = standing.page !== one("plan");
        standing.looks = isWaiting || isNew ? 0 : standing.looks + 1;
        if (isNew || standing.looks > 1) {
            Object.assign(standing, { page: one("plan"), beside: beside() });
        }
    }
    const isCompared = () => standing.page === one("plan") && standing.beside !== beside();

    /** Leave what is not worked out: what was just compared with, else the scenario at hand. */
    function leave() {
        if (isCompared()) {
            clientside.set_props("plan-beside", { value: standing.beside });
        } else if (one("plan").querySelector(CHANGED)) {
            leaveStep();
        }
    }

    document.addEventListener("click", (event) => {
        const taken = event.target.closest(".take");
        if (taken && one("plan")) {
            ask("plan-take", { take: taken.value });
        }
        const button = event.target.closest(BUTTONS);
        if (button) {
            ask(button.id);
        }
        // A list to open from holds nothing: the same scenario can be opened again.
        if (event.target.id === "plan-open" && event.target.value) {
            clientside.set_props("plan-open", { value: null });
        }
        const back = event.target.closest("#plan-undo, #plan-redo");
        if (back) {
            add({ isBack: back.id !== "plan-redo" });
        }
    });

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
        planAsk: ask,

        planOpen: (key) => key && ask("plan-open", key),

        /** The server has answered a step, whatever came of it. */
        planStepped: function (told, history) {
            held = history;
            answered(told);
        },

        /** The address holds scenario and wishes, so that loading again or sharing it loses nothing. */
        planAddress: function (history, wishes) {
            held = history;
            const present = history?.present || "{}";
            const told = Object.entries({ scenario: present, wishes: wishes || "{}" });
            const query = new URLSearchParams(told.filter(([, text]) => text !== "{}")).toString();
            clientside.atlas.followPicture(query);
            const address = window.location.pathname + (query && "?" + query);
            if (address !== window.location.pathname + window.location.search) {
                window.history.replaceState(window.history.state, "", address);
            }
            return window.location.origin + address;
        },

        planBeside: () => (one("plan") ? beside() : null),

        planLeave: leave,

        /** What this page waits for: a plan, or the lists that follow from it. */
        planWait: function () {
            const plan = one("plan");
            const isWhole = plan?.querySelector(WHOLE);
            if (plan) {
                stand(isWhole);
            }
            // The first answers of a page stand for no plan before them.
            if (isWhole && (isCompared() || plan.querySelector(CHANGED))) {
                return { kind: "plan", leave, ends: isCompared() ? "beside" : "all" };
            }
            return plan?.querySelector(LISTED) ? { kind: "lists", leave: leaveLists } : null;
        },

        planBack: (history) => [!history?.past?.length, !history?.future?.length],
    });
})();
