/* Search of a name: apostrophes, hyphens, accents and capitals do not matter; aliases count. */
(function () {
    "use strict";

    const MARKS = /\p{M}/gu;
    const APOSTROPHES = /['‘’ʼʻ`´]/g;
    const JOINTS = /[^\p{L}\p{N}]+/gu;
    // Shorter ones would be found across the gap between two words.
    const LEAST_JOINED = 5;

    const fold = (text) =>
        text
            .normalize("NFKD")
            .replace(MARKS, "")
            .replace(APOSTROPHES, "")
            .replace(JOINTS, " ")
            .trim()
            .toLowerCase();
    const joined = (text) => text.replaceAll(" ", "");

    /** What is searched for: the words, and names for which they are another spelling. */
    function wanted(search, aliases) {
        const words = fold(search);
        const also = Object.entries(aliases || {}).filter(
            ([alias]) => joined(fold(alias)) === joined(words)
        );
        return [words, ...also.map(([, name]) => fold(name))].filter(Boolean);
    }

    /** 0 where a name begins so, 1 where one of its words does, 2 elsewhere; null for no match. */
    function rank(option, sought) {
        const name = fold(option.label);
        const ranks = sought.flatMap((words) => {
            if (name.startsWith(words)) {
                return [0];
            }
            if ((" " + name).includes(" " + words)) {
                return [1];
            }
            const close = words.length >= LEAST_JOINED && joined(name).includes(joined(words));
            const all = words.split(" ").every((word) => name.includes(word));
            return all || close || fold(option.value) === words ? [2] : [];
        });
        return ranks.length ? Math.min(...ranks) : null;
    }

    /** The options of one list that match, the nearest to the words first. */
    function found(options, sought) {
        return options
            .map((option) => ({ option, at: rank(option, sought) }))
            .filter(({ at }) => at !== null)
            .sort((one, other) => one.at - other.at || one.option.label.length - other.option.label.length)
            .map(({ option }) => option);
    }

    function findName({ options, search, limit }, { aliases }) {
        let left = limit ?? Infinity;
        const take = (items) => {
            const sought = wanted(search, aliases);
            const kept = search.trim() ? found(items, sought) : items;
            const taken = kept.slice(0, left);
            left -= taken.length;
            return taken;
        };
        const [groups, plain] = [options.filter((one) => one.items), options.filter((one) => !one.items)];
        return [
            ...take(plain),
            ...groups
                .map((group) => ({ ...group, items: take(group.items) }))
                .filter((group) => group.items.length),
        ];
    }

    window.dashMantineFunctions = Object.assign(window.dashMantineFunctions || {}, { findName });
})();
