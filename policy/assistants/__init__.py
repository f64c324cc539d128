"""The record for assistants, as a server of the Model Context Protocol (modelcontextprotocol.io)."""
