"""The map as a picture made on the server."""
