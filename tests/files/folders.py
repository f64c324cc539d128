"""Versions whose files are kept, made up of a few bytes: for tests of what is done with files, whatever they hold."""

import json
from hashlib import sha256

from policy.files import store

NAMES = ("events.csv", "events.parquet", "monazite.sqlite", "events.ndjson.gz")


def keep(seq, published_at, *, files=None):
    """Keep the files of a version in FILES_DIR; `files` are their bytes by name. Return their folder."""
    folder = store.home() / f"v{seq}"
    folder.mkdir(parents=True)
    contents = files or {name: f"{name} of version {seq}".encode() for name in NAMES}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    package = {
        "version": str(seq),
        "created": published_at.isoformat(),
        "data_set": "of tests",
        "reviewed_through": None,
        "resources": [described(name, content) for name, content in contents.items()],
    }
    (folder / "datapackage.json").write_text(json.dumps(package))
    return folder


def described(name, content):
    hashed = f"sha256:{sha256(content).hexdigest()}"
    return {"path": name, "description": name, "bytes": len(content), "hash": hashed, "rows": 1}
