"""What the page about data says of the bulk files, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy import kinds
from policy.files.store import KeptFile, KeptVersion
from policy.record.home import at_home

# In the order in which the page lists them; what an app of a kind adds comes after the first.
MEANINGS = {
    "events.csv": gettext_lazy("All events, one row each"),
    "provisions.csv": gettext_lazy("Each provision of each measure"),
    "controls.csv": gettext_lazy("What is controlled, with its state on the day of publication"),
    "citations.csv": gettext_lazy("Which source supports which fact"),
    "monazite.xlsx": gettext_lazy("All lists as sheets, for spreadsheet programs"),
    "monazite.sqlite": gettext_lazy("All of it as related tables, for SQL and Datasette"),
    "events.parquet": gettext_lazy("All events with typed columns: dates, lists, structs"),
    "events.ndjson.gz": gettext_lazy("All events as the API serves them, one JSON document a line"),
    "changes.ndjson.gz": gettext_lazy("The change feed, from the first publication on"),
    "datapackage.json": gettext_lazy("What all files are: columns, sizes, hashes, licence"),
    "datasette.json": gettext_lazy("What tables and columns mean, for Datasette"),
}


@dataclass(frozen=True)
class ListedFile:
    """One file as the page lists it."""

    file: KeptFile
    address: str
    about: Any


def bulk_files(kept: list[KeptVersion]) -> dict[str, Any]:
    """Return what the page shows of the versions whose files are kept, the newest first."""
    newest, *earlier = kept or [None]
    return {
        "files": list(_listed(newest)) if newest else [],
        "files_of": newest,
        "earlier": [(one, reverse("bulk-folder", args=[one.seq])) for one in earlier if one],
        "latest": at_home(reverse("bulk-latest-folder")),
    }


def _listed(version: KeptVersion) -> Iterator[ListedFile]:
    of_kinds = {f"{kind.plural}.csv": kind for kind in kinds.every()}
    places = {name: place for place, name in enumerate(MEANINGS)}
    for one in sorted(version.files, key=lambda one: places.get(one.name, 0)):
        kind = of_kinds.get(one.name)
        about = _("%(kind)s, one row each") % {"kind": kind.heading} if kind else MEANINGS[one.name]
        yield ListedFile(one, reverse("bulk-file", args=[version.seq, one.name]), about)


def state(kept: list[KeptVersion]) -> str:
    """Return what tells apart which files there are, for entity tags."""
    return f"files {kept[0].seq} {len(kept)}" if kept else "no files"
