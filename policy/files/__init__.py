"""The whole record as files: built once for each version, kept, and served as they are."""
