"""What `check --deploy` says of webhooks."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def check_addresses(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where messages may go to what only this server can reach, but in a local set-up."""
    if not settings.WEBHOOK_PRIVATE_ADDRESSES or settings.LOCAL_SETUP:
        return []
    return [Warning("WEBHOOK_PRIVATE_ADDRESSES is on: webhooks may reach private addresses.", id="webhooks.W001")]
