"""The mails themselves: plain text, the same as simple HTML, and the headers that let mail programs deal with them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from policy.alerts.choices import Frequency
from policy.alerts.digest import Told
from policy.alerts.entries import entries
from policy.alerts.links import Confirmation, alerts_address, unsubscribe_address
from policy.alerts.models import Alert
from policy.alerts.standing import Standing
from policy.record.home import at_home

MOST_ENTRIES = 50
LONGEST_SUBJECT = 120
BLANK_LINES = re.compile(r"\n{3,}")


def digest(alert: Alert, standing: Standing, told: Sequence[Told], upto: int) -> EmailMultiAlternatives:
    """Write what became of events, the first that was published first, in the language spoken."""
    shown = entries(told[:MOST_ENTRIES])
    sentence, number = standing.sentence(), len(told)
    if number == 1:
        subject = _("%(happened)s: %(title)s") % {"happened": shown[0].happened, "title": shown[0].title}
    else:
        news = ngettext("%(number)s event", "%(number)s events", number) % {"number": number}
        subject = _("%(what)s: %(news)s") % {"what": sentence, "news": news}
    context = {
        "entries": shown,
        "unshown": number - len(shown),
        "number": number,
        "sentence": sentence,
        "frequency": Frequency(alert.frequency).label,
        "list": _newest_first(alert.query),
        "again": alerts_address(alert.query, alert.language),
        "version": upto,
    }
    return _mail("digest", alert, subject, context, made_of=f"{alert.position}-{upto}")


def confirmation(alert: Alert, standing: Standing, link: Confirmation, asked_at: datetime) -> EmailMultiAlternatives:
    """Write the one mail that goes to an address which nobody has confirmed."""
    context = {
        "sentence": standing.sentence_without_words(),
        "frequency": Frequency(link.frequency).label,
        "confirm": link.address,
        "home": at_home(reverse("timeline")),
    }
    return _mail("confirmation", alert, _("Please confirm your e-mail alert"), context, made_of=asked_at.isoformat())


def _mail(name: str, alert: Alert, subject: str, context: dict[str, Any], *, made_of: str) -> EmailMultiAlternatives:
    """Return a mail in both forms; `made_of` tells it from the alert's others, and is the same when it is sent again."""
    language = to_locale(get_language() or "en").replace("_", "-")
    unsubscribe = unsubscribe_address(alert, get_language() or "en")
    context |= {"unsubscribe": unsubscribe, "language": language, "subject": subject}
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mail = EmailMultiAlternatives(
        subject=f"[Monazite] {Truncator(' '.join(subject.split())).chars(LONGEST_SUBJECT)}",
        body=BLANK_LINES.sub("\n\n", render_to_string(f"alerts/mail/{name}.txt", context)).strip() + "\n",
        to=[alert.email],
        headers={
            "Message-ID": f"<{uuid5(alert.key, f'{name} {made_of}')}@{host}>",
            "List-Id": f"Monazite e-mail alerts <alerts.{host}>",
            "List-Unsubscribe": f"<{unsubscribe}>",  # RFC 2369 and 8058
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",  # RFC 3834: asks for no answer of machines
            "Content-Language": language,
        },
    )
    mail.attach_alternative(render_to_string(f"alerts/mail/{name}.html", context), "text/html")
    return mail


def _newest_first(query: str) -> str:
    return at_home(f"{reverse('timeline')}?{f'{query}&' if query else ''}order=-published_at")
