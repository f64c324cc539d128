"""A process that edits in public: publishes, corrects, retracts, links, renames and merges, at random.

python editor.py EDITOR VERBS UNTIL     does so many things at least, until a file is there; prints how many of each were done
"""

import json
import random
import sys
from collections import Counter
from pathlib import Path

import django

django.setup()

from django.db import IntegrityError  # noqa: E402

from policy import kinds  # noqa: E402
from policy.choices import ChangeKind  # noqa: E402
from policy.models import Actor, Event, Link, Measure  # noqa: E402
from policy.record import publish as record  # noqa: E402
from policy.record.publish import republish  # noqa: E402
from policy.renaming import merge_events, rename_actor, rename_event  # noqa: E402
from policy.rules import Refused  # noqa: E402
from tests.makers import (  # noqa: E402
    change,
    make_actor,
    make_item,
    make_link,
    make_measure,
    make_meeting,
    make_permit,
    make_statement,
    publish,
    retract,
)

MAKERS = {"measure": make_measure, "statement": make_statement, "meeting": make_meeting, "permit": make_permit}
KINDS = [kind.name for kind in kinds.every()]
# What files have to write in their own way, beside plain words.
TITLES = ["=1+1", "'quoted'", 'A "word"; another', "关于对稀土相关物项", "Two\nlines, and a comma", " \U0001f9f2 "]


class Editor:
    def __init__(self, name):
        self.name, self.chance, self.made = name, random.Random(name), 0
        self.speaker = make_actor(f"speaker-{name}").pk

    def one(self):
        return self.chance.choice(list(Event.objects.published().order_by("pk")))

    def add(self):
        publish(MAKERS[self.chance.choice(KINDS)](self._slug()))

    def say(self):
        publish(make_statement(self._slug(), speaker=self._speaker()))

    def control(self):
        provision = {
            "summary": "Testium metal needs a licence.",
            "requirement": "licence_required",
            "destinations": ["all"],
        }
        items = [{**provision, "ref": ref, "commencement": "2025-04", "items": [make_item()]} for ref in ("1", "2 b")]
        publish(make_measure(self._slug(), provisions=items))

    def again(self):
        tombstone = {"superseded_at": None, "document": None, "replaced_by": ""}
        gone = Event.objects.filter(**{f"revisions__{name}": value for name, value in tombstone.items()})
        publish(self.chance.choice(list(gone.order_by("pk"))))

    def correct(self):
        event = change(self.one(), title=f"{self.chance.choice(TITLES)} {self.chance.random()}")
        record.publish_all([event], reason="It was misread.", by=self.name, change=ChangeKind.CORRECTION)

    def retract(self):
        retract(self.one())

    def link(self):
        teller, other = self.one(), self.one()
        if teller.pk != other.pk and not Link.objects.filter(from_event=teller, to_event=other).exists():
            make_link(teller, other)
        publish(teller)

    def unlink(self):
        link = self.chance.choice(list(Link.objects.order_by("pk")))
        link.delete()
        publish(Event.objects.get(pk=link.from_event_id))

    def suspend(self):
        target = self.chance.choice(list(Measure.objects.published().order_by("pk")))
        effect = {"target": target, "effect": "suspends", "start": "2025-05", "until": "2026"}
        publish(make_measure(self._slug(), effects=[effect]))

    def rename(self):
        event = self.one()
        rename_event(event, self._slug(event.date), reason="It misled.", by=self.name)

    def merge(self):
        event = self.one()
        others = Event.objects.published().filter(kind=event.kind).exclude(pk=event.pk).order_by("pk")
        merge_events(event, self.chance.choice(list(others)), reason="They are one.", by=self.name)

    def reword(self):
        actor = self.chance.choice(list(Actor.objects.order_by("pk")))
        Actor.objects.filter(pk=actor.pk).update(name=f"Actor {self.chance.random()}")
        republish([f"actor:{actor.slug}"], reason="Another name.", by=self.name)

    def rename_actor(self):
        rename_actor(self._speaker(), self._slug("actor"), reason="It is called otherwise.", by=self.name)

    def _speaker(self):
        """Return the actor that is the editor's own: others would look for theirs under its former slug."""
        return Actor.objects.get(pk=self.speaker)

    def _slug(self, date=None):
        self.made += 1
        return f"{date or f'2025-04-{self.chance.randint(1, 28):02}'}-{self.name}-{self.made}"


VERBS = {
    "add": 4,
    "say": 2,
    "control": 2,
    "suspend": 1,
    "correct": 6,
    "retract": 3,
    "again": 3,
    "link": 5,
    "unlink": 2,
    "rename": 3,
    "merge": 4,
    "reword": 1,
    "rename_actor": 2,
}

# Each verb once, in an order in which the ones before let it be done.
BEGINNING = ["add", *VERBS]


def chosen(editor, verbs, until):
    """Yield verbs: some to begin with, then so many at random, and more until a file is there."""
    yield from BEGINNING
    while verbs > 0 or (until and not Path(until).exists()):
        yield editor.chance.choices(list(VERBS), list(VERBS.values()))[0]
        verbs -= 1


def main(name, verbs, until=""):
    editor, done = Editor(name), Counter()
    for verb in chosen(editor, int(verbs), until):
        try:
            getattr(editor, verb)()
            done[verb] += 1
        except (Refused, IndexError, IntegrityError):  # what stands by now, or another editor, is in its way
            done["refused"] += 1
    print(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
