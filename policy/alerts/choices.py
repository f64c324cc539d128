from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Frequency(TextChoices):
    """How often somebody wants to be told."""

    INSTANT = "instant", _("at once, after each publication")
    DAILY = "daily", _("once a day, at 07:00 UTC")
    WEEKLY = "weekly", _("once a week, on Mondays at 07:00 UTC")


class AlertState(TextChoices):
    """Whether anything is sent to an address."""

    ASKED = "asked", "not confirmed"
    CONFIRMED = "confirmed", "confirmed"
    DISABLED = "disabled", "disabled"
