"""The files of a data set: which there are, and how they are read and written."""

import hashlib
import json
from pathlib import Path
from typing import Any

from policy import kinds
from policy.imports.problems import FileProblem, LoadRefused
from policy.record.facts import ActorFacts, Facts, ItemFacts, MaterialFacts, SourceFacts, TopicFacts

REFERENCE_FILES: dict[str, type[Facts]] = {
    "topics": TopicFacts,
    "materials": MaterialFacts,
    "actors": ActorFacts,
    "sources": SourceFacts,
    "items": ItemFacts,
}
LINKS, META = "links", "meta"


def file_names() -> list[str]:
    """Return the names of a data set's files, without ".json"."""
    return [*REFERENCE_FILES, *(kind.file for kind in kinds.every()), LINKS, META]


def read_folder(folder: Path) -> dict[str, Any]:
    """Return the content of each file by its name.

    Raises `LoadRefused` with every file that can't be read, or that nothing would read: an app that isn't installed may
    have the kind of its events, and they would be lost in silence.
    """
    names = file_names()
    unread = [path.name for path in sorted(folder.glob("*.json")) if path.stem not in names]
    problems = [FileProblem(name, "", "", "is no file of a data set here") for name in unread]
    content = {name: _read(folder / f"{name}.json", problems) for name in names}
    if problems:
        raise LoadRefused(problems)
    return content


def digest(folder: Path) -> str:
    """Return the SHA-256 of a data set's files, names included."""
    whole = hashlib.sha256()
    for name in sorted(file_names()):
        path = folder / f"{name}.json"
        whole.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes() if path.exists() else b"").digest())
    return whole.hexdigest()


def write_file(path: Path, content: Any) -> None:
    """Write JSON as SCHEMA.md asks: UTF-8, two spaces, one record after the other."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _read(path: Path, problems: list[FileProblem]) -> Any:
    expected = dict if path.stem == META else list
    try:
        content = json.loads(
            path.read_text(encoding="utf-8"), object_pairs_hook=_object, parse_constant=_refuse_constant
        )
    except FileNotFoundError:
        problems.append(FileProblem(path.name, "", "", f"there is no such file in {path.parent}"))
    except (OSError, ValueError, RecursionError) as error:
        problems.append(FileProblem(path.name, "", "", f"is not readable JSON in UTF-8: {error}"))
    else:
        if isinstance(content, expected):
            return content
        problems.append(FileProblem(path.name, "", "", f"is not a JSON {'object' if expected is dict else 'array'}"))
    return expected()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse what JSON readers pass over in silence: a key that stands twice."""
    content = dict(pairs)
    if len(content) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"an object has the key {next(key for key in keys if keys.count(key) > 1)!r} twice")
    return content


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
