/* The Data page, looking and deciding: columns, names in doubt, cells, places on a map. */
(function () {
    "use strict";

    const SVG = "http://www.w3.org/2000/svg";
    const WIDTH = 720;
    const MARGIN = 0.15;

    /* Elements are made with text, never with markup: names in files are not trusted. */
    function make(tag, text, attributes) {
        const element = document.createElement(tag);
        if (text) {
            element.textContent = text;
        }
        Object.entries(attributes || {}).forEach(([key, value]) => {
            element.setAttribute(key, value);
        });
        return element;
    }

    function table(name, heads, rows) {
        const box = make("div", "", {
            class: "table-scroll", role: "region", tabindex: "0", "aria-label": name,
        });
        const grid = make("table");
        const head = make("tr");
        heads.forEach((text) => head.append(make("th", text, { scope: "col" })));
        const body = make("tbody");
        rows.forEach((cells) => {
            const row = make("tr");
            cells.forEach((cell, at) => {
                const place = make("td", cell instanceof Node ? "" : String(cell), {
                    "data-label": heads[at],
                });
                if (cell instanceof Node) {
                    place.append(cell);
                }
                row.append(place);
            });
            body.append(row);
        });
        const top = make("thead");
        top.append(head);
        grid.append(top, body);
        box.append(grid);
        return box;
    }

    function button(text, act, kind) {
        const one = make("button", text, {
            class: kind === "main" ? "button" : "button button-plain data-small", type: "button",
        });
        one.addEventListener("click", () => act(one));
        return one;
    }

    function choice(label, options, chosen) {
        const select = make("select", "", { "aria-label": label, class: "data-select" });
        options.forEach(([value, text]) => {
            const option = make("option", text, { value });
            option.selected = value === chosen;
            select.append(option);
        });
        return select;
    }

    /* What each column was read as; confirmed, it is remembered for files of this shape. */
    function columns(upload, state, decide) {
        const said = (state.decided[upload.name] || {}).meanings || {};
        const unsure = upload.columns.filter((one) => !one.meaning).length;
        const confirmed = upload.columns.every((one) => one.header in said);
        const box = make("details", "", { class: "data-columns" });
        const count = `${upload.columns.length} columns, ${unsure} not known to the atlas`;
        const title = confirmed ? "Columns, confirmed" : "Columns, please confirm";
        box.append(make("summary", `${title}: ${count}`));
        const options = [["-", "not used"], ...state.meanings.map((name) => [name, name])];
        const selects = upload.columns.map((one) =>
            choice(`Meaning of ${one.header}`, options, said[one.header] || one.meaning || "-"));
        const several = new Set(upload.columns.map((one) => one.sheet)).size > 1;
        const rows = upload.columns.map((one, at) =>
            [...(several ? [one.sheet] : []), one.header, selects[at]]);
        const heads = [...(several ? ["Sheet"] : []), "Column as written", "Read as"];
        box.append(table("Columns", heads, rows));
        box.append(button("Confirm these columns", () => {
            const meanings = {};
            upload.columns.forEach((one, at) => { meanings[one.header] = selects[at].value; });
            decide(upload.name, { meanings });
        }, "main"));
        return box;
    }

    /* Names of districts that nothing settles: the likeliest, the next, and a choice. */
    function names(upload, state, decide) {
        const title = (code) => (code ? `${code} (${state.districts[code]})` : "");
        const codes = Object.keys(state.districts);
        const options = [["", "choose"], ...codes.map((code) => [code, title(code)])];
        const rows = upload.review.map((one) => {
            const select = choice(`District of ${one.text}`, options, one.suggestion);
            const accept = button("Use it", () => {
                if (select.value) {
                    decide(upload.name, { names: { [one.text]: select.value } });
                }
            });
            const box = make("span", "", { class: "data-actions" });
            box.append(select, accept);
            return [
                one.text,
                one.rows.slice(0, 8).join(", ") + (one.rows.length > 8 ? " ..." : ""),
                one.suggestion ? title(one.suggestion) : "none",
                one.score || "",
                one.runner_up ? `${title(one.runner_up)}, ${one.runner_up_score}` : "",
                box,
            ];
        });
        const heads = ["Name as written", "Rows", "Perhaps", "Likeness", "Next", "District"];
        const box = make("div", "", { class: "data-names" });
        box.append(make("h4", "Names in doubt"), table("Names in doubt", heads, rows));
        return box;
    }

    /* The rows about a finding, as they were written, with the cell it is about. */
    function cells(found, remark, row) {
        if (!found.rows.length) {
            return make("p", "These rows are not kept: look at them in the file.", { class: "help" });
        }
        const rows = found.rows.map((line) => line.map((cell, at) => (at ? cell : String(cell))));
        const grid = table(`Rows about row ${row}`, ["Row", ...found.columns], rows);
        const meant = new Set(remark.rows.map(String));
        const wanted = new Set(remark.column.split(", "));
        grid.querySelectorAll("tbody tr").forEach((line) => {
            line.classList.toggle("data-row-meant", meant.has(line.firstChild.textContent));
            if (line.firstChild.textContent === String(row)) {
                found.columns.forEach((name, at) => {
                    const cell = line.children[at + 1];
                    const plain = name.toLowerCase().replace(/\W+/g, "_");
                    const same = remark.value !== "" && cell.textContent === remark.value;
                    const hit = same || wanted.has(name) || wanted.has(plain);
                    cell.classList.toggle("data-cell-meant", hit);
                });
                line.setAttribute("tabindex", "-1");
                setTimeout(() => line.scrollIntoView({ block: "nearest" }), 0);
            }
        });
        return grid;
    }

    function draw(tag, attributes, text) {
        const shape = document.createElementNS(SVG, tag);
        Object.entries(attributes).forEach(([key, value]) => shape.setAttribute(key, value));
        if (text) {
            const title = document.createElementNS(SVG, "title");
            title.textContent = text;
            shape.append(title);
        }
        return shape;
    }

    /* Places on the outlines in use, north up; a place far off is told and not drawn. */
    function map(places, remarks, onPoint) {
        const all = places.districts.flat();
        if (!all.length) {
            return null;
        }
        const lons = all.map((at) => at[0]);
        const lats = all.map((at) => at[1]);
        const [west, east] = [Math.min(...lons) - MARGIN, Math.max(...lons) + MARGIN];
        const [south, north] = [Math.min(...lats) - MARGIN, Math.max(...lats) + MARGIN];
        const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180));
        const scale = WIDTH / ((east - west) * narrow);
        const height = (north - south) * scale;
        const x = (lon) => ((lon - west) * narrow * scale).toFixed(1);
        const y = (lat) => ((north - lat) * scale).toFixed(1);
        const path = (ring) => `M${ring.map((at) => `${x(at[0])},${y(at[1])}`).join("L")}`;
        const inside = (at) => at[0] >= west && at[0] <= east && at[1] >= south && at[1] <= north;
        const svg = draw("svg", {
            viewBox: `0 0 ${WIDTH} ${height.toFixed(0)}`, role: "img", class: "data-picture",
            "aria-label": "Places of the files sent, on the districts in use",
        });
        svg.append(draw("path", { d: places.districts.map(path).join(""), class: "data-district" }));
        const counts = { points: 0, doubt: 0, away: 0, more: 0, rings: 0 };
        Object.entries(places.files).forEach(([file, one]) => {
            const doubt = new Map();
            remarks.filter((mark) => mark.file === file && mark.severity !== "note").forEach((mark) =>
                mark.rows.forEach((row) => {
                    const place = `${mark.sheet}|${row}`;
                    doubt.set(place, doubt.get(place) || mark);
                }));
            if (one.rings.length) {
                svg.append(draw("path", { d: one.rings.map(path).join(""), class: "data-outline" }, file));
                counts.rings += one.rings.length;
            }
            if (one.edges.length) {
                const [left, low, right, high] = one.edges;
                const ring = [[left, low], [right, low], [right, high], [left, high], [left, low]];
                svg.append(draw("path", { d: path(ring), class: "data-outline" }, file));
            }
            counts.more += one.more;
            one.points.forEach((point) => {
                const mark = doubt.get(`${point.sheet}|${point.row}`) || doubt.get(`|${point.row}`);
                if (!inside(point.at)) {
                    counts.away += 1;
                    return;
                }
                counts.points += 1;
                counts.doubt += mark ? 1 : 0;
                const dot = draw("circle", {
                    cx: x(point.at[0]), cy: y(point.at[1]), r: mark ? 8 : 6,
                    class: mark ? "data-point data-point-doubt" : "data-point",
                }, `${point.title}, row ${point.row}${mark ? `: ${mark.message}` : ""}`);
                if (mark) {
                    dot.addEventListener("click", () => onPoint(mark, point.row));
                }
                svg.append(dot);
            });
        });
        if (!counts.points && !counts.rings && !counts.away && !svg.querySelector(".data-outline")) {
            return null;
        }
        const words = [`${counts.points} places drawn`];
        if (counts.doubt) {
            words.push(`${counts.doubt} with a finding (larger, ringed: choose one to see its row)`);
        }
        if (counts.away) {
            words.push(`${counts.away} far outside and not drawn`);
        }
        if (counts.more) {
            words.push(`${counts.more} more not drawn`);
        }
        const box = make("figure", "", { class: "data-map" });
        box.append(svg, make("figcaption", `${words.join("; ")}. Thin lines: districts in use.`, { class: "help" }));
        return box;
    }

    window.atlasLook = { make, table, button, columns, names, cells, map };
})();
