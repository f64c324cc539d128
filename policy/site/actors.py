"""Those who act, speak and are named: an index of them, and what the page of one shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policy.choices import ActorKind
from policy.meanings import ACTOR_KIND
from policy.models import Actor
from policy.record.public_rows import public_rows, times_named
from policy.record.version import Version
from policy.record.vocabulary import country_name
from policy.site.deeds import Deeds, Said, deeds_of
from policy.site.newest import NewestEvents

COUNTRIES = ("CN", "US")
ELSEWHERE = ""
HEADINGS = {
    ActorKind.GOVERNMENT: _("Ministries and other public bodies"),
    ActorKind.OFFICIAL: _("Officials"),
    ActorKind.COMPANY: _("Companies"),
    ActorKind.INDUSTRY_BODY: _("Industry bodies"),
    ActorKind.INTERNATIONAL_ORG: _("International organisations"),
    ActorKind.RESEARCH: _("Research"),
    ActorKind.MEDIA: _("Media"),
    ActorKind.PERSON: _("Persons"),
}


@dataclass(frozen=True)
class Named:
    """An actor, and the number of published events that name it."""

    actor: Actor
    events: int


@dataclass(frozen=True)
class Group:
    """The actors of one side that are of one kind, by name."""

    heading: Any
    named: list[Named]


@dataclass(frozen=True)
class Side:
    """The actors of one of `COUNTRIES`, or, with the country `ELSEWHERE`, all others."""

    country: str
    groups: list[Group]

    @property
    def heading(self) -> str:
        return country_name(self.country) if self.country else gettext("Other countries, and international")

    @property
    def is_elsewhere(self) -> bool:
        return self.country == ELSEWHERE


@dataclass(frozen=True)
class ActorPage:
    """An actor with all that its page shows; `parent` and `members` are those of its family that are public."""

    actor: Actor
    parent: Actor | None
    members: list[Actor]
    said: Said
    deeds: list[Deeds]
    events: NewestEvents

    @classmethod
    def read(cls, actor: Actor, public: QuerySet[Actor], version: Version) -> "ActorPage":
        family = list(public.filter(Q(pk=actor.parent_id) | Q(parent=actor)).order_by("kind", "name"))
        return cls(
            actor,
            parent=next((one for one in family if one.pk == actor.parent_id), None),
            members=[one for one in family if one.pk != actor.parent_id],
            said=Said.by(actor.slug),
            deeds=deeds_of(actor.slug),
            events=NewestEvents.naming("actor", actor.slug, version),
        )

    @property
    def kind(self) -> str:
        return gettext(str(ACTOR_KIND.labels[self.actor.kind]))


def actors_by_side() -> list[Side]:
    """Return the actors that published events name, in two queries."""
    times = times_named("actor")["actor"]
    named = [Named(actor, times[actor.slug]) for actor in Actor.objects.filter(slug__in=times)]
    by_side: dict[str, list[Named]] = {country: [] for country in (*COUNTRIES, ELSEWHERE)}
    for one in named:
        by_side[one.actor.country if one.actor.country in COUNTRIES else ELSEWHERE].append(one)
    return [Side(country, _groups(found)) for country, found in by_side.items() if found]


def public_actors(version: Version) -> QuerySet[Actor]:
    """Return the actors that have a page; each has `cited`, the number of its sources that published events cite."""
    public = public_rows(version)
    cited = Count("sources", filter=Q(sources__slug__in=public.sources))
    return Actor.objects.annotate(cited=cited).filter(slug__in=public.actors)


def _groups(named: Iterable[Named]) -> list[Group]:
    by_kind: dict[str, list[Named]] = {kind: [] for kind in HEADINGS}
    for one in named:
        by_kind[one.actor.kind].append(one)
    return [Group(str(HEADINGS[ActorKind(kind)]), found) for kind, found in by_kind.items() if found]
