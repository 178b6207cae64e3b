/*
 * Work that plotly's map does in vain.
 *
 * Plotly gives MapLibre the shapes of all its traces again at each change of one, and draws a
 * fill and a line of each shape even where one of them cannot be seen. Each costs work, and where
 * maps are drawn in software, as on laptops with old graphics, part of a second a frame.
 */
(function () {
    "use strict";

    const clientside = (window.dash_clientside = window.dash_clientside || {});
    const TRACE = "plotly-trace-layer-";
    // MapLibre's last zoom level: a layer that begins there is not even prepared.
    const NEVER = 24;

    /** Whether two values that could be written as JSON are the same. */
    function same(one, other) {
        if (Object.is(one, other) || !one || !other || typeof one !== "object") {
            return Object.is(one, other);
        }
        const names = Object.keys(one);
        return (
            names.length === Object.keys(other).length &&
            names.every((name) => same(one[name], other[name]))
        );
    }

    /** Let a source take new shapes, or a new picture, only where they differ from what it has. */
    function keepSame(source, method, first) {
        const give = source[method].bind(source);
        let held = first;
        source[method] = (data) => {
            if (held === data || !same(held, data)) {
                held = data;
                give(data);
            }
            return source;
        };
    }

    clientside.atlas = Object.assign(clientside.atlas || {}, {
        /** Spare a new map what nobody would see; the figure names the layers without ink. */
        spare: function (graph, map) {
            // Names that fade in are drawn ten times over; MapLibre would be told when it is made.
            map._fadeDuration = 0;
            const addSource = map.addSource.bind(map);
            map.addSource = (name, options) => {
                addSource(name, options);
                const { type, data, url, coordinates } = options;
                if (type === "geojson") {
                    keepSame(map.getSource(name), "setData", data);
                } else if (type === "image") {
                    keepSame(map.getSource(name), "updateImage", { url, coordinates });
                }
                return map;
            };
            const addLayer = map.addLayer.bind(map);
            map.addLayer = (layer, below) => {
                const unseen = (graph._fullLayout.meta?.unseen || []).map((name) => TRACE + name);
                return addLayer(unseen.includes(layer.id) ? { ...layer, minzoom: NEVER } : layer, below);
            };
        },
    });
})();
