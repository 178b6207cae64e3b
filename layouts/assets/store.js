/*
 * Components are told of changes together.
 *
 * Dash keeps the page in a store that tells each component of each of its changes, and an answer
 * makes a hundred: on Plan, a million questions of a thousand components to a store that has gone
 * on meanwhile, which kept a browser busy for longer than everything else together. Here they
 * are told once for all changes that follow each other without a pause. What a reader does is
 * told at once, so that a field shows each letter where it was typed.
 */
(function () {
    "use strict";

    /** Make a function that asks a listener to look, though once for many calls in a row. */
    function together(listener) {
        const line = new MessageChannel();
        let isAsked = false;
        line.port1.onmessage = () => {
            isAsked = false;
            listener();
        };
        return function () {
            const event = window.event;
            if (event?.isTrusted && event.type !== "message") {
                listener();
            } else if (!isAsked) {
                isAsked = true;
                line.port2.postMessage(null);
            }
        };
    }

    /* Dash puts its store on this list before the components ask to be told. */
    const stores = (window.dash_stores = window.dash_stores || []);
    stores.push = function (store) {
        const subscribe = store.subscribe;
        store.subscribe = (listener) => subscribe(together(listener));
        return Array.prototype.push.call(stores, store);
    };
})();
