"""A package, so that none of this name that something installs (sniffpy does) is imported in its place."""
