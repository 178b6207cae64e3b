/* The Data page: files go up in chunks; what the server says of them is shown as text only. */
(function () {
    "use strict";

    const CHUNK = 2000000;
    const MOST_FINDINGS = 500;
    const one = (id) => document.getElementById(id);
    const two = (number) => String(number).padStart(2, "0");
    const clock = (text) => {
        const time = new Date(text);
        return `${two(time.getHours())}:${two(time.getMinutes())}`;
    };

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

    function post(path, content) {
        return ask(path, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(content),
        });
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
            cells.forEach((cell) => {
                const place = make("td", cell instanceof Node ? "" : String(cell));
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

    /* Sending: one file after the other, each in chunks, with its progress. */
    let last = Promise.resolve();
    function queue(files) {
        last = last.then(() => send(files));
    }

    async function send(files) {
        for (const file of files) {
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
                : `${name}: ${VERDICTS[upload.verdict]} (${when}).`,
            upload.verdict === "refuse",
        );
        showState(answer);
    }

    const VERDICTS = {
        accept: "understood",
        accept_with_warning: "understood, with points to look at",
        ask: "understood in part: confirm the points below",
        refuse: "cannot be used",
    };

    function showState(state) {
        fill(
            "data-uploads",
            state.uploads.map((upload) => {
                const box = make("div", "", { class: "data-upload" });
                box.append(make("h3", `${upload.name}: ${VERDICTS[upload.verdict]}`));
                const list = make("ul");
                upload.summary.forEach((line) => list.append(make("li", line)));
                box.append(list);
                return box;
            }),
        );
        showFindings(state.uploads.flatMap((upload) => upload.remarks), []);
        showHistory(state.history);
        if (!state.uploads.length) {
            fill("data-changes", []);
            fill("data-publish", []);
        }
    }

    let remarks = [];
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
        ]);
        const heads = ["How bad", "File", "Row", "Column", "Value", "What was found", "What to do"];
        const more = all.length - rows.length;
        const parts = [table("Findings", heads, rows)];
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
    }

    async function review() {
        fill("data-changes", [make("p", "Checking the dataset as it would be ...")]);
        try {
            const found = await ask("/review");
            showFindings(remarks, found.findings);
            const list = make("ul");
            found.difference.forEach((line) => list.append(make("li", line)));
            const words = found.can_publish
                ? list
                : make("p", "It cannot be published while errors stand; see above.");
            fill("data-changes", [words]);
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
        const button = make("button", "Publish", { class: "button", type: "submit" });
        form.append(field("Your name", "who"), field("Reason", "why"), accept, button);
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            act("/publish", Object.fromEntries(new FormData(form)), button);
        });
        return form;
    }

    async function act(path, content, button) {
        button.disabled = true;
        try {
            const answer = await post(path, content);
            const made = answer.published;
            say(
                `Published as number ${made.number} (${made.version.slice(0, 12)}). ` +
                    "The other pages show it when the atlas is started again.",
            );
            showState(answer);
        } catch (fault) {
            say(fault.message || "The server does not answer: try again.", true);
        } finally {
            button.disabled = false;
        }
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
            version.why,
            version.act,
            version.version.slice(0, 12),
            place ? backButton(version) : "in use",
        ]);
        const heads = ["Number", "When", "Who", "Why", "How", "Version", ""];
        fill("data-history", [table("What was published", heads, rows)]);
    }

    function backButton(version) {
        const button = make("button", "Bring back", { class: "button button-plain", type: "button" });
        button.addEventListener("click", () => {
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
            button.replaceWith(form);
            form.querySelector("input").focus();
        });
        return button;
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
