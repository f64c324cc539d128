"""Write facts into the row that once said them: one record, checked and written as those of files are."""

from typing import Any

from django.db import connection, models, transaction

from policy import kinds
from policy.imports.constraints import broken_constraints
from policy.imports.files import LINKS, REFERENCE_FILES
from policy.imports.reading import Record
from policy.imports.write import Writer
from policy.models import Link, Provision
from policy.record.facts import Facts, LinkFacts
from policy.rules import Problem, Refused

TAKEN = "Another row is called {} by now."
REPEATED = "Another row has {} by now."


@transaction.atomic
def restore(row: Any, facts: type[Facts], said: dict[str, Any]) -> None:
    """Let a row, the rows below it and its lists say what facts of it say, the links it tells included.

    Raises `policy.rules.Refused` with all that can't be read or stands elsewhere by now, and whatever the database
    refuses: `ProtectedError` for rows below that others refer to, `IntegrityError` for the rest.
    """
    ids = _ids()
    context = {"known": {name: set(keys) for name, keys in ids.items()}, "provision_refs": _provision_refs()}
    own = {key: value for key, value in said.items() if key != LINKS}
    told = [{"from": said["slug"], **link} for link in said.get(LINKS, [])]
    context["known"]["events"].add(said["slug"])
    record = Record("", row.slug, facts(context=context), own)
    links = [Record(LINKS, row.slug, LinkFacts(context=context), link) for link in told]
    rows = [read for one in (record, *links) for read in one.rows]
    problems = [*record.problems, *(problem for one in links for problem in one.problems), *broken_constraints(rows)]
    found = [Problem(row.slug, one.field, one.reason) for one in problems]
    found += _taken(row, record.attrs)
    if found:
        raise Refused(found)
    _write(row, record, ids)
    if LINKS in said:
        _write_links(row, [link.attrs for link in links], ids["events"])
    connection.check_constraints()


def _ids() -> dict[str, dict[str, int]]:
    """Return the primary keys of all rows by file and slug."""
    tables = {name: facts.Meta.model for name, facts in REFERENCE_FILES.items()}
    tables |= {kind.file: kind.model for kind in kinds.every()}
    ids = {name: dict(model._default_manager.values_list("slug", "pk")) for name, model in tables.items()}
    return ids | {"events": {slug: key for kind in kinds.every() for slug, key in ids[kind.file].items()}}


def _provision_refs() -> dict[str, set[str]]:
    refs: dict[str, set[str]] = {}
    for slug, ref in Provision.objects.values_list("measure__slug", "ref"):
        refs.setdefault(slug, set()).add(ref)
    return refs


def _taken(row: models.Model, attrs: dict[str, Any]) -> list[Problem]:
    """Return a problem for each value that no two rows share and another row has."""
    found = []
    for column in row._meta.concrete_fields:
        value = attrs.get(column.name) if column.unique and not column.primary_key else None
        if value and column.model._default_manager.exclude(pk=row.pk).filter(**{column.name: value}).exists():
            sentence = TAKEN if column.name == "slug" else REPEATED
            found.append(Problem(str(row), column.name, sentence.format(value)))
    return found


def _write(row: models.Model, record: Record, ids: dict[str, dict[str, int]]) -> None:
    writer = Writer(ids)
    writer.write(row, record.facts, record.attrs)
    writer.flush()
    writer.write_late(row, record.facts, record.attrs)
    writer.flush()
    writer.delete_gone()


def _write_links(event: Any, links: list[dict[str, Any]], events: dict[str, int]) -> None:
    """Let an event tell exactly these links; those that it tells already keep their rows."""
    notes = {(events[link["to_event"]], link["relation"]): link["note"] for link in links}
    for link in event.links_out.all():
        note = notes.pop((link.to_event_id, link.relation), None)
        if note is None:
            link.delete()
        elif note != link.note:
            link.note = note
            link.save()
    for (to_event, relation), note in notes.items():
        Link.objects.create(from_event_id=event.pk, to_event_id=to_event, relation=relation, note=note)
