"""The server: settings, safety, files, and how another version takes its place."""
