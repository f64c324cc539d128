"""What `check --deploy` says of mail."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def check_mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where links in mails can't end an alert in one click, but in a local set-up (RFC 8058, 3.1)."""
    if not settings.MAIL_CONFIGURED or settings.LOCAL_SETUP or settings.SITE_URL.startswith("https://"):
        return []
    told = "SITE_URL does not begin with https://: no mail program ends an alert in one click."
    return [Warning(told, id="alerts.W001")]
