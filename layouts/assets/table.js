/* The table twin: a chosen row is the chosen place, and the rows on the screen are told. */
(function () {
    "use strict";

    const clientside = (window.dash_clientside = window.dash_clientside || {});

    /* Asked for a grid that is not there yet, its own script would complain aloud. */
    const grid = () => {
        const drawn = document.querySelector("#table .ag-root-wrapper") !== null;
        const api = drawn ? window.dash_ag_grid.getApi("table") : null;
        return api && !api.isDestroyed() ? api : null;
    };

    /** Mark one row and bring it into sight; without it no row is marked. */
    function mark(place) {
        const api = grid();
        if (!api) {
            return;
        }
        const node = place ? api.getRowNode(place) : null;
        const chosen = api.getSelectedNodes().map((one) => one.id);
        if (!node) {
            chosen.length && api.deselectAll("api");
            return;
        }
        if (chosen.length !== 1 || chosen[0] !== place) {
            node.setSelected(true, true, "api");
            node.displayed && api.ensureNodeVisible(node);
        }
    }

    let wanted = ""; // The place that was chosen last, in the table or elsewhere.

    /*
     * A row chosen by click or space bar is the place. Dash's grid would tell of it later, and not
     * at all when new rows come within that moment: with them it marks the row that it knew before.
     */
    function choose(event) {
        const code = event.target.closest?.("#table .ag-row")?.getAttribute("row-id");
        const node = code && grid()?.getRowNode(code);
        if (node && code !== wanted) {
            wanted = code;
            clientside.set_props("control-place", { value: code });
        } else if (node) {
            // The grid takes its mark from a row that is pressed again; the place stays.
            window.setTimeout(() => mark(wanted));
        }
    }
    document.addEventListener("click", choose, true);
    document.addEventListener("keydown", (event) => event.key === " " && choose(event), true);

    /** Other rows begin at their first one. */
    let level = null;
    function startAtTop(query) {
        const now = query?.level || "";
        const api = grid();
        if (level !== null && level !== now && api?.getDisplayedRowCount()) {
            api.ensureIndexVisible(0, "top");
        }
        level = now;
    }

    clientside.atlas = Object.assign(clientside.atlas || {}, {
        /** The chosen place is the marked row, also when it was chosen on the map. */
        showRow: function (query, _rows, _columns, name) {
            wanted = query?.place || "";
            window.setTimeout(() => {
                startAtTop(query);
                mark(wanted);
            }, 60);
            return name;
        },

        /** Codes of the rows after filter and sort; nothing before the grid has any. */
        rowsOnScreen: function (rows, all) {
            const codes = rows ? rows.map((row) => row.id).join("\n") : clientside.no_update;
            const filtered = rows && all && rows.length < all.length;
            return [
                codes,
                filtered ? `Filtered: ${rows.length} of ${all.length} rows. ` : "",
            ];
        },
    });
})();
