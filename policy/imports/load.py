"""Load a data set: the operator's way in, all or nothing, and nothing twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pghistory
from django.db import IntegrityError, transaction

from policy import kinds, rules
from policy.dates import first_day
from policy.imports.checks import Check
from policy.imports.constraints import Checked
from policy.imports.export import exported
from policy.imports.files import META, REFERENCE_FILES, digest, read_folder
from policy.imports.problems import FileProblem, LoadRefused
from policy.imports.write import next_ids, write
from policy.models import DataSet, Event, Link
from policy.record.facts import DataSetFacts
from policy.record.publish import publish_all, republish, retract

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
    except IntegrityError as error:
        raise LoadRefused([FileProblem("", "", "", f"the database refuses it: {error}".strip())]) from None


class _Load:
    def __init__(self, folder: Path, content: dict[str, Any], reason: str) -> None:
        self.folder, self.content, self.reason = folder, content, reason
        self.models = {name: facts.Meta.model for name, facts in REFERENCE_FILES.items()}
        self.models |= {kind.file: kind.model for kind in kinds.every()}

    def run(self) -> Loaded:
        self.check = Check(self.content, exported()).run()
        if self.check.problems:
            raise LoadRefused(self.check.problems)
        self.ids = self._ids()
        for late in (False, True):
            for record in self.check.records:
                self._write(record, late=late)
        links = self._write_links()
        self._write_meta()
        revisions = self._publish()
        drafts = sum(raw["status"] == "draft" for raw in self._events())
        return Loaded(len(self.check.records) + links, revisions, len(list(self._events())) - drafts, drafts)

    def _ids(self) -> dict[str, dict[str, int]]:
        ids = {name: dict(model._default_manager.values_list("slug", "pk")) for name, model in self.models.items()}
        for name, model in self.models.items():
            new = [record.slug for record in self.check.records if record.file == name and record.slug not in ids[name]]
            table = Event if issubclass(model, Event) else model
            ids[name] |= dict(zip(new, next_ids(table, len(new)), strict=True))
        ids["events"] = {slug: key for kind in kinds.every() for slug, key in ids[kind.file].items()}
        return ids

    def _write(self, record: Checked, *, late: bool) -> None:
        model, key = self.models[record.file], self.ids[record.file][record.slug]
        row = model._default_manager.filter(pk=key).first() or model(pk=key)
        if isinstance(row, Event):
            row.kind = next(kind.name for kind in kinds.every() if kind.file == record.file)
        write(row, record.serializer, record.serializer.validated_data, self.ids, late=late)

    def _write_links(self) -> int:
        """Give the events of the files exactly the links of the files; return how many links changed."""
        tellers = {self.ids["events"][raw["slug"]] for raw in self._events()}
        wanted = {self._link_key(record.serializer.validated_data): record for record in self.check.links}
        changed = 0
        for link in Link.objects.filter(from_event__in=tellers | {key[0] for key in wanted}):
            key = (link.from_event_id, link.to_event_id, link.relation)
            if key not in wanted:
                link.delete()
                changed += 1
            elif link.note == wanted[key].serializer.validated_data["note"]:
                del wanted[key]
        for (start, end, relation), record in wanted.items():
            note = {"note": record.serializer.validated_data["note"]}
            Link.objects.update_or_create(from_event_id=start, to_event_id=end, relation=relation, defaults=note)
        return changed + len(wanted)

    def _link_key(self, attrs: dict[str, Any]) -> tuple[int, int, str]:
        return self.ids["events"][attrs["from_event"]], self.ids["events"][attrs["to_event"]], attrs["relation"]

    def _write_meta(self) -> None:
        row = DataSet.objects.get()
        self.meta_changed = dict(DataSetFacts(row).data) != self.content[META]
        row.loaded_digest = digest(self.folder)
        write(row, self.check.meta, self.check.meta.validated_data, {})

    def _publish(self) -> int:
        standing = set(Event.objects.published().values_list("slug", flat=True))
        marked = [raw["slug"] for raw in self._events() if raw["status"] == "published"]
        events = sorted(Event.objects.filter(slug__in=marked), key=lambda event: (first_day(event.date), event.pk))
        revisions = publish_all(events, reason=self.reason, by=LOADER)
        for raw in self._events():
            if raw["status"] == "draft" and raw["slug"] in standing:
                event = Event.objects.get(slug=raw["slug"])
                revisions.append(retract(event, reason="The data set marks it as a draft.", by=LOADER))
        changed = [f"{SINGULAR[record.file]}:{record.slug}" for record in self.check.records if record.file in SINGULAR]
        if changed or self.meta_changed:
            revisions += republish(changed, reason=self.reason, by=LOADER)
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
