"""What `check --deploy` says of signing in."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def check_second_factor(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where a password alone lets somebody publish, but in a local set-up."""
    if settings.SECOND_FACTOR_REQUIRED or settings.LOCAL_SETUP:
        return []
    return [Warning("SECOND_FACTOR_REQUIRED is off: whoever knows a password can publish.", id="signin.W001")]
