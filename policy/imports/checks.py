"""Check the records of files against each other and against the database, before anything is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from policy import kinds, rules
from policy.imports.constraints import broken_constraints
from policy.imports.files import LINKS, META, REFERENCE_FILES
from policy.imports.problems import FileProblem
from policy.imports.reading import Record
from policy.kinds.base import PublicEvent
from policy.models import Event, Source
from policy.record.facts import DataSetFacts, EventFacts, Facts, LinkFacts
from policy.record.former import ACTOR, EVENT, former, now_called
from policy.record.references import References

STATUSES = ("published", "draft")


class Check:
    """What a folder holds, next to what the database holds (`current`, by file and slug).

    `records` are those that are new or changed; `problems` says everything that doesn't hold.
    """

    def __init__(self, content: dict[str, Any], current: dict[str, dict[str, dict[str, Any]]]) -> None:
        self.content, self.current = content, current
        self.context = {"known": self._known(), "provision_refs": self._provision_refs()}
        self.problems = [*self._repeated("slug"), *self._repeated("url"), *self._repeated_events(), *self._replaced()]
        self.records = [record for name, facts in _serializers() for record in self._read_file(name, facts)]
        self.links = list(self._read_links())
        self.meta = Record(META, "", DataSetFacts(), content[META])
        read = [*self.records, *self.links, self.meta]
        self.problems += (problem for record in read for problem in record.problems)
        self.problems += broken_constraints(row for record in read for row in record.rows)
        self.problems += self._broken_rules()

    def _known(self) -> dict[str, set[str]]:
        """Slugs that references may name: those of the files and those of the database."""
        known = {name: {*_by_slug(self.content[name]), *self.current[name]} for name, _ in _serializers()}
        known["events"] = set().union(*(known[kind.file] for kind in kinds.every()))
        return known

    def _provision_refs(self) -> dict[str, set[str]]:
        measures = self.current["measures"] | _by_slug(self.content["measures"])
        return {slug: {part["ref"] for part in _provisions(raw)} for slug, raw in measures.items()}

    def _read_file(self, name: str, facts: type[Facts]) -> Iterator[Record]:
        """Read the records of one file that the database doesn't hold as they are."""
        serializer = facts(context=self.context)
        for place, raw in enumerate(self.content[name], 1):
            slug = str(raw["slug"]) if isinstance(raw, dict) and raw.get("slug") else f"[{place}]"
            if issubclass(facts, EventFacts) and isinstance(raw, dict):
                if raw.get("status") not in STATUSES:
                    self.problems.append(
                        FileProblem(f"{name}.json", slug, "status", f"is none of {', '.join(STATUSES)}")
                    )
                raw = _facts(raw)
            if not isinstance(raw, dict) or serializer.told(raw) != self.current[name].get(slug):
                yield Record(name, slug, serializer, raw)

    def _read_links(self) -> Iterator[Record]:
        serializer = LinkFacts(context=self.context)
        told: set[tuple[str, str, str]] = set()
        for place, raw in enumerate(self.content[LINKS], 1):
            slug = f"{raw.get('from')} {raw.get('relation')} {raw.get('to')}" if isinstance(raw, dict) else f"[{place}]"
            record = Record(LINKS, slug, serializer, raw)
            if not record.problems:
                link = record.attrs["from_event"], record.attrs["relation"], record.attrs["to_event"]
                if link[0] == link[2]:
                    record.tell("to", "links an event to itself")
                if link in told:
                    record.tell("", "stands there more than once")
                told.add(link)
            yield record

    def _repeated(self, key: str) -> Iterator[FileProblem]:
        """Values of a key that must differ; those of the database count where no record of the file replaces them."""
        for name, facts in REFERENCE_FILES.items():
            if key not in facts.Meta.fields:
                continue
            kept = self.current[name].keys() - _by_slug(self.content[name])
            rows = [*self.content[name], *(self.current[name][slug] for slug in kept)]
            values = Counter(raw[key] for raw in rows if isinstance(raw, dict) and isinstance(raw.get(key), str))
            for value, times in values.items():
                if times > 1:
                    slug = value if key == "slug" else ""
                    yield FileProblem(f"{name}.json", slug, key, f"{value!r} is used {times} times")

    def _repeated_events(self) -> Iterator[FileProblem]:
        """Slugs of events are one name space, across files and kinds."""
        used: dict[str, list[str]] = {}
        for kind in kinds.every():
            for slug in _slugs(self.content[kind.file]):
                used.setdefault(slug, []).append(f"{kind.file}.json")
        for slug, files in used.items():
            taken = [
                kind.name
                for kind in kinds.every()
                if slug in self.current[kind.file] and f"{kind.file}.json" not in files
            ]
            if len(files) > 1:
                yield FileProblem(files[0], slug, "slug", f"is used {len(files)} times, in {', '.join(files)}")
            elif taken:
                yield FileProblem(files[0], slug, "slug", f"is already that of a {taken[0]}")

    def _replaced(self) -> Iterator[FileProblem]:
        """Slugs that lead to others by now. A merged event stands in an export as a draft: so it may be written, as it is."""
        ended = former(EVENT)
        given = [(kind.file, EVENT, self._written(kind.file) & ended) for kind in kinds.every()]
        for name, table, slugs in [*given, ("actors", ACTOR, _by_slug(self.content["actors"]).keys() & former(ACTOR))]:
            for slug in sorted(slugs):
                yield FileProblem(f"{name}.json", slug, "slug", f"is now {now_called(table, slug)}: write that one")

    def _written(self, name: str) -> set[str]:
        """Return the slugs of a file's events, but for those that it leaves unpublished as they are."""
        events = _by_slug(self.content[name])
        return {slug for slug, raw in events.items() if slug not in self.current[name] or raw.get("status") != "draft"}

    def _broken_rules(self) -> Iterator[FileProblem]:
        """Put the rules of publication to each event that could be read and is to be published."""
        wrong = {(record.file, record.slug) for record in self.records if record.problems}
        sources = self.current["sources"] | _by_slug(self.content["sources"])
        read = {slug: Source(slug=slug, checked=raw.get("checked")) for slug, raw in sources.items()}
        references = References(actors={}, materials={}, items={}, sources=read)
        published = self._published()
        for kind in kinds.every():
            for slug, raw in _by_slug(self.content[kind.file]).items():
                if raw.get("status") == "published" and (kind.file, slug) not in wrong:
                    event = PublicEvent(kind, {**_facts(raw), "links": []}, references)
                    for problem in rules.problems(event, published):
                        yield FileProblem(f"{kind.file}.json", problem.slug, problem.field, problem.message)

    def _published(self) -> dict[str, dict[str, Any]]:
        """Facts of the events that are to be public, by slug: the files decide, and the record where they are silent."""
        events = {slug: raw for kind in kinds.every() for slug, raw in _by_slug(self.content[kind.file]).items()}
        before = {
            slug: raw for kind in kinds.every() for slug, raw in self.current[kind.file].items() if slug not in events
        }
        standing = Event.objects.published().filter(slug__in=before).values_list("slug", flat=True)
        marked = {slug: raw for slug, raw in events.items() if raw.get("status") == "published"}
        marked = {slug: {**raw, "provisions": [*_provisions(raw)]} for slug, raw in marked.items()}
        return marked | {slug: before[slug] for slug in standing}


def _serializers() -> Iterator[tuple[str, type[Facts]]]:
    yield from REFERENCE_FILES.items()
    yield from ((kind.file, kind.facts) for kind in kinds.every())


def _facts(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key != "status"}


def _slugs(records: Iterable[Any]) -> Iterator[str]:
    return (raw["slug"] for raw in records if isinstance(raw, dict) and isinstance(raw.get("slug"), str))


def _by_slug(records: Iterable[Any]) -> dict[str, dict[str, Any]]:
    return {raw["slug"]: raw for raw in records if isinstance(raw, dict) and isinstance(raw.get("slug"), str)}


def _provisions(measure: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the provisions of a measure that are well enough formed to be named."""
    provisions = measure.get("provisions")
    for part in provisions if isinstance(provisions, list) else []:
        if isinstance(part, dict) and isinstance(part.get("ref"), str):
            yield part
