"""The closed vocabularies of export-permit decisions (design.md, section 2)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_noop as _


class Outcome(TextChoices):
    APPROVED = "approved", _("approved")
    APPROVED_TEMPORARY = "approved_temporary", _("approved, temporary")
    GENERAL_LICENCE = "general_licence", _("general licence")
    DENIED = "denied", _("denied")
    RETURNED = "returned", _("returned")
    PENDING = "pending", _("pending")
    REVOKED = "revoked", _("revoked")


APPROVALS = (Outcome.APPROVED, Outcome.APPROVED_TEMPORARY, Outcome.GENERAL_LICENCE)


class LicenceType(TextChoices):
    INDIVIDUAL = "individual", _("individual")
    GENERAL = "general", _("general")
    VALIDATED_END_USER = "validated_end_user", _("validated end user")
    REGISTRATION = "registration", _("registration")


class CountKind(TextChoices):
    """How a count was given. "A certain number" is unspecified: it stores no number and no sum includes it."""

    EXACT = "exact", _("exactly")
    AT_LEAST = "at_least", _("at least")
    APPROXIMATELY = "approximately", _("approximately")
    UNSPECIFIED = "unspecified", _("number not stated")


class Counted(TextChoices):
    """What a contested number counts."""

    PERMITS = "permits", _("permits")
    APPLICATIONS = "applications", _("applications")


class PermitState(TextChoices):
    """Where a permit stands on a day; the rules are those of `permits.terms`."""

    NOT_YET_VALID = "not_yet_valid", _("not yet valid")
    VALID = "valid", _("valid")
    UNKNOWN = "unknown", _("term not stated")
    EXPIRED = "expired", _("expired")
    REPLACED = "replaced", _("replaced")
    REVOKED = "revoked", _("revoked")
