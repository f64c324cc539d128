"""What only events of one kind have: their own facts, and the detail of their documents, beside each other."""

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bench.synthetic import words
from bench.synthetic.plan import EFFECTS, PROVISIONS, SUSPENDING, UNDER
from bench.synthetic.reference import COUNTRIES

if TYPE_CHECKING:
    from bench.synthetic.events import Event, Maker

Both = tuple[dict[str, Any], dict[str, Any]]

TYPES = ("export_control", "export_control", "export_ban", "tariff", "licensing_relief", "quota", "technology_control")
REQUIREMENTS = ("licence_required", "licence_required", "prohibited", "reporting_required", "tariff", "exemption")
DIRECTIONS = ("tightening", "tightening", "easing", "neutral")
STANCES = ("easing", "tightening", "neutral", "contradicting")
CHANNELS = ("press_conference", "written_statement", "interview", "speech", "social_media")
OUTCOMES = ("approved", "approved", "approved", "denied")
PLACES = ("Geneva", "London", "Stockholm", "Madrid", "Kuala Lumpur")
COMPANIES_LISTED = 0.1  # share of measures aimed at a company


def measure(maker: "Maker", rng: random.Random, event: "Event", group: "list[Event]") -> Both:
    reference = maker.reference
    issuers = reference.draw(rng, reference.ministries, 1 + (event.id % 4 == 0))
    targets = _countries(rng, 2)
    event.roles, event.acting, event.affected = [(actor, "issuer") for actor in issuers], issuers, targets
    if rng.random() < COMPANIES_LISTED:
        (company,) = reference.draw(rng, reference.companies)
        event.roles, event.affected = [*event.roles, (company, "target")], [company.slug]
    year, number = event.day.year, 1 + event.id % 99
    event.number = (f"Synthetic Announcement {number} of {year}", f"no{number}y{year}")
    provisions = [_provision(maker, rng, event, place) for place in range(PROVISIONS[event.place])]
    effects = [_effect(event, group, *effect) for effect in EFFECTS.get(event.place, ())]
    event.foundations = [effect["target"] for effect in effects]
    own = {
        "instrument_number": event.number[0],
        "instrument_type": "suspension" if event.place == SUSPENDING else rng.choice(TYPES),
        "issuers": [actor.slug for actor in issuers],
        "country": issuers[0].country,
        "targets": event.affected,
        "announced": event.date,
        "direction": rng.choice(DIRECTIONS),
        "provisions": [facts for facts, _ in provisions],
        "effects": effects,
    }
    detail = {
        "instrument_number": own["instrument_number"],
        "instrument_type": own["instrument_type"],
        "issuers": own["issuers"],
        "issuing_country": own["country"],
        "targets": own["targets"],
        "announced": own["announced"],
        "legal_basis": None,
        "provisions": [shown for _, shown in provisions],
        "effects": effects,
    }
    return own, detail


def _provision(maker: "Maker", rng: random.Random, event: "Event", place: int) -> Both:
    """Return a provision, as facts and as shown; most end after one to four years, some are about a material by name."""
    reference, material = maker.reference, maker.reference.draw(rng, maker.reference.materials)[0]
    items = [reference.item(rng, material)] if rng.random() < 0.6 else []
    materials = [] if items else [material]
    start = event.day + timedelta(days=int(rng.random() * 60))
    expires = start + timedelta(days=180 + int(rng.random() * 1300)) if rng.random() < 0.8 else None
    facts = {
        "ref": f"Article {place + 1}",
        "summary": f"Synthetic {maker.words.phrase(rng, 4)}.",
        "requirement": rng.choice(REQUIREMENTS),
        "items": [item.slug for item in items],
        "materials": [material.slug for material in materials],
        "destinations": _countries(rng, 1),
        "effective": start.isoformat(),
        "expires": expires.isoformat() if expires else None,
        "notes": None,
    }
    event.items += items
    event.named += materials
    event.texts += [facts["summary"], facts["ref"]]
    return facts, {**facts, "items": [item.entry for item in items]}


def _effect(
    event: "Event", group: "list[Event]", target: int, provision: int | None, effect: str, days: int | None
) -> dict[str, Any]:
    return {
        "target": group[target].slug,
        "provision_ref": None if provision is None else f"Article {provision + 1}",
        "effect": effect,
        "from": (event.day + timedelta(days=30)).isoformat(),
        "until": (event.day + timedelta(days=30 + days)).isoformat() if days else None,
    }


