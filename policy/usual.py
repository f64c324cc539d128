"""What the record usually says of a speaker's statements, or of the sources at a host: to begin with, and to be checked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policy.choices import Channel, SourceTier
from policy.models import Actor, Source, Statement
from policy.source_addresses import host, published_in

FEWEST = 2  # what happened once is no custom


@dataclass(frozen=True)
class Usual:
    """What a field begins with, as forms have it, how it reads, and what it was taken from."""

    field: str
    value: str
    text: str
    note: str


def of_statements(speaker: Actor) -> list[Usual]:
    """Return the channel of most of a speaker's statements, at least two and more than half of them."""
    channels = list(Statement.objects.filter(speaker=speaker).order_by().values_list("channel", flat=True))
    usual, times = _most(channels)
    if times < FEWEST:
        return []
    note = f"As in {times} of {len(channels)} statements of {speaker.name}."
    return [Usual("channel", usual, str(Channel(usual).label), note)]


def of_measures(issuers: Sequence[Actor]) -> list[Usual]:
    """Return the country of the first issuer that has one."""
    countries = [(issuer.country, issuer.name) for issuer in issuers if issuer.country]
    return [Usual("country", country, country, f"The country of {name}.") for country, name in countries[:1]]


def of_sources(address: str, today: date) -> list[Usual]:
    """Return what an address tells of a source, by the sources that are read at the same host; never its title."""
    at = host(address)
    rows = Source.objects.filter(url__icontains=at).select_related("publisher") if at else []
    known = [row for row in rows if host(row.url) == at]
    found = []
    publisher, times = _most([row.publisher for row in known])
    if times:
        note = f"As of {times} of {len(known)} sources at {at}."
        own = [row for row in known if row.publisher == publisher]
        tier, language = (_most([getattr(row, name) for row in own])[0] for name in ("tier", "language"))
        found.append(Usual("publisher", str(publisher.pk), str(publisher), note))
        if tier:
            found.append(Usual("tier", tier, str(SourceTier(tier).label), note))
        if language:
            found.append(Usual("language", language, language, note))
    if day := published_in(address, today):
        found.append(Usual("published", day, day, "The address names this date."))
    return found


def _most(values: list) -> tuple:
    """Return what more than half of the values are, and how often; `None` and 0 where nothing is."""
    [(value, times)] = Counter(values).most_common(1) or [(None, 0)]
    return (value, times) if 2 * times > len(values) else (None, 0)
