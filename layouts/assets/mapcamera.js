/* What plotly's map lacks: a first view that fits the panel, and a halo around names.
   The ground is painted here too: plotly loses the surface when the style changes. */
(function () {
    "use strict";

    const EDGE_PX = 8;
    const LEAST_SHARE = 0.3;
    const HALO_PX = 1.7;
    const AREA_NUMBERS = "flag_number";
    // Anchor and offset in ems, the first that is free: on the area, or on one of its sides.
    const AROUND = [
        ["center", [0, 0]],
        ["bottom", [0, -0.5]],
        ["top", [0, 0.5]],
        ["left", [0.5, 0]],
        ["right", [-0.5, 0]],
        ["bottom-left", [0.5, -0.5]],
        ["bottom-right", [-0.5, -0.5]],
        ["top-left", [0.5, 0.5]],
        ["top-right", [-0.5, 0.5]],
    ].flat();
    const known = new WeakSet();

    /* What lies over the map takes room from it: a legend on its left where it is wide enough. */
    function room() {
        const panel = document.getElementById("map-panel");
        const whole = panel.getBoundingClientRect();
        const over = (selector) => {
            const box = panel.querySelector(selector)?.getBoundingClientRect();
            return box?.width ? box : null;
        };
        const [legend, foot] = [over(".legend"), over(".map-foot")];
        const [banner, tools] = [over(".status-banner"), over(".map-tools")];
        const beside = legend && legend.width < whole.width / 2;
        const low = [foot, beside ? null : legend].map((box) => (box ? whole.bottom - box.top : 0));
        return {
            left: EDGE_PX + (beside ? legend.right - whole.left : 0),
            right: EDGE_PX + (tools ? whole.right - tools.left : 0),
            top: EDGE_PX + (banner ? banner.bottom - whole.top : 0),
            bottom: EDGE_PX + Math.max(...low),
        };
    }

    /* Where that leaves little, the map lies under its furniture rather than shrinking away. */
    function padding(map) {
        const taken = room();
        const { clientWidth: wide, clientHeight: high } = map.getContainer();
        const fits =
            wide - taken.left - taken.right > wide * LEAST_SHARE &&
            high - taken.top - taken.bottom > high * LEAST_SHARE;
        return fits ? taken : EDGE_PX;
    }

    /* The figure says what to fit and which traces are names; their layers carry their uid. */
    function fit(graph, map) {
        const box = graph._fullLayout.meta?.fit;
        if (!box) {
            return;
        }
        const [west, south, east, north] = box;
        // Marked as the reader's own move, or plotly would take the camera back.
        const event = { originalEvent: { type: "fit" } };
        map.fitBounds([[west, south], [east, north]], { padding: padding(map), animate: false }, event);
    }

    /* Set one property of a layer unless it has it: a change makes plotly's map draw anew. */
    function give(map, layer, kind, name, value) {
        const held = map.getLayer(layer) && map["get" + kind](layer, name);
        if (map.getLayer(layer) && JSON.stringify(held) !== JSON.stringify(value)) {
            map["set" + kind](layer, name, value);
        }
    }

    function finish(graph, map) {
        const { ground, halo, labels, numbers } = graph._fullLayout?.meta || {};
        if (ground) {
            give(map, "background", "PaintProperty", "background-color", ground);
        }
        const words = (uid) => "plotly-trace-layer-" + uid + "-symbol";
        for (const uid of labels || []) {
            give(map, words(uid), "PaintProperty", "text-halo-color", halo);
            give(map, words(uid), "PaintProperty", "text-halo-width", HALO_PX);
        }
        // Numbers that are the map itself are never left out for a name.
        for (const uid of numbers || []) {
            give(map, words(uid), "LayoutProperty", "text-allow-overlap", true);
            // Those of areas stand beside them rather than on each other.
            const yields = uid === AREA_NUMBERS;
            give(map, words(uid), "LayoutProperty", "text-ignore-placement", !yields);
            if (yields) {
                give(map, words(uid), "LayoutProperty", "text-variable-anchor-offset", AROUND);
            }
        }
    }

    /* The first figure is light; a reader whose page is dark gets the dark ground next. */
    function tellScheme() {
        if (document.documentElement.getAttribute("data-mantine-color-scheme") === "dark") {
            window.dash_clientside.set_props("theme", { data: "dark" });
        }
    }

    new MutationObserver(() => {
        const graph = document.querySelector("#map .js-plotly-plot");
        const map = graph?._fullLayout?.map?._subplot?.map;
        if (!map || known.has(map)) {
            return;
        }
        known.add(map);
        window.dash_clientside.atlas.spare(graph, map);
        fit(graph, map);
        // Not before the first figure is drawn: plotly would draw it over the dark one.
        map.once("idle", tellScheme);
        map.on("styledata", () => finish(graph, map));
    }).observe(document.documentElement, { childList: true, subtree: true });
})();
