"""The links in mails: signed, so that nothing is stored by which somebody who reads the database could use them."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils import translation

from policy.alerts.choices import Frequency
from policy.alerts.models import FORGOTTEN_UNCONFIRMED, Alert
from policy.record.home import at_home

CONFIRM, UNSUBSCRIBE = "policy.alerts.confirm", "policy.alerts.unsubscribe"  # salts: neither opens what the other does


@dataclass(frozen=True)
class Confirmation:
    """What a link confirms: which alert, how often, in which language."""

    key: UUID
    frequency: Frequency
    language: str

    @property
    def token(self) -> str:
        return signing.dumps([self.key.hex, self.frequency, self.language], salt=CONFIRM)

    @classmethod
    def read(cls, token: str) -> "Confirmation | None":
        """Return what a token confirms; `None` where it is none of ours, or older than seven days."""
        try:
            key, frequency, language = signing.loads(token, salt=CONFIRM, max_age=FORGOTTEN_UNCONFIRMED)
        except signing.BadSignature:
            return None
        return cls(UUID(key), Frequency(frequency), language)

    @property
    def address(self) -> str:
        return _at_home("alert-confirm", self.token, self.language)


def unsubscribe_token(key: UUID) -> str:
    return signing.Signer(salt=UNSUBSCRIBE).sign(key.hex)


def key_to_unsubscribe(token: str) -> UUID | None:
    """Return the key of the alert that a link ends, however old it is; `None` where it is none of ours."""
    try:
        return UUID(signing.Signer(salt=UNSUBSCRIBE).unsign(token))
    except signing.BadSignature:
        return None


def unsubscribe_address(alert: Alert, language: str) -> str:
    return _at_home("alert-unsubscribe", unsubscribe_token(alert.key), language)


def alerts_address(query: str, language: str) -> str:
    """Return where the same list is asked for again."""
    with translation.override(language):
        return at_home(f"{reverse('alerts')}{f'?{query}' if query else ''}")


def _at_home(name: str, token: str, language: str) -> str:
    with translation.override(language):
        return at_home(reverse(name, args=[token]))
