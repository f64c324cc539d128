"""What the queue does for alerts. No address is an argument of a job: those are shown in lists, and kept for months."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from policy.alerts import actions, delivery
from policy.alerts.choices import Frequency
from policy.queue import enqueue, waiting
from policy.record.models import Revision
from policy.record.version import version

BATCH_SECONDS = 60
AGAIN = RetryStrategy(max_attempts=5, linear_wait=60)
FOR_HOURS = RetryStrategy(max_attempts=7, exponential_wait=5)  # waits 5 seconds, then 25 …, at last for four hours


def tell_soon(revisions: Sequence[Revision]) -> None:
    """Let those be told who want to know at once, in a minute: what is published until then comes in the same mail."""
    if settings.MAIL_CONFIGURED:
        enqueue(tell_at_once.name, at=timezone.now() + timedelta(seconds=BATCH_SECONDS))


@app.task(name="tell_at_once", retry=AGAIN)
def tell_at_once() -> None:
    """Begin a mail for each alert that has something to tell at once. The job of a later publication finds it done."""
    begin_round(Frequency.INSTANT)


@app.periodic(cron="0 7 * * *")
@app.task(name="tell_daily", retry=AGAIN)
def tell_daily(timestamp: int) -> None:
    """Begin the daily mails, and those that should have gone at once, and for which all tries have failed."""
    begin_round(Frequency.DAILY)
    begin_round(Frequency.INSTANT)


@app.periodic(cron="0 7 * * 1")
@app.task(name="tell_weekly", retry=AGAIN)
def tell_weekly(timestamp: int) -> None:
    """Begin the weekly mails."""
    begin_round(Frequency.WEEKLY)


def begin_round(frequency: Frequency) -> None:
    """Let each alert of a rhythm be told that has something to tell, unless a mail to it is waiting already."""
    if settings.MAIL_CONFIGURED:
        wait = waiting(tell.name)
        for pk, upto in delivery.due(frequency):
            if (lock := f"alert-{pk}") not in wait:
                enqueue(tell.name, lock=lock, priority=actions.DIGESTS, alert=pk, upto=upto)


@app.task(name="tell", retry=FOR_HOURS)
def tell(alert: int, upto: int) -> None:
    """Send one digest; it is tried again for some hours, but where the address is refused for good.

    Where it has waited, and more was published meanwhile, a round follows when the other digests are sent.
    """
    is_sent = delivery.tell(alert, upto=upto, now=timezone.now())
    if is_sent and version().seq > upto and not waiting(tell_at_once.name):
        enqueue(tell_at_once.name, priority=actions.AFTER_DIGESTS)


@app.task(name=actions.ASK_TO_CONFIRM, retry=FOR_HOURS)
def ask_to_confirm(alert: int, asked_at: str, frequency: str, language: str) -> None:
    """Send the mail that asks whether an alert is wanted."""
    delivery.ask_to_confirm(
        alert, asked_at=datetime.fromisoformat(asked_at), frequency=Frequency(frequency), language=language
    )


@app.periodic(cron="15 * * * *")
@app.task(name="forget_old_alerts", retry=AGAIN)
def forget_old_alerts(timestamp: int) -> None:
    """Forget addresses that nobody confirmed, and where requests came from."""
    actions.forget_old(timezone.now())
