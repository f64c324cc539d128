"""The mail that tells a subscription's contact that nothing is delivered any more."""

from django.conf import settings
from django.core.mail import send_mail

from policy.webhooks.models import State, Subscription

SUBJECT = "Webhook given up: {}"
TEXT = """\
Nothing is posted to this address any more:

    {url}

{reason}

The subscription is “{name}” at {site}. Nothing is lost: once it is switched on again, it goes on
where it stopped, after revision {position}. Please write to those who run the site when that is to be. Until then,
what was published is at {site}/api/v1/changes/?after={position}
"""


def tell_given_up(subscription: int) -> None:
    """Tell the contact, where mail can be sent and it still is given up."""
    row = Subscription.objects.filter(pk=subscription, state=State.GIVEN_UP).first()
    if row is None or not settings.MAIL_CONFIGURED:
        return
    told = {"url": row.url, "reason": row.reason, "name": row.name, "position": row.position}
    subject = SUBJECT.format(" ".join(row.name.split()))  # a line break in it would be refused for good
    send_mail(subject, TEXT.format(site=settings.SITE_URL, **told), None, [row.contact])
