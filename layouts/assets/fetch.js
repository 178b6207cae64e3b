/* The Data page's forms for fetching: sent as JSON, then asked how far it is until it is done. */
(function () {
    "use strict";

    const EVERY_MS = 700;
    const one = (id) => document.getElementById(id);
    const address = (path) => one("data-page").dataset.address + path;
    let running = false;

    /* What a source says is shown as text only. */
    function say(text, wrong, part) {
        const place = one("data-fetch-said");
        if (!place) {
            return;
        }
        if (!part) {
            place.replaceChildren(document.createTextNode(text));
        } else if (!place.querySelector("progress")) {
            const cancel = document.createElement("button");
            Object.assign(cancel, { type: "button", className: "button", textContent: "Cancel" });
            cancel.addEventListener("click", () => stop(cancel));
            place.replaceChildren("", document.createElement("progress"), cancel);
        }
        // The button stays the same, or the keyboard would lose it at every step.
        if (part) {
            const bar = place.querySelector("progress");
            place.firstChild.data = text;
            bar.setAttribute("aria-label", text);
            if (part.total) {
                bar.max = part.total;
                bar.value = Math.min(part.done, part.total);
            } else {
                bar.removeAttribute("value");
            }
        }
        place.classList.toggle("data-wrong", Boolean(wrong));
    }

    /* The fetch ends when it next tells how far it is; then its own words stand there. */
    async function stop(button) {
        button.disabled = true;
        try {
            await fetch(address("/stop"), { method: "POST" });
        } catch {
            button.disabled = false;
        }
    }

    function lock(locked) {
        running = locked;
        document.querySelectorAll("[data-fetch] button").forEach((button) => {
            button.disabled = locked;
        });
    }

    function given(form) {
        const content = { kind: form.dataset.fetch };
        new FormData(form).forEach((value, name) => {
            content[name] = String(value).trim();
        });
        form.querySelectorAll("[data-check]").forEach((box) => {
            const ticked = box.querySelector("input[type=checkbox]");
            content[box.dataset.check] = ticked && ticked.checked ? "yes" : "";
        });
        return content;
    }

    function words(state) {
        const many = state.total > 1000000;
        const plain = (number) =>
            many ? (number / 1000000).toFixed(1) : number.toLocaleString("en-GB");
        const of = state.total ? ` of ${plain(state.total)}` : "";
        const amount = state.done ? `: ${plain(state.done)}${of}${many ? " MB" : ""}` : " ...";
        return `${state.words}${amount}`;
    }

    async function follow() {
        lock(true);
        try {
            for (;;) {
                const answer = await fetch(address("/fetching"));
                const state = await answer.json();
                if (state.state !== "running") {
                    say(state.words || "", !["done", "cancelled"].includes(state.state));
                    document.dispatchEvent(new Event("atlas-fetched"));
                    return;
                }
                say(words(state), false, state);
                await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
            }
        } catch {
            say("The atlas does not answer: try again.", true);
        } finally {
            lock(false);
        }
    }

    async function send(form) {
        say("Asking ...", false, { total: 0 });
        lock(true);
        try {
            const answer = await fetch(address("/fetch"), {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify(given(form)),
            });
            if (!answer.ok) {
                say((await answer.json()).message, true);
                lock(false);
                return;
            }
        } catch {
            say("The atlas does not answer: try again.", true);
            lock(false);
            return;
        }
        await follow();
    }

    document.addEventListener("submit", (event) => {
        const form = event.target.closest("[data-fetch]");
        if (form) {
            event.preventDefault();
            if (!running) {
                send(form);
            }
        }
    });

    /* A fetch goes on while the page is loaded anew: take it up again. */
    function mount() {
        const part = one("data-fetch");
        if (!part || part.dataset.ready) {
            return;
        }
        part.dataset.ready = "yes";
        fetch(address("/fetching"))
            .then((answer) => answer.json())
            .then((state) => {
                if (state.state === "running") {
                    part.open = true;
                    follow();
                }
            })
            .catch(() => say("The atlas does not answer: try again.", true));
    }
    new MutationObserver(mount).observe(document.documentElement, {
        childList: true,
        subtree: true,
    });
    mount();
})();
