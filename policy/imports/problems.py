"""What is wrong with files: collected, so that everything is reported at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FileProblem:
    """One mistake: in which file, in which record, in which field, and what it is."""

    file: str
    slug: str
    field: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.slug, self.field, self.reason) if part)


class LoadRefused(Exception):
    """The files hold mistakes; nothing was written."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def flattened(errors: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (field, reason) for each message of a serializer's nested errors; list places count from 1."""
    if isinstance(errors, dict):
        for key, nested in errors.items():
            own = "" if key == "non_field_errors" else f"{key}"
            yield from flattened(nested, ".".join(part for part in (path, own) if part))
    elif isinstance(errors, list) and any(isinstance(error, dict | list) for error in errors):
        for place, nested in enumerate(errors, 1):
            yield from flattened(nested, f"{path}[{place}]")
    else:
        for message in errors if isinstance(errors, list) else [errors]:
            yield path, str(message)
