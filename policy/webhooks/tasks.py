"""What the queue's worker does about webhooks. Each may run twice, at once or again: a job whose worker died is done anew."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from policy.webhooks import actions, delivery, notices

MAIL_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.periodic(cron="* * * * *")
@app.task(name=delivery.ALL)
def deliver_webhooks(timestamp: int) -> None:
    """Ask for a delivery to each subscription that is due: after each publication, and each minute for what is tried again."""
    delivery.enqueue_due(timezone.now())


@app.task(name=delivery.ONE)
def deliver_webhook(subscription: int) -> None:
    """Deliver to one subscription for a while; the queue does no two of the same at once."""
    if delivery.Turn(subscription).deliver():
        delivery.enqueue_due(timezone.now())


@app.task(name=actions.NOTICE, retry=MAIL_AGAIN)
def tell_of_webhook(subscription: int) -> None:
    """Tell a contact by mail that nothing gets through any more."""
    notices.tell_given_up(subscription)


@app.periodic(cron="15 1 * * *")
@app.task(name="forget_old_webhooks")
def forget_old_webhooks(timestamp: int) -> None:
    """Delete what is known of attempts of more than 30 days ago."""
    actions.forget_old(timezone.now())
