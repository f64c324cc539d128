"""The rows of synthetic events in every table that a publication fills, as lines of PostgreSQL's COPY."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from bench.synthetic import found
from bench.synthetic.events import Event, Group
from bench.synthetic.plan import GROUP, PROVISIONS, SOURCES, SUSPENDING
from bench.synthetic.reference import Reference
from permits.stored_terms import course
from policy.record.bitemporal import valid
from policy.record.chain import instant
from policy.record.documents import compact
from policy.record.indexed import SEARCH_FORM
from policy.record.projections import order_key
from policy.record.provisions import courses, scopes
from policy.record.stored_controls import shown, told

FIRST_INSTANT, BETWEEN_GROUPS = datetime(2025, 1, 1, tzinfo=UTC), timedelta(minutes=10)
REASON, BY = "Synthetic data of a measurement.", "synthetic"
NOW = "2025-01-01 00:00:00+00"

Lines = dict[str, list[str]]


class Writer:
    """Turns groups into lines by table, in their order: the hash chain goes through all of them."""

    def __init__(self, reference: Reference) -> None:
        self.ids = {
            row.slug: row.id for rows in (reference.actors, reference.materials, reference.items) for row in rows
        }
        self.ids |= {slug: place for place, slug in enumerate(reference.topics, 1)}
        self.previous = ""
        self.lines: Lines = defaultdict(list)

    def taken(self) -> Lines:
        """Return the lines written since the last call."""
        lines, self.lines = self.lines, defaultdict(list)
        return lines

    def put(self, table: str, *values: Any) -> None:
        self.lines[table].append(line(values))

    def write(self, group: Group) -> None:
        for place, source in enumerate(group.sources, group.number * SOURCES + 1):
            self.ids[source["slug"]] = place
            given = {**source, "publisher": self.ids[source["publisher"]], "archive_url": ""}
            self.put("policy_source", place, *given.values())
        self.ids |= {event.slug: event.id for event in group.events}
        at = FIRST_INSTANT + group.number * BETWEEN_GROUPS
        for event in group.events:
            self._editorial(event)
            self._record(event, at)
        Derived(self, group, at).write()
        for row in (*group.sources, *group.events):
            del self.ids[row["slug"] if isinstance(row, dict) else row.slug]

    def _editorial(self, event: Event) -> None:
        facts = event.facts
        own = (event.title, event.original or "", event.document["summary"], facts["certainty"], NOW, NOW)
        self.put("policy_event", event.id, event.slug, event.kind, event.date, event.document["date_end"], *own)
        self._through("policy_event_topics", event.id, facts["topics"])
        for citation in facts["citations"]:
            self.put("policy_citation", citation["supports"], "", "", event.id, self.ids[citation["source"]])
        for link in facts["links"]:
            self.put("policy_link", link["relation"], "", event.id, self.ids[link["to"]])
        getattr(self, f"_{event.kind}")(event.id, facts, event)

    def _measure(self, key: int, facts: dict[str, Any], event: Event) -> None:
        own = (facts["instrument_number"], facts["instrument_type"], facts["country"], facts["direction"], "")
        self.put("policy_measure", key, *own)
        self._through("policy_measure_issuers", key, facts["issuers"])
        for target in facts["targets"]:
            actor = self.ids.get(target)
            self.put("policy_target", "" if actor else target, actor, key)
        first = provision_id(event, 0)
        for place, one in enumerate(facts["provisions"]):
            dates = (one["effective"], one["expires"])
            own = (place, one["ref"], one["summary"], one["requirement"], one["destinations"], *dates, "", key)
            self.put("policy_provision", first + place, *own)
            self._through("policy_provision_items", first + place, one["items"])
            self._through("policy_provision_materials", first + place, one["materials"])
        for effect in facts["effects"]:
            self._effect(key, effect)

    def _effect(self, key: int, effect: dict[str, Any]) -> None:
        target, ref = self.ids[effect["target"]], effect["provision_ref"]
        provision = _first_provision(target) + int(ref.removeprefix("Article ")) - 1 if ref else None
        self.put("policy_effect", effect["effect"], effect["from"], effect["until"], provision, key, target)

    def _statement(self, key: int, facts: dict[str, Any], event: Event) -> None:
        speakers = (self.ids[facts["on_behalf_of"]], self.ids[facts["speaker"]])
        self.put("policy_statement", key, None, "", facts["channel"], facts["stance"], *speakers)
        self._through("policy_statement_materials", key, facts["materials"])
        for quote in facts["quotes"]:
            self.put("policy_quotation", quote["text"], quote["language"], quote["translation"], key)

    def _meeting(self, key: int, facts: dict[str, Any], event: Event) -> None:
        self.put("policy_meeting", key, facts["kind"], facts["place"], facts["country"], facts["held"])
        self._through("policy_meeting_participants", key, facts["participants"])

    def _permit(self, key: int, facts: dict[str, Any], event: Event) -> None:
        counts = (facts["count"]["kind"], facts["count"]["value"], "", None)
        own = (*counts, "", facts["sectors"], facts["destinations"], facts["valid_from"], facts["valid_to"], "")
        self.put("permits_permitdecision", key, facts["outcome"], "", *own, self.ids[facts["authority"]], "", "", "")
        for name in ("beneficiaries", "items", "under"):
            self._through(f"permits_permitdecision_{name}", key, facts[name])

    def _through(self, table: str, key: int, slugs: Iterable[str]) -> None:
        for slug in slugs:
            self.put(table, key, self.ids[slug])

    def _record(self, event: Event, at: datetime) -> None:
        facts = json.dumps(event.facts, ensure_ascii=False)
        own = (event.id, 1, "add", event.kind, event.slug, instant(at), REASON, BY, self.previous)
        sha256 = _sha256(event, at, self.previous)
        self.put("record_revision", *own, sha256, compact(event.document), facts, event.id, "")
        self.previous = sha256
        place = (event.id, order_key(event.day, event.id), event.date)
        self.put("projection", *place, found.tags(event), found.refs(event), SEARCH_FORM, *found.searched(event))


class Derived:
    """What follows from the documents of a group: scopes and periods of provisions, periods of permits."""

    def __init__(self, writer: Writer, group: Group, at: datetime) -> None:
        self.writer, self.group, self.known = writer, group, f"[{at.isoformat()},)"

    def write(self) -> None:
        acting = [event.document for event in self.group.events if event.facts.get("effects")]
        for event in self.group.events:
            if event.kind == "measure" and event.place != SUSPENDING:
                self._controls(event, [one for one in acting if _acts_on(one, event)])
            if event.kind == "permit":
                self._terms(event)

    def _controls(self, event: Event, acting: list[dict[str, Any]]) -> None:
        put, ids = self.writer.put, {}
        for place, provision in enumerate(event.facts["provisions"]):
            ids[provision["ref"]] = recorded_id(event, place)
            put("record_recordedprovision", recorded_id(event, place), provision["ref"], event.id)
        for scope in scopes(event.document):
            about = (scope.announced, scope.item, scope.material, scope.is_named, list(scope.tags))
            put("record_controlscope", self.known, scope.order_key, *about, ids[scope.ref])
        for one in courses(event.document, acting):
            amendments = _json(told(effect) for effect in one.amendments)
            for period in one.periods:
                because = _json(told(effect) for effect in period.because)
                states = (str(period.state), str(period.next_state or ""), period.lapsed_suspension)
                days = (_days(valid(period)), _days(shown(period, event.day)), self.known)
                put("record_controlperiod", *days, *states, because, amendments, ids[one.ref])

    def _terms(self, event: Event) -> None:
        for period in course(event.document, []):
            states = (str(period.state), str(period.next_state or ""), _json(period.because))
            self.writer.put("permits_permitperiod", _days(valid(period)), self.known, *states, event.id)


def line(values: Iterable[Any]) -> str:
    """Write a row as COPY reads it; no text of synthetic events holds what would have to be escaped."""
    return "\t".join(map(_written, values)) + "\n"


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return "\\N"
    if isinstance(value, list):
        return "{" + ",".join(f'"{one}"' if " " in one else one for one in value) + "}"
    return str(value)


def provision_id(event: Event, place: int) -> int:
    return _first_provision(event.id) + place


def recorded_id(event: Event, place: int) -> int:
    """Return the key of a provision that the record knows: those of suspending instruments it doesn't."""
    return provision_id(event, place) - (event.id - 1) // GROUP - (event.place > SUSPENDING)


