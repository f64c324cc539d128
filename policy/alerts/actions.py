"""What happens to alerts: asked for, confirmed, ended, disabled, forgotten. Instants are arguments."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from policy.alerts.choices import AlertState, Frequency
from policy.alerts.links import Confirmation
from policy.alerts.models import Alert, AlertTrace, SentDigest
from policy.queue import enqueue
from policy.record.version import version

WINDOW = timedelta(hours=1)
ADDRESS_WINDOW = timedelta(days=1)
MOST_FROM_ONE_NETWORK = 10
MOST_FROM_ALL = 200
MOST_TO_A_STRANGER, MOST_TO_A_READER = 3, 20  # mails a day to an address; a reader has confirmed an alert
MOST_REFUSALS = 3
ASK_TO_CONFIRM = "ask_to_confirm"  # the task
BEFORE_DIGESTS, DIGESTS, AFTER_DIGESTS = -10, -20, -30  # priorities: mails wait for all that is due at a set time
DIGESTS_KEPT = timedelta(days=90)
LOCK = 0x4D7A416C  # "MzAl"


class TooManyAlertsError(Exception):
    """So many alerts were asked for within the hour that no more is taken for a while."""


@transaction.atomic
def ask(email: str, query: str, *, frequency: Frequency, language: str, network: str, now: datetime) -> bool:
    """Keep what somebody asks for until they confirm it; an alert that is confirmed goes on as it is until then.

    Return whether a mail goes that asks for it: none does where the address was sent enough of them within a day, of which
    nobody learns. Raises `TooManyAlertsError`. Of `network`, which is where it came from, only a keyed hash is kept.
    """
    with connection.cursor() as cursor:  # they wait for one another, so that none slips through the counting
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not _counted(email, network, now):
        return False
    kept = Alert.objects.select_for_update().filter(email__iexact=email, query=query).first()
    alert = kept or Alert(email=email, query=query)
    alert.asked_at = now
    if alert.state != AlertState.CONFIRMED:
        alert.frequency, alert.language = frequency, language
    alert.save()
    _write_to(alert, frequency, language)
    return True


@transaction.atomic
def confirm(confirmation: Confirmation, now: datetime) -> Alert | None:
    """Begin to tell of what is published from now on, as it was asked for; `None`: it was forgotten meanwhile.

    One that was confirmed already goes on from where it is, in the rhythm and the language asked for last.
    """
    alert = Alert.objects.select_for_update().filter(key=confirmation.key).first()
    if alert is None:
        return None
    if alert.state != AlertState.CONFIRMED:
        alert.position, alert.confirmed_at, alert.disabled_at, alert.refusals = version().seq, now, None, 0
    alert.state = AlertState.CONFIRMED
    alert.frequency, alert.language = confirmation.frequency, confirmation.language
    alert.save()
    return alert


def end(alert: Alert) -> None:
    """Forget an alert, its address and what was sent to it."""
    alert.delete()


@transaction.atomic
def disable(alerts: Iterable[Alert], now: datetime) -> int:
    """Send nothing more; return how many of the alerts that ended for."""
    chosen = Alert.objects.confirmed().filter(pk__in=[alert.pk for alert in alerts])
    return chosen.update(state=AlertState.DISABLED, disabled_at=now)


@transaction.atomic
def note_refusal(pk: int, now: datetime) -> None:
    """Count a mail that was refused for good; the third in a row disables the alert."""
    alert = Alert.objects.select_for_update().filter(pk=pk).first()
    if alert is None:
        return
    alert.refusals += 1
    alert.save(update_fields=["refusals"])
    if alert.refusals >= MOST_REFUSALS:
        disable([alert], now)


@transaction.atomic
def forget_old(now: datetime) -> None:
    """Forget alerts that nobody confirmed or that were disabled long ago, and what is known of mails and requests of old."""
    SentDigest.objects.filter(sent_at__lte=now - DIGESTS_KEPT).delete()
    Alert.objects.forgettable(now).delete()
    AlertTrace.objects.filter(at__lte=now - ADDRESS_WINDOW).delete()


def _write_to(alert: Alert, frequency: Frequency, language: str) -> None:
    """Let the mail be sent that asks whether it is wanted, if this transaction commits."""
    enqueue(
        ASK_TO_CONFIRM,
        priority=BEFORE_DIGESTS,
        alert=alert.pk,
        asked_at=alert.asked_at.isoformat(),
        frequency=frequency.value,
        language=language,
    )


def _counted(email: str, network: str, now: datetime) -> bool:
    """Count a request, and say whether a mail may follow it. Raises `TooManyAlertsError`."""
    told = {"network_sha256": _hashed(network), "email_sha256": _hashed(email.casefold())}
    lately = AlertTrace.objects.filter(at__gt=now - WINDOW)
    of_network = lately.filter(network_sha256=told["network_sha256"])
    if of_network.count() >= MOST_FROM_ONE_NETWORK or lately.count() >= MOST_FROM_ALL:
        raise TooManyAlertsError
    today = AlertTrace.objects.filter(at__gt=now - ADDRESS_WINDOW, email_sha256=told["email_sha256"])
    is_reader = Alert.objects.confirmed().filter(email__iexact=email).exists()
    may_follow = today.count() < (MOST_TO_A_READER if is_reader else MOST_TO_A_STRANGER)
    AlertTrace.objects.create(at=now, **told)
    return may_follow


def _hashed(text: str) -> str:
    return salted_hmac("policy.alerts", text, algorithm="sha256").hexdigest()