def statement(maker: "Maker", rng: random.Random, event: "Event", group: "list[Event]") -> Both:
    reference = maker.reference
    (speaker,), (ministry,) = reference.draw(rng, reference.people), reference.draw(rng, reference.ministries)
    event.roles, event.acting = [(speaker, "speaker"), (ministry, "on_behalf_of")], [ministry]
    event.named = reference.draw(rng, reference.materials, 2)
    quotes = []
    if event.original:
        event.chinese_quote = words.chinese(rng, 3)
        quotes = [
            {"text": event.chinese_quote, "language": "zh", "translation": f"Synthetic {maker.words.phrase(rng, 5)}"}
        ]
        event.texts = [quotes[0]["translation"]]
    channel, stance = rng.choice(CHANNELS), rng.choice(STANCES)
    own = {
        "date": event.date,
        "time": None,
        "timezone": None,
        "speaker": speaker.slug,
        "on_behalf_of": ministry.slug,
        "channel": channel,
        "quotes": quotes,
        "materials": [material.slug for material in event.named],
        "stance": stance,
    }
    detail = {
        "speaker": speaker.slug,
        "on_behalf_of": ministry.slug,
        "channel": channel,
        "stance": stance,
        "quotes": quotes,
    }
    return own, detail


def meeting(maker: "Maker", rng: random.Random, event: "Event", group: "list[Event]") -> Both:
    participants = maker.reference.draw(rng, maker.reference.people, 3)
    event.roles, event.acting = [(actor, "participant") for actor in participants], participants
    place = PLACES[event.id % len(PLACES)]
    event.texts = [place]
    own = {
        "kind": "talks",
        "start": event.date,
        "end": (event.day + timedelta(days=1)).isoformat() if event.id % 3 else None,
        "place": place,
        "country": rng.choice(COUNTRIES),
        "participants": [actor.slug for actor in participants],
        "held": "held",
    }
    detail = {"meeting_kind": "talks", **{key: own[key] for key in ("place", "country", "participants", "held")}}
    return own, detail


def permit(maker: "Maker", rng: random.Random, event: "Event", group: "list[Event]") -> Both:
    reference, material = maker.reference, maker.reference.draw(rng, maker.reference.materials)[0]
    (authority,), beneficiaries = reference.draw(rng, reference.ministries), reference.draw(rng, reference.companies)
    event.roles = [(authority, "authority"), *((one, "beneficiary") for one in beneficiaries)]
    event.acting, event.affected = [authority], _countries(rng, 1)
    event.items = [reference.item(rng, material)]
    event.foundations = [group[place].slug for place in UNDER[event.place]]
    sector = f"synthetic {maker.words.phrase(rng, 1)}"
    event.texts = [sector]
    own = {
        "date": event.date,
        "authority": authority.slug,
        "outcome": rng.choice(OUTCOMES),
        "count": {"kind": "exact", "value": 1 + event.id % 9},
        "applications": None,
        "beneficiaries": [one.slug for one in beneficiaries],
        "beneficiary_text": None,
        "sectors": [sector],
        "destinations": event.affected,
        "items": [item.slug for item in event.items],
        "materials": [],
        "valid_from": event.date,
        "valid_to": (event.day + timedelta(days=364)).isoformat() if event.id % 3 else None,
        "validity_text": None,
        "under": event.foundations,
    }
    shown = {key: value for key, value in own.items() if key not in ("date", "materials")}
    detail = {"authority": shown.pop("authority"), "outcome": shown.pop("outcome"), "licence_type": None, **shown}
    return own, {
        **detail,
        "applicants": [],
        "applicant_text": None,
        "end_use": None,
        "conditions": None,
        "replaces": [],
        "claimed_counts": [],
    }


def _countries(rng: random.Random, count: int) -> list[str]:
    """Return some countries, the first of the list more often than the last; or all of them, as one word."""
    if rng.random() < 0.2:
        return ["all"]
    return list(dict.fromkeys(COUNTRIES[int(len(COUNTRIES) * rng.random() ** 2)] for _ in range(count)))


DETAILS = {"measure": measure, "statement": statement, "meeting": meeting, "permit": permit}