_BEFORE = [sum(count for place, count in PROVISIONS.items() if place < one) for one in range(GROUP + 1)]


def _first_provision(event: int) -> int:
    group, place = divmod(event - 1, GROUP)
    return group * _BEFORE[GROUP] + _BEFORE[place] + 1


def _sha256(event: Event, at: datetime, previous: str) -> str:
    """Hash a revision as `policy.record.chain` does: for these documents, sorted JSON is the canonical one."""
    envelope = {
        "seq": event.id,
        "number": 1,
        "action": "add",
        "kind": event.kind,
        "slug": event.slug,
        "published_at": instant(at),
        "reason": REASON,
        "previous_sha256": previous or None,
        "document": event.document,
    }
    written = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _acts_on(document: dict[str, Any], event: Event) -> bool:
    return any(effect["target"] == event.slug for effect in document["detail"]["effects"])


def _days(days: DateRange) -> str:
    return "empty" if days.isempty else f"[{days.lower or ''},{days.upper or ''})"


def _json(values: Iterable[Any]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def reference_rows(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield the lines of what all events share, each with its table; items are defined by the first event."""
    for actor in reference.actors:
        yield "policy_actor", line((actor.id, actor.slug, actor.name, "", actor.kind, actor.country, "", None))
    for one in reference.materials:
        named = (one.symbol or "", None, one.name, one.name_zh, one.group, [], "Synthetic.")
        yield "policy_material", line((one.id, one.slug, *named))
    for item in reference.items:
        own = (item.form, item.code, list(item.hs_codes), item.description, item.material.id, 1)
        yield "policy_controlleditem", line((item.id, item.slug, *own))
    for place, slug in enumerate(reference.topics, 1):
        yield "policy_topic", line((place, slug, f"Synthetic topic {place}", f"合成主题{place}"))
