"""How often one may fail to sign in, counted so that nobody can lock another out.

Failures count against the place they came from: one account from one place, and all accounts from one place. What
strangers do elsewhere never keeps an editor from signing in, with one exception: who knows a password, and guesses
codes from many places, closes the account to places where its owner never signed in. The owner's own stay open.
"""

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from allauth.account.adapter import get_adapter
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from policy.signin.models import AGENT_LENGTH, Outcome, SignIn

WINDOW = timedelta(minutes=15)
MOST_FOR_ONE_ACCOUNT = 5
MOST_FROM_ONE_PLACE = 30
CODES_WINDOW = timedelta(hours=24)
MOST_CODES = 50
KNOWN_FOR = timedelta(days=90)
LOCK = 0x4D7A5369  # "MzSi"
IPV6_BITS = 64

T = TypeVar("T")


class TooManyAttemptsError(Exception):
    """So much failed from this place that nothing more is tried for a while."""


@dataclass(frozen=True)
class Place:
    """Where a request comes from: its address, what counts as one place, and what the browser calls itself."""

    address: str
    network: str
    agent: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Place":
        address = get_adapter().get_client_ip(request)
        agent = request.headers.get("User-Agent", "")[:AGENT_LENGTH]
        return cls(address, network_of(address), agent)


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, and the network of an IPv6 address, whose last 64 bits are one customer's."""
    if ipaddress.ip_address(address).version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/{IPV6_BITS}", strict=False))


def note(request: HttpRequest, name: str, outcome: Outcome) -> None:
    """Add to the list of sign-ins."""
    place = Place.of(request)
    SignIn.objects.create(name=name, outcome=outcome, address=place.address, network=place.network, agent=place.agent)


def attempt(request: HttpRequest, name: str, verify: Callable[[], T | None], *, wrong: Outcome) -> T | None:
    """Return what `verify` finds, and note when that is nothing. Raises TooManyAttemptsError without asking it.

    Attempts from one place wait for one another, so that none slips through between the counting and the noting.
    """
    network = Place.of(request).network
    with _one_at_a_time(network):
        locked = is_locked(name, network, timezone.now(), wrong=wrong)
        found = None if locked else verify()
        if found is None:
            note(request, name, Outcome.LOCKED if locked else wrong)
    if locked:
        raise TooManyAttemptsError
    return found


def is_locked(name: str, network: str, now: datetime, *, wrong: Outcome) -> bool:
    """Tell whether nothing more is tried for an account from a place; `wrong` is what a failure would be."""
    here = SignIn.objects.failed().since(now - WINDOW).filter(network=network)
    if here.count() >= MOST_FROM_ONE_PLACE or here.named(name).count() >= MOST_FOR_ONE_ACCOUNT:
        return True
    return wrong is Outcome.WRONG_SECOND_FACTOR and _is_strange_to_besieged(name, network, now)


def _is_strange_to_besieged(name: str, network: str, now: datetime) -> bool:
    of_account = SignIn.objects.named(name)
    wrong = of_account.since(now - CODES_WINDOW).filter(outcome=Outcome.WRONG_SECOND_FACTOR)
    if wrong.count() < MOST_CODES:
        return False
    return not of_account.since(now - KNOWN_FOR).filter(network=network, outcome=Outcome.SIGNED_IN).exists()


@contextmanager
def _one_at_a_time(network: str) -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, network])
        yield
