"""Rows for tests. Each `make_…(**changes)` writes one that is fit to be published as it stands, but for the changes.

Lists are given as lists: of rows (`issuers=[actor]`) or, for what belongs to the row alone, of what each should hold
(`provisions=[{"ref": "1", …}]`). The date of an event is that of its slug.
"""

import json
import re

from policy.models import (
    Actor,
    ControlledItem,
    Link,
    Material,
    Measure,
    Meeting,
    Source,
    Statement,
    Topic,
)
from policy.record import publish as record
from policy.record.models import Revision


def make_actor(slug="ministry-of-tests", **changes):
    values = {"name": "Ministry of Tests", "kind": "government", "country": "CN", **changes}
    return Actor.objects.get_or_create(slug=slug, defaults=values)[0]


def make_topic(slug="testing", **changes):
    return Topic.objects.get_or_create(slug=slug, defaults={"name": "Testing", "name_zh": "测试", **changes})[0]


def make_material(slug="testium", **changes):
    values = {"name": "Testium", "symbol": "Tt", "group": "light_rare_earth", "uses": "Tests.", **changes}
    return Material.objects.get_or_create(slug=slug, defaults=values)[0]


def make_source(slug="test-gazette", **changes):
    values = {
        "title": "Test gazette",
        "url": f"https://example.org/{slug}",
        "tier": "reporting",
        "checked": "text",
        "published": "2025-04-04",
        **changes,
    }
    values.setdefault("publisher", make_actor("test-times", name="Test Times", kind="media", country="GB"))
    return Source.objects.get_or_create(slug=slug, defaults=values)[0]


def make_item(slug="test-item", **changes):
    values = {
        "form": "metal",
        "description": "Testium metal.",
        "hs_codes": ["280530"],
        "control_code": "1C9",
        **changes,
    }
    values.setdefault("material", make_material())
    listing = "2025-01-01-list-of-items"
    if "defined_by" not in values:
        values["defined_by"] = Measure.objects.filter(slug=listing).first() or make_measure(listing)
    return ControlledItem.objects.get_or_create(slug=slug, defaults=values)[0]


def make_measure(slug="2025-04-04-test-measure", **changes):
    provision = {
        "ref": "1",
        "summary": "Testium needs a licence.",
        "requirement": "licence_required",
        "destinations": ["all"],
        "commencement": _date(slug),
        "materials": [make_material()],
    }
    values = {
        "instrument_type": "export_control",
        "country": "CN",
        "direction": "tightening",
        "issuers": [make_actor()],
        "targets": [{"country": "all"}],
        "provisions": [provision],
    }
    return _make(Measure, **{**_event("measure", slug), **values, **changes})


def make_statement(slug="2025-04-05-test-statement", **changes):
    values = {"channel": "press_conference", "stance": "neutral", **changes}
    values.setdefault("speaker", make_actor())
    return _make(Statement, **{**_event("statement", slug), **values})


def make_meeting(slug="2025-04-06-test-meeting", **changes):
    other = make_actor("department-of-tests", name="Department of Tests", country="US")
    values = {"meeting_kind": "talks", "held": "held", "participants": [make_actor(), other], **changes}
    return _make(Meeting, **{**_event("meeting", slug), **values})


def make_permit(slug="2025-04-07-test-permit", **changes):
    from permits.models import PermitDecision

    values = {"outcome": "approved", "count_kind": "exact", "count_value": 3, **changes}
    values.setdefault("authority", make_actor())
    return _make(PermitDecision, **{**_event("permit", slug), **values})


def make_link(teller, other, relation="follows", note=""):
    """Let an event tell of a link to another; it shows once both are published as they then stand."""
    return Link.objects.create(from_event_id=teller.pk, to_event_id=other.pk, relation=relation, note=note)


def change(event, **changes):
    """Edit an event without publishing it."""
    row = type(event).objects.get(pk=event.pk)
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row


def publish(*events, reason="For a test."):
    """Publish events together; return the revisions appended."""
    return record.publish_all(events, reason=reason, by="tester")


def retract(event, reason="It was a test."):
    return record.retract(event, reason=reason, by="tester")


def newest(event):
    """Return an event's newest revision."""
    return Revision.objects.current().get(event_id=event.pk)


def document(event):
    """Return the document that readers see of an event."""
    return json.loads(newest(event).document)


def _date(slug):
    return re.match(r"\d{4}(-\d\d(-\d\d)?)?", slug)[0]


def _event(kind, slug):
    return {
        "kind": kind,
        "slug": slug,
        "date": _date(slug),
        "title": f"Test {kind}",
        "summary": f"A {kind} that tests need.",
        "certainty": "official",
        "citations": [{"source": make_source(), "supports": "all of it"}],
    }


def _make(model, **values):
    """Write a row, then what its lists hold."""
    lists = {
        name: value
        for name, value in values.items()
        if model._meta.get_field(name).is_relation and isinstance(value, list)
    }
    row = model.objects.create(**{name: value for name, value in values.items() if name not in lists})
    for name, listed in lists.items():
        relation = model._meta.get_field(name)
        if relation.many_to_many:
            getattr(row, name).set(listed)
        else:
            for child in listed:
                _make(relation.related_model, **{relation.field.name: row, **child})
    return row
