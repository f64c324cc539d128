"""Who tried to sign in to the desk, and what came of it. Readers have no accounts, and are never in here."""

from datetime import datetime, timedelta

import pgtrigger
from allauth.mfa.models import Authenticator
from django.db import models
from django.utils import timezone

KEPT = timedelta(days=365)
AGENT_LENGTH = 200


class Outcome(models.TextChoices):
    SIGNED_IN = "signed_in", "signed in"
    SECOND_FACTOR_ASKED = "second_factor_asked", "right password, second factor asked for"
    WRONG_PASSWORD = "wrong_password", "wrong name or password"
    WRONG_SECOND_FACTOR = "wrong_second_factor", "wrong second factor"
    LOCKED = "locked", "refused: too many failed attempts"


FAILURES = [Outcome.WRONG_PASSWORD, Outcome.WRONG_SECOND_FACTOR]


class SignInQuerySet(models.QuerySet["SignIn"]):
    def since(self, instant: datetime) -> "SignInQuerySet":
        return self.filter(at__gte=instant)

    def failed(self) -> "SignInQuerySet":
        return self.filter(outcome__in=FAILURES)

    def named(self, name: str) -> "SignInQuerySet":
        return self.filter(name=name)

    def forgettable(self, now: datetime) -> "SignInQuerySet":
        """Return what is older than a year."""
        return self.filter(at__lt=now - KEPT)


class SignIn(models.Model):
    """One attempt to sign in."""

    at = models.DateTimeField("when", default=timezone.now, editable=False)
    name = models.CharField("account", max_length=150, help_text="The name that was typed; maybe nobody's.")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    address = models.GenericIPAddressField(help_text="Where the attempt came from.")
    network = models.CharField(
        max_length=45,
        help_text="What counts as one place: the address itself, or the first 64 bits of an IPv6 address.",
    )
    agent = models.CharField("browser", max_length=AGENT_LENGTH, blank=True, help_text="As it calls itself, shortened.")

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "sign-in"
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["network", "at"], name="signin_by_network"),
            models.Index(fields=["name", "at"], name="signin_by_name"),
            models.Index(fields=["at"], name="signin_by_time"),
        ]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_outcome_display()}"


class SecondFactor(Authenticator):
    """An authenticator under the name that the desk has for it."""

    class Meta:
        proxy = True
        verbose_name = "second factor"
        default_permissions = ["view", "delete"]


def forget_old(now: datetime) -> int:
    """Delete what is older than a year, and return how many rows that were."""
    return SignIn.objects.forgettable(now).delete()[0]
