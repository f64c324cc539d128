"""Load a data set: the operator's way in, all or nothing, and nothing twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pghistory
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from policy import kinds, rules
from policy.dates import first_day
from policy.imports.checks import Check
from policy.imports.export import exported
from policy.imports.files import META, REFERENCE_FILES, digest, read_folder
from policy.imports.problems import FileProblem, LoadRefused
from policy.imports.reading import Record
from policy.imports.write import Writer, next_ids, write_links
from policy.models import DataSet, Event
from policy.record.facts import DataSetFacts
from policy.record.publish import publish_all, republish, retract_all

LOADER = "dataset"
SINGULAR = {"topics": "topic", "materials": "material", "actors": "actor", "sources": "source", "items": "item"}


@dataclass(frozen=True)
class Loaded:
    """What a load did: records written (new or changed), revisions appended, and how many events stand where."""

    written: int
    revisions: int
    published: int
    drafts: int


def load(folder: Path, *, reason: str) -> Loaded:
    """Load the data set of a folder in one transaction and publish what it marks as published, oldest first.

    `reason` is public. Raises `LoadRefused` with every problem of every file, and then nothing is written.
    """
    content = read_folder(folder)
    try:
        with transaction.atomic(), pghistory.context(user=LOADER, reason=reason):
            return _Load(folder, content, reason).run()
    except rules.Refused as refused:
        raise LoadRefused([_located(content, problem) for problem in refused.problems]) from None
    except ProtectedError as error:
        held = "; ".join(sorted(map(str, error.protected_objects)))
        raise LoadRefused([FileProblem("", "", "", f"what these refer to can't be left out: {held}")]) from None
    except IntegrityError as error:
        raise LoadRefused([FileProblem("", "", "", f"the database refuses it: {error}".strip())]) from None


class _Load:
    def __init__(self, folder: Path, content: dict[str, Any], reason: str) -> None:
        self.folder, self.content, self.reason = folder, content, reason
        self.models = {name: facts.Meta.model for name, facts in REFERENCE_FILES.items()}
        self.models |= {kind.file: kind.model for kind in kinds.every()}

    def run(self) -> Loaded:
        self._lock()
        self.check = Check(self.content, exported())
        if self.check.problems:
            raise LoadRefused(sorted(self.check.problems, key=lambda problem: problem.file))
        self.ids = self._ids()
        self._write_records()
        links = self._write_links()
        revisions = self._publish()
        drafts = sum(raw["status"] == "draft" for raw in self._events())
        return Loaded(len(self.check.records) + links, revisions, len(list(self._events())) - drafts, drafts)

    def _lock(self) -> None:
        """Lock all events against edits and other publications, in the order in which those lock them."""
        list(Event.objects.order_by("pk").select_for_update(no_key=True).values_list("pk"))

    def _ids(self) -> dict[str, dict[str, int]]:
        ids = {name: dict(model._default_manager.values_list("slug", "pk")) for name, model in self.models.items()}
        for name, model in self.models.items():
            new = [record.slug for record in self.check.records if record.file == name and record.slug not in ids[name]]
            table = Event if issubclass(model, Event) else model
            ids[name] |= dict(zip(new, next_ids(table, len(new)), strict=True))
        ids["events"] = {slug: key for kind in kinds.every() for slug, key in ids[kind.file].items()}
        return ids

    def _write_records(self) -> None:
        writer = Writer(self.ids)
        rows = list(self._rows())
        for record, row in rows:
            writer.write(row, record.facts, record.attrs)
        writer.flush()
        for record, row in rows:
            writer.write_late(row, record.facts, record.attrs)
        writer.flush()
        writer.delete_gone()

    def _rows(self) -> Iterator[tuple[Record, models.Model]]:
        """Yield each record with its row: the one that is there, or a new one."""
        event_kinds = {kind.file: kind.name for kind in kinds.every()}
        for name, model in self.models.items():
            records = [record for record in self.check.records if record.file == name]
            rows = model._default_manager.in_bulk([self.ids[name][record.slug] for record in records])
            for record in records:
                key = self.ids[name][record.slug]
                row = rows.get(key) or model(pk=key, id=key)  # of an event too: its parent row refers to itself by id
                if isinstance(row, Event):
                    row.kind = event_kinds[name]
                yield record, row

    def _write_links(self) -> int:
        """Give the events of the files exactly the links of the files; return how many links changed."""
        notes = {self._link_key(record.attrs): record.attrs["note"] for record in self.check.links}
        tellers = {self.ids["events"][raw["slug"]] for raw in self._events()} | {key[0] for key in notes}
        return write_links(tellers, notes)

    def _link_key(self, attrs: dict[str, Any]) -> tuple[int, int, str]:
        return self.ids["events"][attrs["from_event"]], self.ids["events"][attrs["to_event"]], attrs["relation"]

    def _write_meta(self) -> bool:
        """Write the data set's own row, as late as other publications do; return whether its description changed."""
        row = DataSet.objects.get()
        changed = DataSetFacts(row).data != self.content[META]
        row.loaded_digest = digest(self.folder)
        Writer({}).write(row, self.check.meta.facts, self.check.meta.attrs)
        return changed

    def _publish(self) -> int:
        slugs = [raw["slug"] for raw in self._events()]
        events = {event.slug: event for event in Event.objects.filter(slug__in=slugs)}
        standing = set(Event.objects.published().filter(slug__in=slugs).values_list("slug", flat=True))
        marked = [events[raw["slug"]] for raw in self._events() if raw["status"] == "published"]
        dropped = [
            events[raw["slug"]] for raw in self._events() if raw["status"] == "draft" and raw["slug"] in standing
        ]
        marked.sort(key=lambda event: (first_day(event.date), event.pk))
        revisions = publish_all(marked, reason=self.reason, by=LOADER, is_operator=True)
        if dropped:
            revisions += retract_all(dropped, reason="The data set marks it as a draft.", by=LOADER)
        meta_changed = self._write_meta()
        changed = [f"{SINGULAR[record.file]}:{record.slug}" for record in self.check.records if record.file in SINGULAR]
        if changed or meta_changed:
            fresh = [event.slug for event in marked]
            revisions += republish(changed, fresh=fresh, reason=self.reason, by=LOADER)
        return len(revisions)

    def _events(self) -> Iterator[dict[str, Any]]:
        for kind in kinds.every():
            yield from self.content[kind.file]


def _located(content: dict[str, Any], problem: rules.Problem) -> FileProblem:
    """Say in which file the event stands that a rule refuses."""
    for kind in kinds.every():
        if any(raw.get("slug") == problem.slug for raw in content[kind.file]):
            return FileProblem(f"{kind.file}.json", problem.slug, problem.field, problem.message)
    return FileProblem("", problem.slug, problem.field, problem.message)
