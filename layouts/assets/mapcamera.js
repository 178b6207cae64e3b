/* What plotly's map lacks: a first view that fits the panel, and a halo around names. */
(function () {
    "use strict";

    const EDGE_PX = 20;
    const HALO_PX = 1.7;
    const known = new WeakSet();

    /* The figure says what to fit and which traces are names; their layers carry their uid. */
    function fit(graph, map) {
        const box = graph._fullLayout.meta?.fit;
        if (!box) {
            return;
        }
        const [west, south, east, north] = box;
        // Marked as the reader's own move, or plotly would take the camera back.
        const event = { originalEvent: { type: "fit" } };
        map.fitBounds([[west, south], [east, north]], { padding: EDGE_PX, animate: false }, event);
    }

    function addHalos(graph, map) {
        const { halo, labels } = graph._fullLayout?.meta || {};
        for (const uid of labels || []) {
            const layer = "plotly-trace-layer-" + uid + "-symbol";
            if (map.getLayer(layer) && map.getPaintProperty(layer, "text-halo-color") !== halo) {
                map.setPaintProperty(layer, "text-halo-color", halo);
                map.setPaintProperty(layer, "text-halo-width", HALO_PX);
            }
        }
    }

    /* The first figure is light; a reader whose page is dark gets the dark ground at once. */
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
        fit(graph, map);
        tellScheme();
        map.on("styledata", () => addHalos(graph, map));
    }).observe(document.documentElement, { childList: true, subtree: true });
})();
