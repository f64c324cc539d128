"""What the words of permit decisions mean, in reader's words."""

from django.utils.translation import gettext_lazy as _

from permits import choices
from policy.meanings import ClosedVocabulary
from policy.terms import Term, TermGroup

TERMS = TermGroup(
    _("Permits"),
    (
        Term(
            "permit",
            _("permit"),
            _("A decision of an authority on licences to export: granted, denied, returned, pending or revoked."),
        ),
        Term("licence_type", _("licence type"), _("What sort of licence it is, where the authority says so.")),
        Term(
            "count",
            _("count"),
            _(
                "How many permits a decision is about, as it was told: exactly, at least, about, or not stated. "
                "“A certain number” is "
                "not stated: it stores no number, and no sum includes it."
            ),
        ),
        Term(
            "contested_number",
            _("contested number"),
            _("A number that one party states where another states another; it is in no sum."),
        ),
    ),
)
VOCABULARIES = (
    ClosedVocabulary(
        "outcome",
        _("Outcome of a permit decision"),
        dict(choices.Outcome.choices),
        {
            "approved": _("The licence was granted."),
            "approved_temporary": _("It was granted for a time, such as six months."),
            "general_licence": _("One licence for many shipments or customers."),
            "denied": _("The application was refused."),
            "returned": _("The application was sent back without a decision in the matter."),
            "pending": _("It is applied for, and not decided. It counts in no total."),
            "revoked": _("A licence that had been granted was taken back."),
        },
    ),
    ClosedVocabulary(
        "licence_type",
        _("Licence type"),
        dict(choices.LicenceType.choices),
        {
            "individual": _("For one exporter, one end user and the goods it names."),
            "general": _("For repeated exports within its bounds."),
            "validated_end_user": _("For end users that the authority has vetted."),
            "registration": _("A registration that has to precede exports."),
        },
    ),
    ClosedVocabulary(
        "count",
        _("How a number was given"),
        dict(choices.CountKind.choices),
        {
            "exact": _("The number itself."),
            "at_least": _("That many or more."),
            "approximately": _("About that many; it is in no sum."),
            "unspecified": _("None was given, only words such as “a certain number”; it is in no sum."),
        },
    ),
    ClosedVocabulary(
        "of",
        _("What a contested number counts"),
        dict(choices.Counted.choices),
        {"permits": _("Licences granted."), "applications": _("Applications made.")},
    ),
    ClosedVocabulary(
        "permit_state",
        _("Where a permit stands on a day"),
        dict(choices.PermitState.choices),
        {
            "not_yet_valid": _("Its first day is still to come."),
            "valid": _("It may be used."),
            "unknown": _("No source says how long it is valid."),
            "expired": _("Its last day has passed."),
            "replaced": _("A later decision took its place."),
            "revoked": _("It was taken back."),
        },
    ),
)
