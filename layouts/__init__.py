"""Components of the pages; no data work, no callbacks, no figures."""
