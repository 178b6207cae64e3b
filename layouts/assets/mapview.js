/* The map's tools, scale and clicks, and the picture that stands in for it. */
(function () {
    "use strict";

    const clientside = (window.dash_clientside = window.dash_clientside || {});
    const one = (id) => document.getElementById(id);
    const LATE_MS = 20000;
    const REPAINT_MS = 50;
    const WIDEST_SCALE_PX = 110;
    const SMALL = "(max-width: 820px)";
    const EARTH_M = 40075016.686;
    const TILE_PX = 512;
    let home = null;
    let pictureTimer = null;

    /** The MapLibre map inside plotly's graph, or null while there is none. */
    function inner() {
        const graph = one("map")?.querySelector(".js-plotly-plot");
        return graph?._fullLayout?.map?._subplot?.map || null;
    }

    /** Longest round length that fits, in metres: 1, 2 or 5 times a power of ten. */
    function roundLength(metres) {
        const power = 10 ** Math.floor(Math.log10(metres));
        return [5, 2, 1].find((step) => step * power <= metres) * power;
    }

    function drawScale(map) {
        const place = document.querySelector(".scale");
        if (!place) {
            return;
        }
        const latitude = (map.getCenter().lat * Math.PI) / 180;
        const metresPerPixel = (EARTH_M * Math.cos(latitude)) / (TILE_PX * 2 ** map.getZoom());
        const length = roundLength(metresPerPixel * WIDEST_SCALE_PX);
        place.querySelector(".scale-words").textContent =
            length >= 1000 ? length / 1000 + " km" : length + " m";
        place.querySelector(".scale-line").style.width = length / metresPerPixel + "px";
    }

    /*
     * Plotly says nothing of a click on empty map, so MapLibre is asked. A click on a
     * symbol comes twice; the reader of the store decides which one counts.
     */
    function attach(map) {
        if (map.atlasAttached) {
            return;
        }
        map.atlasAttached = true;
        home = { center: map.getCenter(), zoom: map.getZoom() };
        map.on("move", () => drawScale(map));
        map.on("click", (event) => {
            clientside.set_props("clicked-point", {
                data: { longitude: event.lngLat.lng, latitude: event.lngLat.lat },
            });
        });
        drawScale(map);
        document.dispatchEvent(new CustomEvent("atlas-map", { detail: map }));
        whenDrawn(map, () => {
            const panel = one("map-panel");
            panel?.classList.add("map-ready");
            if (panel?.classList.contains("map-late")) {
                panel.classList.remove("map-still", "map-late");
            }
        });
    }

    /** Call once names and numbers stand on the map, in the scheme of the page. */
    function whenDrawn(map, then) {
        const dark = document.documentElement.dataset.mantineColorScheme === "dark";
        map.once("idle", () => {
            const meta = one("map")?.querySelector(".js-plotly-plot")?._fullLayout?.meta;
            const named = map.getLayer("plotly-trace-layer-district_names-symbol");
            if (named && (!dark || meta?.scheme !== "light")) {
                then();
            } else {
                whenDrawn(map, then);
            }
        });
        // A map that rests already says so again.
        window.setTimeout(() => map.triggerRepaint(), REPAINT_MS);
    }

    // Marked as the reader's own moves, or plotly takes the camera back at the next change.
    const READER = { originalEvent: { type: "tool" } };
    const moves = {
        "zoom-in": (map) => map.zoomIn({}, READER),
        "zoom-out": (map) => map.zoomOut({}, READER),
        reset: (map) => map.easeTo(home, READER),
    };
    document.addEventListener("click", (event) => {
        const tool = event.target.closest("[data-map]");
        const map = tool && inner();
        if (map) {
            moves[tool.dataset.map](map);
        }
    });

    function hasWebgl2() {
        try {
            return document.createElement("canvas").getContext("webgl2") !== null;
        } catch {
            return false;
        }
    }

    /** Give the picture its address: at once when it is all there is, else when idle. */
    function askPicture(search) {
        const picture = one("print-map");
        if (!picture) {
            return;
        }
        // What is wished of the lists of a plan is no part of its picture.
        const asked = new URLSearchParams(search);
        asked.delete("wishes");
        const query = asked.toString();
        const address = picture.dataset.base + (query && "?" + query);
        one("download-png")?.setAttribute("href", address);
        // Title and sentence stand on the page already, above its map.
        asked.set("headless", "1");
        const bare = `${picture.dataset.base}?${asked}`;
        window.clearTimeout(pictureTimer);
        const needed = one("map-panel").classList.contains("map-still");
        // Paper tells nothing rather than what stood before.
        if (!needed && picture.getAttribute("src") !== bare) {
            picture.removeAttribute("src");
        }
        const rest = Number(picture.dataset.rest);
        pictureTimer = window.setTimeout(fetchPicture, needed ? 0 : rest, picture, bare);
    }

    /** Once the map is answered: a browser has few lines to a server, and a reader may end a wait. */
    function fetchPicture(picture, address) {
        if (document.querySelector("#map[data-dash-is-loading=true]")) {
            pictureTimer = window.setTimeout(fetchPicture, REPAINT_MS, picture, address);
        } else if (picture.getAttribute("src") !== address) {
            picture.setAttribute("src", address);
        }
    }

    function onPicture(event) {
        if (event.target.id === "print-map") {
            one("map-panel").classList.toggle("picture-missing", event.type === "error");
        }
    }
    document.addEventListener("error", onPicture, true);
    document.addEventListener("load", onPicture, true);

    /** A map that does not come is replaced by its picture; when it comes, it takes over. */
    function showStill(panel, why) {
        panel.classList.add("map-still", why);
        one("map-note").hidden = why !== "map-without-webgl";
        askPicture(window.location.search);
    }

    /** What a map panel needs once, when it appears. */
    function meet(panel) {
        panel.dataset.met = "true";
        if (!hasWebgl2()) {
            showStill(panel, "map-without-webgl");
        }
        window.setTimeout(() => {
            if (panel.isConnected && !panel.matches(".map-ready, .map-still")) {
                showStill(panel, "map-late");
            }
        }, LATE_MS);
        if (window.matchMedia(SMALL).matches) {
            one("legend").open = false;
        }
        askPicture(window.location.search);
    }

    /* The page comes and goes with the router: look for a new map whenever it appears. */
    let waiting = false;
    function look() {
        waiting = false;
        const panel = one("map-panel");
        if (panel && !panel.dataset.met) {
            meet(panel);
        }
        const map = panel && inner();
        if (map) {
            attach(map);
        }
    }
    new MutationObserver(() => {
        if (!waiting) {
            waiting = true;
            window.setTimeout(look, 100);
        }
    }).observe(document.documentElement, { childList: true, subtree: true });

    clientside.atlas = Object.assign(clientside.atlas || {}, {
        /** The selection changed: the picture follows, later, so that print is right. */
        followPicture: function (query) {
            const text = new URLSearchParams(query).toString();
            askPicture(text ? "?" + text : "");
        },

        /** A click on a district, site, stop or flagged area chooses it. */
        chooseOnMap: function (clicked) {
            clientside.atlas.planPick(clicked);
            const point = clicked?.points?.[0];
            const named = Array.isArray(point?.customdata) ? point.customdata[0] : point?.customdata;
            const place = named || point?.location;
            if (typeof place === "string" && place && one("control-place")) {
                clientside.set_props("control-place", { value: place });
            }
        },
    });
})();
