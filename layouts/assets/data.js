/* The Data page: files go up in chunks; what the server says of them is shown as text only. */
(function () {
    "use strict";

    const CHUNK = 2000000;
    const MOST_FINDINGS = 500;
    const TURN_MS = 1500;
    const MOST_TURNS = 80;
    const one = (id) => document.getElementById(id);
    const two = (number) => String(number).padStart(2, "0");
    const clock = (text) => {
        const time = new Date(text);
        return `${two(time.getHours())}:${two(time.getMinutes())}`;
    };

    const { make, table, button } = window.atlasLook;

    function fill(id, children) {
        const place = one(id);
        place.replaceChildren(...children);
        place.closest("section").hidden = children.length === 0;
    }

    function say(text, wrong) {
        const place = one("data-message");
        place.textContent = text;
        place.classList.toggle("data-wrong", Boolean(wrong));
    }

    function address(path) {
        return one("data-page").dataset.address + path;
    }

    async function ask(path, options) {
        const answer = await fetch(address(path), options);
        const content = await answer.json();
        if (!answer.ok) {
            throw new Error(content.message);
        }
        return content;
    }

    /* What is only looked at may be left: the note of what takes long asks for this. */
    let looking = null;
    async function look(path) {
        const mine = (looking = new AbortController());
        try {
            return await ask(path, { signal: mine.signal });
        } finally {
            looking = looking === mine ? null : looking;
        }
    }
    const clientside = (window.dash_clientside = window.dash_clientside || {});
    const LEFT_OFF = "Cancelled: the draft stays as it is. Load this page again to check it.";
    clientside.atlas = Object.assign(clientside.atlas || {}, {
        dataWait: () =>
            looking && { kind: "data", leave: () => looking?.abort(new Error(LEFT_OFF)) },
    });

    function post(path, content) {
        return ask(path, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(content),
        });
    }

    /* Sending: one file after the other, each in chunks, with its progress. */
    let last = Promise.resolve();
    function queue(files) {
        last = last.then(() => send(files));
    }

    const sent = new Map();  // Files of this page, to be read again after a decision.
    async function send(files) {
        opened = null;
        for (const file of files) {
            sent.set(file.name, file);
            try {
                showUploaded(await sendOne(file), file.name);
            } catch (fault) {
                say(`${file.name}: ${fault.message || "the upload stopped: try again."}`, true);
                return;
            }
        }
        await review();
    }

    async function sendOne(file) {
        const bar = make("progress", "", { max: Math.max(file.size, 1), "aria-label": file.name });
        const words = make("span", `Sending ${file.name}`);
        one("data-message").classList.remove("data-wrong");
        one("data-message").replaceChildren(words, bar);
        const upload = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
            byte.toString(16).padStart(2, "0"),
        ).join("");
        let answer = null;
        for (let offset = 0; offset === 0 || offset < file.size; offset += CHUNK) {
            const end = offset + CHUNK >= file.size;
            const query = new URLSearchParams({
                upload, name: file.name, offset, total: file.size, end: end ? "1" : "0",
            });
            if (end) {
                words.textContent = `Reading ${file.name}`;
            }
            answer = await ask(`/chunk?${query}`, {
                method: "POST",
                headers: { "Content-Type": "application/octet-stream" },
                body: file.slice(offset, offset + CHUNK),
            });
            bar.value = Math.min(offset + CHUNK, file.size);
        }
        return answer;
    }

    function showUploaded(answer, name) {
        const upload = answer.upload;
        const when = clock(upload.when);
        say(
            upload.same_as
                ? `${name}: same file as at ${clock(upload.same_as)}, no change (${when}).`
                : `${name}: ${VERDICTS[upload.verdict]} (${when}). ${refusal(upload)}`,
            upload.verdict === "refuse",
        );
        showState(answer);
    }

    /* Why a file cannot be used, and what to do: beside where it was dropped, not far below. */
    function refusal(upload) {
        const errors = upload.remarks.filter((one) => one.severity === "error");
        return upload.verdict === "refuse" && errors.length
            ? `${errors[0].message} ${errors[0].remedy}` : "";
    }

    const VERDICTS = {
        accept: "understood",
        accept_with_warning: "understood, with points to look at",
        ask: "understood in part: confirm the points below",
        refuse: "cannot be used",
    };

    let shown = { decided: {}, uploads: [] };
    function showState(state) {
        shown = state;
        fill(
            "data-uploads",
            state.uploads.map((upload) => {
                const box = make("div", "", { class: "data-upload" });
                box.append(make("h3", `${upload.name}: ${VERDICTS[upload.verdict]}`));
                const list = make("ul");
                upload.summary.forEach((line) => list.append(make("li", line)));
                box.append(list);
                box.append(upload.stays
                    ? make("p", upload.stays, { class: "help" })
                    : button("Take out of the draft", () => leave(upload.name)));
                if ((upload.columns || []).length) {
                    box.append(window.atlasLook.columns(upload, state, decide));
                }
                if ((upload.review || []).length) {
                    box.append(window.atlasLook.names(upload, state, decide));
                }
                return box;
            }),
        );
        showFindings(state.uploads.flatMap((upload) => upload.remarks), []);
        showHistory(state.history);
        showGround(state.ground);
        if (!state.uploads.length) {
            ["data-map", "data-changes", "data-publish"].forEach((part) => fill(part, []));
        }
    }

    /* What a file changed goes with it; where others built upon it, the server says which. */
    async function leave(name) {
        try {
            const state = await post("/leave", { file: name });
            showState(state);
            if (state.uploads.length) {
                await review();
            }
        } catch (fault) {
            say(fault.message, true);
        }
    }

    /* A decision is noted in the draft; what changes how a file is read sends it once more. */
    async function decide(name, said) {
        try {
            showState(await post("/decide", { file: name, ...said }));
            if (Object.keys(said).every((key) => key === "accepted")) {
                await review();
                return;
            }
            if (sent.has(name)) {
                queue([sent.get(name)]);
            } else {
                say(`Noted. Choose ${name} again: it is then read as you decided.`);
            }
        } catch (fault) {
            say(fault.message, true);
        }
    }

    const MADE = {
        ungroup: "Take the proposal", percent: "Take the proposal", blank: "Count as missing",
        unit: "Take the proposal", period: "Give it to all rows", district: "Give it to all rows",
        add_slopes: "It holds no slopes", leave_hidden: "Leave them out",
        in_unit: "Convert from this unit",
    };
    const LEFT = {
        minus_sign: "Leave as written", swap: "Leave as written",
        swap_and_sign: "Leave as written", totals: "Keep as rows",
        slopes_held: "It holds the slopes",
    };
    function actions(finding) {
        const box = make("div", "", { class: "data-actions" });
        if (!finding.key) {
            return box;
        }
        const said = shown.decided[finding.file] || {};
        if (finding.rows.length) {
            box.append(button("Show", (one) => jump(finding, finding.rows[0], one.closest("tr"))));
        }
        if (MADE[finding.fix]) {
            box.append(button(MADE[finding.fix], () => decide(finding.file, { made: [finding.repair] })));
        }
        if (LEFT[finding.fix] && !(said.left || []).includes(finding.fix)) {
            box.append(button(LEFT[finding.fix], () => decide(finding.file, { left: [finding.fix] })));
        }
        if (finding.severity === "warning" || finding.asks) {
            const seen = (said.accepted || []).includes(finding.key);
            box.append(seen
                ? make("span", "accepted", { class: "data-seen" })
                : button("Accept", () => decide(finding.file, { accepted: [finding.key] })));
        }
        return box;
    }

    let opened = null;  // The findings are drawn anew when the check is done: what was open stays.
    async function jump(finding, row, line) {
        opened = [finding, row];
        const asked = new URLSearchParams({ file: finding.file, sheet: finding.sheet, row });
        try {
            const found = await ask(`/cells?${asked}`);
            document.querySelectorAll(".data-about").forEach((one) => one.remove());
            const about = make("tr", "", { class: "data-about" });
            const cell = make("td", "", { colspan: "8" });
            cell.append(window.atlasLook.cells(found, finding, row));
            about.append(cell);
            const above = lines.get(finding.key) || line;
            above.after(about);
            setTimeout(() => [about, above].forEach((part) => {
                part.scrollIntoView({ block: "nearest" });
            }), 0);
        } catch (fault) {
            say(fault.message, true);
        }
    }

    async function showPlaces() {
        const places = await ask("/preview");
        const drawn = window.atlasLook.map(places, remarks, (finding, row) => {
            const line = lines.get(finding.key);
            if (line) {
                jump(finding, row, line);
            }
        });
        fill("data-map", drawn ? [drawn] : []);
    }

    let remarks = [];
    let lines = new Map();
    function showFindings(own, whole) {
        remarks = own;
        const order = { error: 0, warning: 1, note: 2 };
        const all = [...own, ...whole].sort((a, b) => order[a.severity] - order[b.severity]);
        if (!all.length) {
            fill("data-findings", []);
            return;
        }
        const rows = all.slice(0, MOST_FINDINGS).map((finding) => [
            finding.asks ? `${finding.severity}, confirm` : finding.severity,
            [finding.file, finding.sheet].filter(Boolean).join(", "),
            finding.rows.slice(0, 12).join(", ") + (finding.rows.length > 12 ? " ..." : ""),
            finding.column,
            finding.value,
            finding.message,
            finding.remedy,
            actions(finding),
        ]);
        const heads = [
            "Severity", "File", "Row", "Column", "Value", "What was found", "What to do", "Decide",
        ];
        const more = all.length - rows.length;
        const grid = table("Findings", heads, rows);
        const drawn = grid.querySelectorAll("tbody tr");
        lines = new Map(all.slice(0, MOST_FINDINGS).map((one, at) => [one.key, drawn[at]]));
        const parts = [grid];
        if (more > 0) {
            parts.push(make("p", `and ${more} others`, { class: "help" }));
        }
        if (own.length) {
            const link = make("a", "Findings as PDF", { href: address("/findings.pdf") });
            const line = make("p", "", { class: "help" });
            line.append(link);
            parts.push(line);
        }
        fill("data-findings", parts);
        const line = opened && lines.get(opened[0].key);
        if (line) {
            jump(...opened, line);
        }
    }

    const CADRES = {
        sites: "Sites", MM: "Mentor Mothers (health centre)", SC: "Site Coordinators",
        CMM: "Community Mentor Mothers", CSC: "Community Site Coordinators",
    };
    const EFFECTS = "Work out coverage and flags";
    /* What changes: in words, totals beside the last version and what was published, effects. */
    function changes(found) {
        const list = make("ul");
        const told = found.totals.map((one) => one.what);  // The table below says these.
        found.difference
            .filter((line) => !told.some((what) =>
                line.startsWith(`${what}: `) || line.startsWith(`${what} against `)))
            .forEach((line) => list.append(make("li", line)));
        const signed = (change) => change.replace("-", "\u2212");
        const rows = found.totals.map((one) => [
            CADRES[one.what] || one.what,
            one.last, one.here, signed(one.change), one.published, signed(one.apart),
        ]);
        const heads = [
            "Total", "Last version", "This draft", "Change", "Published total", "Draft beside it",
        ];
        const effects = make("ul", "", { class: "data-effects" });
        const work = button(EFFECTS, async (one) => {
            one.disabled = true;
            one.textContent = "Working out walking times, about 10 seconds ...";
            try {
                const answer = await look("/effects");
                effects.replaceChildren(...answer.effects.map((line) => make("li", line)));
                one.remove();
            } catch (fault) {
                one.disabled = false;
                one.textContent = EFFECTS;
                say(fault.message, true);
            }
        }, "main");
        return [list, table("Totals", heads, rows), effects, work];
    }

    async function review() {
        fill("data-changes", [make("p", "Checking the dataset as it would be ...")]);
        try {
            await showPlaces();
            const found = await look("/review");
            showFindings(remarks, found.findings);
            fill("data-changes", found.can_publish ? changes(found) : [
                make("p", "It cannot be published while errors stand; see above."),
            ]);
            fill("data-publish", found.can_publish ? [publishForm()] : []);
        } catch (fault) {
            fill("data-changes", []);
            fill("data-publish", []);
            say(fault.message, true);
        }
    }

    function field(label, name) {
        const box = make("label", label, { class: "data-field" });
        box.append(make("input", "", { name, maxlength: "500", autocomplete: "off" }));
        return box;
    }

    function publishForm() {
        const form = make("form", "", { class: "data-form" });
        const accept = make("label", "", { class: "data-accept" });
        accept.append(
            make("input", "", { type: "checkbox", name: "accept", value: "yes" }),
            make("span", "I have seen the warnings and questions; they may stand."),
        );
        const go = make("button", "Publish", { class: "button button-main", type: "submit" });
        form.append(field("Your name", "who"), field("Reason", "why"), accept, go);
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            act("/publish", Object.fromEntries(new FormData(form)), go);
        });
        return form;
    }

    async function act(path, content, pressed) {
        pressed.disabled = true;
        say("Checking once more, and publishing ...");
        try {
            const answer = await post(path, content);
            const made = answer.published;
            const done = `Published as number ${made.number} (${made.version.slice(0, 12)}).`;
            say(`${done} The other pages change to it in a few seconds ...`);
            showState(answer);
            await untilShown(made.version, done);
        } catch (fault) {
            say(fault.message || "The server does not answer: try again.", true);
        } finally {
            pressed.disabled = false;
        }
    }

    /* The server builds the pages of the new version beside the old ones; say when they are there. */
    async function untilShown(version, done) {
        for (let turn = 0; turn < MOST_TURNS; turn += 1) {
            await new Promise((resolve) => { setTimeout(resolve, TURN_MS); });
            const state = await ask("/state");
            if (state.shown === version) {
                say(`${done} The other pages show it now: load them again.`);
                return;
            }
        }
        say(`${done} The other pages do not show it yet: start the atlas again, without --data.`);
    }

    function showHistory(history) {
        if (!history.length) {
            fill("data-history", []);
            return;
        }
        const rows = history.map((version, place) => [
            version.number,
            version.when.slice(0, 16).replace("T", " "),
            version.who,
            why(version),
            version.act,
            version.version.slice(0, 12),
            place ? backButton(version) : "in use",
        ]);
        const heads = ["Number", "When", "Who", "Why", "How", "Version", ""];
        fill("data-history", [table("What was published", heads, rows)]);
    }

    /* What walks follow; one layer may go without bringing an older version back. */
    function showGround(layers) {
        fill("data-ground", layers.length ? [layers.reduce((list, found) => {
            const line = make("li", found.source ? `${found.title} (${found.source}) ` : `${found.title} `);
            line.append(button("Take out of the next version", () => without(found.layer)));
            list.append(line);
            return list;
        }, make("ul", "", { class: "data-ground" }))] : []);
    }

    async function without(layer) {
        try {
            showState(await post("/without", { layer }));
            await review();
        } catch (fault) {
            say(fault.message, true);
        }
    }

    /* The reason, and below it what was decided and accepted on the way. */
    function why(version) {
        const said = [...version.decisions, ...version.accepted];
        if (!said.length) {
            return version.why;
        }
        const box = make("div", version.why);
        const more = make("details", "", { class: "data-columns" });
        const list = make("ul");
        said.forEach((line) => list.append(make("li", line)));
        const counts = `${version.decisions.length} decisions, ${version.accepted.length} accepted`;
        more.append(make("summary", counts), list);
        box.append(more);
        return box;
    }

    function backButton(version) {
        return button("Bring back", (pressed) => {
            const form = make("form", "", { class: "data-form" });
            const go = make("button", `Bring back number ${version.number}`, {
                class: "button", type: "submit",
            });
            form.append(field("Your name", "who"), field("Reason", "why"), go);
            form.addEventListener("submit", (event) => {
                event.preventDefault();
                const said = Object.fromEntries(new FormData(form));
                act("/rollback", { ...said, version: String(version.number) }, go);
            });
            pressed.replaceWith(form);
            form.querySelector("input").focus();
        });
    }

    /* The place to drop files on; a button for those who do not drag. */
    function mount() {
        const drop = one("data-drop");
        if (!drop || drop.dataset.ready) {
            return;
        }
        drop.dataset.ready = "yes";
        const label = make("label", "Drop files here, or choose them", { class: "data-choose" });
        const input = make("input", "", { type: "file", multiple: "", id: "data-files" });
        label.append(input);
        drop.append(label);
        input.addEventListener("change", () => {
            const files = Array.from(input.files);
            input.value = "";  // So that the same file can be chosen again.
            queue(files);
        });
        ["dragover", "dragleave", "drop"].forEach((kind) => {
            drop.addEventListener(kind, (event) => {
                event.preventDefault();
                drop.classList.toggle("data-over", kind === "dragover");
                if (kind === "drop") {
                    queue(Array.from(event.dataTransfer.files));
                }
            });
        });
        ask("/state").then((state) => {
            showState(state);
            return state.uploads.length ? review() : null;
        }).catch((fault) => say(fault.message, true));
    }
    document.addEventListener("atlas-fetched", () => {
        ask("/state").then((state) => {
            showState(state);
            return review();
        }).catch((fault) => say(fault.message, true));
    });
    new MutationObserver(mount).observe(document.documentElement, {
        childList: true,
        subtree: true,
    });
    mount();
})();
