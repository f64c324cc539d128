"""The project: settings, the private database, the server."""
