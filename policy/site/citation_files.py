"""How to cite an event as it stands in one revision: in plain words, and as files for BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from policy.record.models import Revision
from policy.site import wording

RECORD = "Monazite"
# What means something to TeX. A lone brace would end a field even with a backslash before it.
IN_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
TEX_SIGN = re.compile("[" + re.escape("".join(IN_TEX)) + "]")


@dataclass(frozen=True)
class Citation:
    """What a citation of a published event says; `absolute` makes a full address of a path."""

    revision: Revision
    absolute: Callable[[str], str]

    @cached_property
    def document(self) -> dict[str, Any]:
        return self.revision.content

    @property
    def key(self) -> str:
        return f"monazite-{self.revision.slug}-r{self.revision.number}"

    @property
    def title(self) -> str:
        return _in_line(self.document["title"])

    @property
    def title_original(self) -> str:
        return _in_line(self.document["title_original"] or "")

    @property
    def container(self) -> str:
        return _("Monazite: the public record of US–China rare-earth policy")

    @property
    def published_at(self) -> datetime:
        return self.revision.published_at

    @property
    def url(self) -> str:
        return self.absolute(reverse("event", args=[self.revision.slug]))

    @property
    def version_url(self) -> str:
        """Return where this revision can be read for ever, whatever is published after it."""
        return self.absolute(reverse("api:revision", args=[self.revision.slug, self.revision.number]))

    @property
    def note(self) -> str:
        """Say which revision it is, and how to tell whether somebody changed it."""
        return _(
            "Revision %(number)d (sequence %(seq)d), published on %(day)s; this version: %(address)s; SHA-256 %(sha256)s"
        ) % {
            "number": self.revision.number,
            "seq": self.revision.seq,
            "day": wording.day(self.published_at.date().isoformat()),
            "address": self.version_url,
            "sha256": self.revision.sha256,
        }

    @property
    def plain(self) -> str:
        """Return the citation as a text to paste."""
        return _(
            "Monazite, “%(title)s”, revision %(number)d (sequence %(seq)d) of %(day)s, SHA-256 %(sha256)s…, %(address)s"
        ) % {
            "title": self.title,
            "number": self.revision.number,
            "seq": self.revision.seq,
            "day": wording.day(self.published_at.date().isoformat()),
            "sha256": self.revision.sha256[:16],
            "address": self.url,
        }


def bibtex(citation: Citation) -> str:
    """Return an entry for BibTeX and biblatex, in UTF-8; braces keep the capitals of the title."""
    at = citation.published_at
    fields = {
        "author": f"{{{RECORD}}}",
        "title": f"{{{_in_tex(citation.title)}}}",
        "titleaddon": _in_tex(citation.title_original),
        "howpublished": _in_tex(citation.container),
        "year": str(at.year),
        "month": str(at.month),
        "date": at.date().isoformat(),
        "version": str(citation.revision.number),
        "url": citation.url,
        "note": _in_tex(citation.note),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{citation.key},\n{lines}}}\n"


def ris(citation: Citation) -> str:
    """Return a record of RIS: a tag and a value on each line, CR and LF at its end."""
    at = citation.published_at
    tags = [
        ("TY", "ELEC"),
        ("ID", citation.key),
        ("AU", RECORD),
        ("TI", citation.title),
        ("OP", citation.title_original),
        ("T2", citation.container),
        ("AB", _in_line(citation.document["summary"] or "")),
        ("PY", str(at.year)),
        ("DA", f"{at:%Y/%m/%d}"),
        ("ET", str(citation.revision.number)),
        ("PB", RECORD),
        ("UR", citation.url),
        ("N1", citation.note),
    ]
    lines = [f"{tag}  - {value}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_json(citation: Citation) -> str:
    """Return an array with one item of CSL-JSON."""
    at = citation.published_at
    item = {
        "id": citation.key,
        "type": "webpage",
        "author": [{"literal": RECORD}],
        "title": citation.title,
        "original-title": citation.title_original,
        "container-title": citation.container,
        "abstract": _in_line(citation.document["summary"] or ""),
        "issued": {"date-parts": [[at.year, at.month, at.day]]},
        "version": str(citation.revision.number),
        "publisher": RECORD,
        "URL": citation.url,
        "note": citation.note,
    }
    given = {name: value for name, value in item.items() if value}
    return json.dumps([given], ensure_ascii=False, indent=1) + "\n"


def _in_line(text: str) -> str:
    """Return a text without line ends and runs of spaces: a file's lines are its own."""
    return " ".join(text.split())


def _in_tex(text: str) -> str:
    return TEX_SIGN.sub(lambda sign: IN_TEX[sign.group()], text)
