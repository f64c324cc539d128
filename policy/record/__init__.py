"""The record: what has been published, append-only. `publish` is the only way into it; everything public reads from it."""
