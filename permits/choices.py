"""The closed vocabularies of export-permit decisions (design.md, section 2)."""

from django.db.models import TextChoices


class Outcome(TextChoices):
    APPROVED = "approved", "approved"
    APPROVED_TEMPORARY = "approved_temporary", "approved, temporary"
    GENERAL_LICENCE = "general_licence", "general licence"
    DENIED = "denied", "denied"
    RETURNED = "returned", "returned"
    PENDING = "pending", "pending"
    REVOKED = "revoked", "revoked"


APPROVALS = (Outcome.APPROVED, Outcome.APPROVED_TEMPORARY, Outcome.GENERAL_LICENCE)


class LicenceType(TextChoices):
    INDIVIDUAL = "individual", "individual"
    GENERAL = "general", "general"
    VALIDATED_END_USER = "validated_end_user", "validated end user"
    REGISTRATION = "registration", "registration"


class CountKind(TextChoices):
    """How a count was given. "A certain number" is unspecified: it stores no number and no sum includes it."""

    EXACT = "exact", "exactly"
    AT_LEAST = "at_least", "at least"
    APPROXIMATELY = "approximately", "approximately"
    UNSPECIFIED = "unspecified", "number not stated"


class Counted(TextChoices):
    """What a contested number counts."""

    PERMITS = "permits", "permits"
    APPLICATIONS = "applications", "applications"


class PermitState(TextChoices):
    """Where a permit stands on a day; the rules are those of `permits.terms`."""

    NOT_YET_VALID = "not_yet_valid", "not yet valid"
    VALID = "valid", "valid"
    UNKNOWN = "unknown", "term not stated"
    EXPIRED = "expired", "expired"
    REPLACED = "replaced", "replaced"
    REVOKED = "revoked", "revoked"
