"""How a synthetic event is found: what `policy.record.projections` would store of it, but for the making of the vector.

The words of these events need no normalisation beyond `words.plain`, so that a million of them take minutes, not an hour.
"""

from typing import Any

from bench.synthetic.events import Event
from bench.synthetic.words import plain
from policy.record.indexed import ACTING
from policy.record.numbers import date_word
from policy.record.search import segmented, word_of


def tags(event: Event) -> list[str]:
    document, facts = event.document, event.facts
    found = {
        f"kind:{event.kind}",
        f"certainty:{document['certainty']}",
        f"disputed:{str(document['disputed']).lower()}",
        *(f"country:{code}" for code in document["countries"]),
        *(f"actor:{actor.slug}" for actor, _ in event.roles),
        *(f"topic:{slug}" for slug in document["topics"]),
        *(f"material:{material['slug']}" for material in document["materials"]),
        *(f"form:{item.form}" for item in event.items),
        *(f"{key}:{facts[key]}" for key in ("instrument_type", "outcome") if key in facts and event.kind != "meeting"),
    }
    if document["direction"]:
        found.add(f"direction:{document['direction']}")
    return sorted(found)


def refs(event: Event) -> list[str]:
    return sorted(
        {
            *(f"actor:{actor.slug}" for actor, _ in event.roles),
            *(f"material:{material['slug']}" for material in event.document["materials"]),
            *(f"item:{item.slug}" for item in event.items),
            *(f"source:{source['slug']}" for source in event.sources),
            *(f"topic:{slug}" for slug in event.document["topics"]),
            *(f"event:{link['to']}" for link in event.facts["links"]),
            *(f"event:{slug}" for slug in event.foundations),
        }
    )


def searched(event: Event) -> tuple[str, ...]:
    """Return what each vector of `load.VECTORS` is made of, in their order."""
    document = event.document
    listed = event.items if event.kind == "measure" else []
    number, number_word = event.number or ("", "")
    materials = document["materials"]
    by_role = {acts: [actor for actor, role in event.roles if (role in ACTING) is acts] for acts in (True, False)}
    spoken = event.slug[11:].replace("-", " ")
    return (
        plain(f"{event.title} {number}"),
        segmented(event.original or ""),
        _words([*(item.material.word for item in listed), number_word]),
        plain(" ".join([document["summary"], spoken, *_names(by_role[True]), *(one["name"] for one in materials)])),
        _words(
            [
                *(actor.word for actor in by_role[True]),
                *(word_of("material", one["slug"]) for one in materials),
                *(date_word(day) for day in (document["date"], document["date_end"]) if day),
            ]
        ),
        plain(" ".join([*_names(by_role[False]), *event.texts, *(item.text for item in listed)])),
        segmented(event.chinese_quote),
        _words(
            [
                *(actor.word for actor in by_role[False]),
                *(word_of("topic", slug) for slug in document["topics"]),
                *(word for item in listed for word in item.words),
            ]
        ),
        plain(" ".join([*_cited(document), *(link["event"]["title"] for link in document["links"])])),
    )


def _words(words: list[str]) -> str:
    return " ".join(sorted({word for word in words if word}))


def _names(actors: list[Any]) -> list[str]:
    return [actor.name for actor in actors]


def _cited(document: dict[str, Any]) -> list[str]:
    return [text for citation in document["citations"] for text in (citation["supports"], citation["source"]["title"])]
