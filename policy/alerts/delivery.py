"""Who has something to be told, and the sending: position, log and mail of a digest are one transaction.

A mail is handed over as the last thing before the commit. Where a process dies in between, the same mail goes again, under
the same Message-ID, by which many mailboxes know it for one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation

from policy.alerts import actions, mails
from policy.alerts.choices import Frequency
from policy.alerts.digest import Period
from policy.alerts.handing_over import AddressRefused, hand_over
from policy.alerts.links import Confirmation
from policy.alerts.models import Alert, SentDigest
from policy.alerts.standing import Standing
from policy.record.spoken import answering
from policy.record.version import Version, version


def due(frequency: Frequency) -> list[tuple[int, int]]:
    """Return the alerts of a rhythm that have something to tell by now, each with the version to tell up to.

    Those that have nothing move there without a mail.
    """
    found, now = [], version()
    behind = sorted(Alert.objects.behind(now.seq, frequency), key=lambda one: (one.position, one.query, one.pk))
    with spoken(settings.LANGUAGE_CODE):
        for position, since in groupby(behind, key=lambda one: one.position):
            period = Period(position, now.seq)
            for query, alike in groupby(since, key=lambda one: one.query):
                chosen = [alert.pk for alert in alike]
                if period.told(Standing(query, now)):
                    found += [(pk, now.seq) for pk in chosen]
                else:
                    Alert.objects.filter(pk__in=chosen, position=position).update(position=now.seq)
    return found


def tell(pk: int, *, upto: int, now: datetime) -> bool:
    """Send an alert's digest of all revisions up to one (inclusive), and return whether a mail went.

    None goes where that was told already, where there is nothing to tell, and where it ended meanwhile. A mail that is
    refused for good counts against the alert; what else goes wrong is raised, and all is as before.
    """
    try:
        return _tell(pk, upto, now)
    except AddressRefused:
        actions.note_refusal(pk, now)
        return False


@transaction.atomic
def _tell(pk: int, upto: int, now: datetime) -> bool:
    alert = Alert.objects.confirmed().select_for_update().filter(pk=pk, position__lt=upto).first()
    if alert is None:
        return False
    mail, entries = _digest(alert, upto)
    after, alert.position = alert.position, upto
    if mail is not None:
        alert.refusals = 0
    alert.save(update_fields=["position", "refusals"])
    if mail is None:
        return False
    message_id = mail.extra_headers["Message-ID"]
    SentDigest.objects.create(alert=alert, message_id=message_id, after=after, upto=upto, entries=entries, sent_at=now)
    hand_over(mail)
    return True


def _digest(alert: Alert, upto: int) -> tuple[EmailMessage | None, int]:
    """Return the mail and the number of events that it tells of; `None` where there is nothing to tell."""
    with spoken(alert.language) as read_in:
        standing = Standing(alert.query, read_in)
        told = Period(alert.position, upto).told(standing)
        return (mails.digest(alert, standing, told, upto), len(told)) if told else (None, 0)


@transaction.atomic
def ask_to_confirm(pk: int, *, asked_at: datetime, frequency: Frequency, language: str) -> bool:
    """Ask whether an alert is wanted, and return whether a mail went: none where it ended, or its address is refused."""
    alert = Alert.objects.filter(pk=pk).first()
    if alert is None:
        return False
    with spoken(language) as read_in:
        confirmation = Confirmation(alert.key, frequency, language)
        mail = mails.confirmation(alert, Standing(alert.query, read_in), confirmation, asked_at)
    try:
        hand_over(mail)
    except AddressRefused:
        return False
    return True


@contextmanager
def spoken(language: str) -> Iterator[Version]:
    """Speak a language meanwhile, with the names of the version of the record that is given."""
    read_in = version()
    with translation.override(language), answering(read_in):
        yield read_in
