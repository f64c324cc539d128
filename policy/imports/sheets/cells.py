"""The text of one cell: how lists stand in it, and how nothing in it is run by a spreadsheet program."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula, full-width signs included.
BEGINS = r"\s*[=+\-@＝＋－＠]|[\t\r\n]"
FORMULA = re.compile(rf"'*(?:{BEGINS})")
# What no XLSX file can hold.
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
QUOTED = re.compile(r'"((?:[^"]|"")*)"\s*(?:;|\Z)')


@dataclass(frozen=True)
class Unreadable:
    """A cell whose content can't be taken for a text; `reason` says what to do about it."""

    reason: str

    def __str__(self) -> str:
        return ""


def text(value: Any) -> str:
    """Return a value as a cell holds it: nothing as an empty text, lines ended by a line feed."""
    if value is None:
        return ""
    shown = str(value)
    if shown.isprintable():
        return shown
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", shown.replace("\r\n", "\n").replace("\r", "\n"))


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet program would run, and before what looks as if one had been put there."""
    return f"'{cell}" if not cell[:1].isalnum() and FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Take off the apostrophe that `guarded` puts on."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def joined(entries: Iterable[Any]) -> str:
    """Return a list in one cell, such as "US; EU": an entry with a semicolon in it stands in double quotes."""
    return "; ".join(map(_quoted, map(text, entries)))


def split(cell: str) -> list[str]:
    """Return the entries of a list in one cell. Raises `ValueError` where a double quote isn't closed."""
    entries, rest = [], cell.strip()
    while rest:
        if not rest.startswith('"'):
            entry, _, rest = rest.partition(";")
            entries += [entry.strip()] if entry.strip() else []
        elif match := QUOTED.match(rest):
            entries.append(match.group(1).replace('""', '"'))
            rest = rest[match.end() :]
        else:
            raise ValueError("has a double quote that isn't closed: write a; b; c")
        rest = rest.lstrip()
    return entries


def _quoted(entry: str) -> str:
    plain = entry and entry == entry.strip() and ";" not in entry and not entry.startswith('"')
    return entry if plain else '"{}"'.format(entry.replace('"', '""'))
