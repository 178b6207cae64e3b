/*
 * The next stops as numbers over the map of the Plan page. Where stops are near each other
 * their numbers move apart, each with a line to its place; nearer in they stand on it.
 */
(function () {
    "use strict";

    const clientside = (window.dash_clientside = window.dash_clientside || {});
    const RADIUS_PX = 10;
    const APART_PX = 2 * RADIUS_PX + 2;
    // A number that has hardly moved needs no line.
    const LINE_PX = 5;
    const ROUNDS = 80;
    const PULL = 0.02;
    const TURN = 2.4;
    const SVG = "http://www.w3.org/2000/svg";
    let stops = [];
    let map = null;

    /** Push points apart until no two are nearer than that; each is pulled to its own place. */
    function apart(places, least) {
        // Places of one cell need different ways out.
        const moved = places.map(({ x, y }, at) => ({
            x: x + 0.01 * Math.cos(TURN * at),
            y: y + 0.01 * Math.sin(TURN * at),
        }));
        for (let round = 0; round < ROUNDS; round += 1) {
            const isLast = round === ROUNDS - 1;
            moved.forEach((point, at) => {
                if (!isLast) {
                    point.x += PULL * (places[at].x - point.x);
                    point.y += PULL * (places[at].y - point.y);
                }
                moved.slice(0, at).forEach((other) => {
                    const [across, down] = [point.x - other.x, point.y - other.y];
                    const far = Math.hypot(across, down);
                    if (far < least) {
                        const push = (least - far) / 2 / far;
                        point.x += across * push;
                        point.y += down * push;
                        other.x -= across * push;
                        other.y -= down * push;
                    }
                });
            });
        }
        return moved;
    }

    function shape(name, values, text) {
        const made = document.createElementNS(SVG, name);
        Object.entries(values).forEach(([key, value]) => made.setAttribute(key, value));
        if (text) {
            made.textContent = text;
        }
        return made;
    }

    function marks(place, number, word) {
        const [x, y] = [number.x.toFixed(1), number.y.toFixed(1)];
        const line = [];
        if (Math.hypot(number.x - place.x, number.y - place.y) > LINE_PX) {
            line.push(shape("line", { x1: place.x, y1: place.y, x2: x, y2: y }));
            line.push(shape("circle", { cx: place.x, cy: place.y, r: 2.5, class: "place" }));
        }
        const disc = shape("circle", { cx: x, cy: y, r: RADIUS_PX, class: "disc" });
        return [line, [disc, shape("text", { x, y, dy: "0.36em" }, word)]];
    }

    function draw() {
        const over = document.getElementById("plan-on-map");
        if (!over) {
            return;
        }
        if (!map?.getContainer().isConnected || !stops.length) {
            over.replaceChildren();
            return;
        }
        const places = stops.map((stop) => map.project(stop));
        const numbers = apart(places, APART_PX);
        const made = places.map((place, at) => marks(place, numbers[at], String(at + 1)));
        const picture = shape("svg", { width: "100%", height: "100%" });
        // Lines below all numbers, and the first number on top.
        picture.append(...made.flatMap(([line]) => line));
        picture.append(...made.reverse().flatMap(([, number]) => number));
        over.replaceChildren(picture);
    }

    document.addEventListener("atlas-map", ({ detail }) => {
        if (document.getElementById("plan-on-map")) {
            map = detail;
            map.on("move", draw);
            map.on("resize", draw);
            draw();
        }
    });

    clientside.atlas = Object.assign(clientside.atlas || {}, {
        /** Longitude and latitude of each next stop, in the order of the list. */
        planNumbers: function (listed) {
            stops = listed || [];
            draw();
        },
    });
})();
