"""Read the environment, and refuse what can't be meant.

Each reader takes ``NAME`` or, so that a secret need not stand in the environment, ``NAME_FILE``: the path of a file
that holds the value. An empty value counts as none. Every name read has a row in docs/settings.md; a test holds that.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off")


class SettingsError(SystemExit):
    """End the process with one sentence on stderr: a mistake in the environment deserves no traceback."""


def text(name: str, default: str = "") -> str:
    """Return the value of ``name``, or what the file named by ``name_FILE`` holds, without its last line end.

    Raises SettingsError if both are set (which one was meant?) or the file can't be read.
    """
    value = os.environ.get(name, "")
    path = os.environ.get(f"{name}_FILE", "")
    if value and path:
        raise SettingsError(f"Both {name} and {name}_FILE are set: set one of them.")
    if path:
        value = _content(f"{name}_FILE", path)
    return value or default


def flag(name: str, *, default: bool) -> bool:
    """Return ``name`` as a yes or no; anything but 1/true/yes/on and 0/false/no/off is refused."""
    value = text(name).strip().lower()
    if not value:
        return default
    if value not in TRUE + FALSE:
        raise SettingsError(f"{name} is {value!r}; allowed are {', '.join(TRUE)} and {', '.join(FALSE)}.")
    return value in TRUE


def number(name: str, *, default: int, least: int, most: int) -> int:
    """Return ``name`` as a whole number between ``least`` and ``most``, both inclusive."""
    value = text(name).strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingsError(f"{name} is {value!r}; allowed is a whole number from {least} to {most}.")
    return int(value)


def instant(name: str) -> datetime | None:
    """Return ``name`` as an instant with its offset from UTC, such as 2027-01-31T00:00:00Z; None if it isn't set."""
    value = text(name).strip()
    if not value:
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise SettingsError(f"{name} is {value!r}; allowed is an instant such as 2027-01-31T00:00:00Z.")
    return read


def items(name: str, *, default: Iterable[str] = ()) -> list[str]:
    """Return ``name`` as a list: comma-separated, white space around the parts dropped."""
    parts = [part.strip() for part in text(name).split(",")]
    return [part for part in parts if part] or list(default)


def tell_library(name: str, value: str) -> None:
    """Set a variable that a library reads when it is imported, and no other way."""
    os.environ[name] = value


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} names {path}, which can't be read: {error}.") from error
