"""The steps of stories.feature: decisions are published as its tables say, then all that is told of them is read."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from pytest_bdd import given, parsers, scenarios, then, when

from permits.models import PermitDecision, PermitPeriod
from permits.summary import BY
from policy.imports.export import export
from policy.record.models import Revision
from policy.record.verify import verify
from tests.makers import make_actor, make_material, make_permit, make_source, publish, retract

pytestmark = pytest.mark.usefixtures("empty")

scenarios("stories.feature")

BEFORE = "as known before {slug} "


def rows(datatable):
    """Return the rows of a table as objects, by the names in its first row."""
    names, *values = datatable
    return [dict(zip(names, row, strict=True)) for row in values]


def listed(text, separator=","):
    return [part.strip() for part in text.split(separator) if part.strip()]


def cell(value):
    """Write a value as the tables do: "exact 3" for a count, nothing for nothing."""
    if isinstance(value, list):
        return ("; " if any(isinstance(one, dict) for one in value) else ", ").join(map(cell, value))
    if isinstance(value, dict):
        return " ".join(map(cell, value.values())).strip()
    return "" if value is None else str(value)


def counted(name, text):
    kind, _, value = text.partition(" ")
    return {f"{name}_kind": kind, f"{name}_value": int(value) if value else None}


def claimed(text):
    of, kind, value, claimant, source = text.split()
    stated = counted("count", f"{kind} {value}")
    return {"of": of, **stated, "claimant": make_actor(claimant), "source": make_source(source)}


def enter(slug, outcome, count, applications="", valid_from="", valid_to="", **lists):
    """Write a decision as a row of a table names it."""
    known = {name: listed(lists.get(name, "")) for name in ("sectors", "destinations", "materials", "replaces")}
    return make_permit(
        slug,
        outcome=outcome,
        valid_from=valid_from or None,
        valid_to=valid_to or None,
        sectors=known["sectors"],
        destinations=known["destinations"],
        materials=[make_material(one, name=one) for one in known["materials"]],
        replaces=[PermitDecision.objects.get(slug=one) for one in known["replaces"]],
        claimed_counts=[claimed(one) for one in listed(lists.get("claimed_counts", ""), ";")],
        **counted("count", count),
        **counted("applications", applications),
    )


def instant_before(slug):
    """Return the last instant at which an event's newest revision wasn't known."""
    return Revision.objects.current().get(slug=slug).published_at - timedelta(microseconds=1)


def state(slug, day, known_at=None):
    found = PermitPeriod.objects.known_at(known_at).filter(event__slug=slug).on(date.fromisoformat(day))
    return next(iter(found.values_list("state", flat=True)), "none")


def stand(table, known_at=None):
    told = [
        {name: row["permit"] if name == "permit" else state(row["permit"], name, known_at) for name in row}
        for row in table
    ]
    assert told == table


def summed(by, row, file):
    """Return a row of sums as the tables write it: from the API's answer and from the file's line."""
    numbers = {"key": row.get("key"), "decisions": row["decisions"], "known": row["known_minimum"]}
    more = {"unspecified": row["unspecified"], "applications": row["applications"]}
    return {name: cell(value) for name, value in {"by": by, **numbers, "file": file, **more}.items()}


def sums(client, **asked):
    """Read every sum from the API and from the files, which have to agree."""
    query = QueryDict(mutable=True)
    query.update(asked)
    told, totals = [], []
    for by in BY:
        answer = client.get(f"/api/v1/permits/summary/?by={by}&{query.urlencode()}").json()
        text = client.get(f"/permits/summary.csv?by={by}&{query.urlencode()}").content.decode()
        files = list(csv.DictReader(io.StringIO(text)))
        told += [summed(by, row, file["known_minimum"]) for row, file in zip(answer["rows"], files, strict=True)]
        assert [as_in_file(row) for row in answer["rows"]] == [tuple(file[name] for name in FILE) for file in files]
        totals.append(answer["total"])
    assert totals == [totals[0]] * len(BY)
    return [*told, summed("total", totals[0], None)]


FILE = ("key", "decisions", "unspecified", "applications_kind", "applications_value")


def as_in_file(row):
    stated = row["applications"] or {"kind": None, "value": None}
    return tuple(map(cell, (row["key"], row["decisions"], row["unspecified"], stated["kind"], stated["value"])))


@given("these decisions are published:")
def published(datatable):
    for row in rows(datatable):
        publish(enter(**row))


@when(parsers.parse("{slug} is retracted"))
def retracted(slug):
    retract(PermitDecision.objects.get(slug=slug))


@then("the exported rows and the documents say:")
def rows_and_documents(datatable, client, tmp_path):
    table = rows(datatable)
    export(tmp_path)
    exported = json.loads((tmp_path / "permits.json").read_text())
    documents = client.get("/api/v1/permits/?order=date").json()["results"]
    assert [{name: cell(one.get(name)) for name in table[0]} for one in exported] == table
    assert [{name: cell({**one, **one["detail"]}[name]) for name in table[0]} for one in documents] == table


@then("the permits stand:")
def permits_stand(datatable):
    stand(rows(datatable))
    verify()


@then(parsers.parse(BEFORE + "the permits stand:"))
def permits_stood(slug, datatable):
    stand(rows(datatable), instant_before(slug))


@then("the decisions add up to:")
def decisions_add_up(datatable, client):
    assert sums(client) == rows(datatable)


@then(parsers.parse(BEFORE + "the decisions add up to:"))
def decisions_added_up(slug, datatable, client):
    assert sums(client, known_at=instant_before(slug).isoformat()) == rows(datatable)


@then(parsers.parse("of those to {day} the decisions add up to:"))
def earlier_decisions_add_up(day, datatable, client):
    assert sums(client, to=day) == rows(datatable)
