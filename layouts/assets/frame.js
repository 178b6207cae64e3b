/* The frame: theme, panes, filter sheet, table height, notice, and places that are buttons. */
(function () {
    "use strict";

    const clientside = (window.dash_clientside = window.dash_clientside || {});
    const root = document.documentElement;
    const one = (id) => document.getElementById(id);

    /* The theme before the first paint: as chosen before, or as the system says. */
    const SCHEME = "mantine-color-scheme-value";
    function firstScheme() {
        let kept = null;
        try {
            kept = window.localStorage.getItem(SCHEME);
        } catch {
            kept = null;
        }
        const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
        return kept === "dark" || kept === "light" ? kept : dark ? "dark" : "light";
    }
    root.setAttribute("data-mantine-color-scheme", firstScheme());

    function tellScheme() {
        if (one("theme-switch") && clientside.set_props) {
            const scheme = root.getAttribute("data-mantine-color-scheme");
            clientside.set_props("theme", { data: scheme });
        }
    }
    new MutationObserver(tellScheme).observe(root, {
        attributes: true,
        attributeFilter: ["data-mantine-color-scheme"],
    });

    /* Table and map have scripts of their own: one that does not come leaves a hole, and is told. */
    let isPartLost = false;
    document.addEventListener(
        "error",
        (event) => {
            const said = one("notice-text");
            if (event.target.tagName === "SCRIPT" && said) {
                isPartLost = true;
                said.textContent = said.dataset.lost;
                one("notice").hidden = false;
            }
        },
        true,
    );

    /* Filters: a sheet from below on small screens; what lies behind it is out of reach. */
    function setSheet(open) {
        const page = one("explore");
        const sheet = one("filters");
        if (!page || !sheet) {
            return;
        }
        page.classList.toggle("filters-open", open);
        document.querySelectorAll(".header, .explore-main > :not(#filters)").forEach((part) => {
            part.inert = open;
        });
        one("filters-button").setAttribute("aria-expanded", String(open));
        one(open ? "filters-close" : "filters-button").focus();
    }

    function toggleTable(button) {
        const open = button.getAttribute("aria-expanded") !== "true";
        button.setAttribute("aria-expanded", String(open));
        button.textContent = open ? button.dataset.close : button.dataset.open;
        one("table-panel").classList.toggle("table-opened", open);
    }

    /* The table is as high as its rows: the grid says how many there are. */
    new MutationObserver(() => {
        const grid = document.querySelector("#table [aria-rowcount]");
        one("table")?.style.setProperty("--rows", grid?.getAttribute("aria-rowcount") || 12);
    }).observe(root, { attributes: true, attributeFilter: ["aria-rowcount"], subtree: true });

    /* List and detail take turns; whoever used the keyboard goes on in the one that shows. */
    new MutationObserver((changes) => {
        const shown = changes.find(
            ({ target }) => !target.hidden && (target.id === "detail" || target.id === "attention"),
        );
        const focused = document.activeElement || document.body;
        if (shown && (focused === document.body || !focused.checkVisibility())) {
            shown.target.querySelector("button:not([hidden])")?.focus({ preventScroll: true });
        }
    }).observe(root, { attributes: true, attributeFilter: ["hidden"], subtree: true });

    function closeOpened(except) {
        document.querySelectorAll("details.also[open]").forEach((opened) => {
            opened.open = opened === except;
        });
    }

    function choose(place) {
        clientside.set_props("control-place", { value: place || null });
    }

    const clicks = [
        ["#filters-button", () => setSheet(true)],
        ["#filters-close", () => setSheet(false)],
        ["#table-open", toggleTable],
        [".attention-item", (button) => choose(button.value)],
        ["#detail-close", () => choose(null)],
        [".notice-reload", () => window.location.reload()],
        [".notice-close", () => (one("notice").hidden = true)],
    ];
    document.addEventListener("click", (event) => {
        closeOpened(event.target.closest("details.also"));
        for (const [selector, act] of clicks) {
            const found = event.target.closest(selector);
            if (found) {
                act(found);
                return;
            }
        }
        if (one("explore")?.classList.contains("filters-open") && !event.target.closest("#filters, #wait, [role=listbox]")) {
            setSheet(false);
        }
    });

    document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") {
            return;
        }
        if (one("explore")?.classList.contains("filters-open")) {
            setSheet(false);
            return;
        }
        const opened = event.target.closest("details.also[open]");
        closeOpened(null);
        opened?.querySelector("summary").focus();
        if (document.activeElement?.classList.contains("card")) {
            document.activeElement.classList.add("card-dismissed");
        }
    });
    document.addEventListener("focusout", (event) => {
        event.target.classList?.remove("card-dismissed");
    });

    /* An update that fails leaves the old view; say so, once, and what to do. */
    const fetched = window.fetch.bind(window);
    window.fetch = async function (resource, options) {
        const address = String(resource?.url || resource);
        const isUpdate = address.includes("_dash-update-component");
        try {
            const answer = await fetched(resource, options);
            if (isUpdate && one("notice")) {
                one("notice").hidden = !isPartLost && answer.status < 400;
            }
            return answer;
        } catch (error) {
            if (isUpdate && one("notice") && error.name !== "AbortError") {
                one("notice").hidden = false;
            }
            throw error;
        }
    };

    clientside.atlas = Object.assign(clientside.atlas || {}, {
        /** Fill slots, by id and prop: what the page shows already is left alone. */
        fill: function (slots) {
            Object.entries(slots || {}).forEach(([id, props]) => {
                const shown = window.dash_component_api.getLayout(id)?.props;
                // Without it the page was left meanwhile.
                const changed = Object.entries(shown ? props : {}).filter(
                    ([name, value]) => JSON.stringify(shown[name]) !== JSON.stringify(value)
                );
                if (changed.length) {
                    clientside.set_props(id, Object.fromEntries(changed));
                }
            });
        },

        /** Small screens show one pane at a time. */
        showPane: function (pane) {
            one("explore").dataset.pane = pane;
            window.dispatchEvent(new Event("resize"));
        },

        /** The district table of the printed page. */
        fillPrintTable: function (data) {
            const table = document.createElement("table");
            const line = (cells, tag) => {
                const row = document.createElement("tr");
                cells.forEach((text, at) => {
                    const cell = document.createElement(at === 0 && tag === "td" ? "th" : tag);
                    cell.textContent = text;
                    cell.className = at >= data.numericFrom ? "number" : "";
                    row.append(cell);
                });
                return row;
            };
            table.createTHead().append(line(data.columns, "th"));
            const body = table.createTBody();
            data.rows.forEach((cells) => body.append(line(cells, "td")));
            one("print-table").replaceChildren(table);
            return "print-table";
        },
    });

    /* One look for every grid, by the tokens of the style sheet, so that it follows the theme. */
    const grids = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
    grids.atlasGridTheme = (quartz) =>
        quartz.withParams({
            fontFamily: "inherit",
            fontSize: 13,
            headerFontSize: 12,
            headerFontWeight: 600,
            backgroundColor: "var(--card)",
            foregroundColor: "var(--ink)",
            textColor: "var(--ink)",
            headerBackgroundColor: "var(--card)",
            headerTextColor: "var(--quiet)",
            borderColor: "var(--hairline)",
            accentColor: "var(--accent)",
            rowHoverColor: "var(--chosen)",
            selectedRowBackgroundColor: "var(--chosen)",
            oddRowBackgroundColor: "var(--card)",
            chromeBackgroundColor: "var(--card)",
            menuBackgroundColor: "var(--card)",
            menuTextColor: "var(--ink)",
            inputBackgroundColor: "var(--card)",
            inputTextColor: "var(--ink)",
            inputBorder: "1px solid var(--edge)",
            wrapperBorder: false,
            wrapperBorderRadius: 0,
            columnBorder: false,
            headerColumnBorder: false,
            headerColumnResizeHandleColor: "var(--hairline)",
            cellHorizontalPadding: 12,
            spacing: 6,
            focusShadow: "0 0 0 2px var(--accent)",
            browserColorScheme: "inherit",
        });
})();
