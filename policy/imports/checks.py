"""Check the records of files before anything is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers

from policy import kinds
from policy.choices import Relation
from policy.imports.constraints import Checked, broken_constraints
from policy.imports.files import LINKS, META, REFERENCE_FILES
from policy.imports.problems import FileProblem, flattened
from policy.models import DataSet, Event
from policy.record.facts import DataSetFacts, EventFacts, Facts, LinkFacts

STATUSES = ("published", "draft")


@dataclass
class Check:
    """The records of a folder, checked against each other and against the database; `problems` says what doesn't hold."""

    content: dict[str, Any]
    current: dict[str, dict[str, dict[str, Any]]]
    problems: list[FileProblem] = field(default_factory=list)
    records: list[Checked] = field(default_factory=list)
    links: list[Checked] = field(default_factory=list)

    def run(self) -> "Check":
        self.context = {"known": self._known(), "provision_refs": self._provision_refs()}
        self.problems += _repeated(self.content, "slug", [*REFERENCE_FILES])
        self.problems += _repeated(self.content, "url", ["sources"])
        self.problems += _repeated_events(self.content)
        for name, facts in self._serializers():
            for raw in self.content[name]:
                self._check_record(name, facts, raw)
        for raw in self.content[LINKS]:
            self._check_link(raw)
        self.problems += _repeated_links(self.content[LINKS])
        self.meta = DataSetFacts(DataSet(), data=self.content[META])
        self._report(META, "", self.meta)
        self.problems += broken_constraints([*self.records, *self.links])
        return self

    def _serializers(self) -> Iterator[tuple[str, type[Facts]]]:
        yield from REFERENCE_FILES.items()
        yield from ((kind.file, kind.facts) for kind in kinds.every())

    def _known(self) -> dict[str, set[str]]:
        """Slugs that references may name: those of the files and those of the database."""
        known = {name: {*_slugs(self.content[name]), *self.current[name]} for name, _ in self._serializers()}
        known["events"] = set().union(*(known[kind.file] for kind in kinds.every()))
        return known

    def _provision_refs(self) -> dict[str, set[str]]:
        measures = [*self.current["measures"].values(), *(raw for raw in self.content["measures"] if isinstance(raw, dict))]
        return {
            str(raw.get("slug")): {str(part.get("ref")) for part in raw.get("provisions") or [] if isinstance(part, dict)}
            for raw in measures
        }

    def _check_record(self, name: str, facts: type[Facts], raw: Any) -> None:
        slug = str(raw.get("slug", "")) if isinstance(raw, dict) else ""
        if issubclass(facts, EventFacts) and isinstance(raw, dict):
            if raw.get("status") not in STATUSES:
                self.problems.append(FileProblem(f"{name}.json", slug, "status", f"is none of {', '.join(STATUSES)}"))
            raw = {key: value for key, value in raw.items() if key != "status"}
        if raw == self.current[name].get(slug):
            return
        serializer = facts(data=raw, context=self.context)
        if self._report(name, slug, serializer):
            self.records.append(Checked(name, slug, serializer))

    def _check_link(self, raw: Any) -> None:
        serializer = LinkFacts(data=raw, context=self.context)
        slug = f"{raw.get('from')} {raw.get('relation')} {raw.get('to')}" if isinstance(raw, dict) else ""
        if self._report(LINKS, slug, serializer):
            self.links.append(Checked(LINKS, slug, serializer))
            if raw["from"] == raw["to"]:
                self.problems.append(FileProblem("links.json", slug, "to", "links an event to itself"))

    def _report(self, name: str, slug: str, serializer: serializers.Serializer) -> bool:
        valid = serializer.is_valid()
        self.problems += [FileProblem(f"{name}.json", slug, *found) for found in flattened(serializer.errors)]
        return valid


def _slugs(records: Iterable[Any]) -> Iterator[str]:
    return (str(raw["slug"]) for raw in records if isinstance(raw, dict) and isinstance(raw.get("slug"), str))


def _repeated(content: dict[str, Any], key: str, files: list[str]) -> Iterator[FileProblem]:
    for name in files:
        values = Counter(str(raw[key]) for raw in content[name] if isinstance(raw, dict) and raw.get(key))
        for value, times in values.items():
            if times > 1:
                yield FileProblem(f"{name}.json", value if key == "slug" else "", key, f"{value!r} is used {times} times")


def _repeated_events(content: dict[str, Any]) -> Iterator[FileProblem]:
    """Slugs of events are one name space, across files and kinds."""
    files: dict[str, list[str]] = {}
    for kind in kinds.every():
        for slug in _slugs(content[kind.file]):
            files.setdefault(slug, []).append(f"{kind.file}.json")
    taken = dict(Event.objects.filter(slug__in=files).values_list("slug", "kind"))
    for slug, names in files.items():
        if len(names) > 1:
            yield FileProblem(names[0], slug, "slug", f"is used {len(names)} times, in {', '.join(names)}")
        elif slug in taken and kinds.get(taken[slug]).file != names[0].removesuffix(".json"):
            yield FileProblem(names[0], slug, "slug", f"is already that of a {taken[slug]}")


def _repeated_links(links: list[Any]) -> Iterator[FileProblem]:
    told = Counter((raw.get("from"), raw.get("relation"), raw.get("to")) for raw in links if isinstance(raw, dict))
    for (start, relation, end), times in told.items():
        if times > 1 and relation in Relation.values:
            yield FileProblem("links.json", f"{start} {relation} {end}", "", f"stands there {times} times")
