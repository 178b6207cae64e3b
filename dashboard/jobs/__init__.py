"""Work that takes longer than a second: in a process of its own, with progress and cancel."""
