"""Write the editorial tables as a data set: the inverse of loading one."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from policy import kinds
from policy.imports.files import LINKS, META, REFERENCE_FILES, write_file
from policy.models import DataSet, Event, Link
from policy.record.editorial import rows_with_facts
from policy.record.facts import DataSetFacts, Facts, LinkFacts

RELATED = {"actors": ["parent"], "sources": ["publisher"], "items": ["material", "defined_by"]}


def exported() -> dict[str, dict[str, dict[str, Any]]]:
    """Return the facts of all rows by file and slug, in the order in which they were entered, without `status`."""
    content = {name: _references(name, facts) for name, facts in REFERENCE_FILES.items()}
    for kind in kinds.every():
        content[kind.file] = _by_slug(kind.facts(rows_with_facts(kind).order_by("pk"), many=True).data)
    return content


def export(folder: Path) -> int:
    """Write all files of the data set into a folder, making it if need be; return the number of records."""
    folder.mkdir(parents=True, exist_ok=True)
    content = exported()
    published = set(Event.objects.published().values_list("slug", flat=True))
    for kind in kinds.every():
        content[kind.file] = {
            slug: _with_status(kind.facts, facts, published=slug in published)
            for slug, facts in content[kind.file].items()
        }
    for name, records in content.items():
        write_file(folder / f"{name}.json", list(records.values()))
    links = LinkFacts(Link.objects.order_by("pk").select_related("from_event", "to_event"), many=True).data
    write_file(folder / f"{LINKS}.json", links)
    write_file(folder / f"{META}.json", DataSetFacts(DataSet.objects.get()).data)
    return sum(map(len, content.values())) + len(links)


def _references(name: str, facts: type[Facts]) -> dict[str, dict[str, Any]]:
    rows = facts.Meta.model._default_manager.select_related(*RELATED.get(name, [])).order_by("pk")
    return _by_slug(facts(rows, many=True).data)


def _by_slug(records: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {record["slug"]: record for record in records}


def _with_status(facts: type[Facts], record: dict[str, Any], *, published: bool) -> dict[str, Any]:
    """Put `status` where the shipped files have it: before the keys that SCHEMA.md doesn't know, and a few others."""
    last = (*getattr(facts.Meta, "after_status", ()), *facts.Meta.added)
    first = {key: value for key, value in record.items() if key not in last}
    rest = {key: record[key] for key in last if key in record}
    return {**first, "status": "published" if published else "draft", **rest}
