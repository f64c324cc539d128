"""What keys of documents are called that only permit decisions have."""

from typing import Any

from django.utils.translation import pgettext_lazy

FIELD_NAMES: dict[str, Any] = {
    "applicant_text": pgettext_lazy("name of a field", "applicant text"),
    "applicants": pgettext_lazy("name of a field", "applicants"),
    "applications": pgettext_lazy("name of a field", "applications"),
    "authority": pgettext_lazy("name of a field", "authority"),
    "beneficiaries": pgettext_lazy("name of a field", "beneficiaries"),
    "beneficiary_text": pgettext_lazy("name of a field", "beneficiary text"),
    "claimant": pgettext_lazy("name of a field", "claimant"),
    "claimed_counts": pgettext_lazy("name of a field", "claimed counts"),
    "conditions": pgettext_lazy("name of a field", "conditions"),
    "count": pgettext_lazy("name of a field", "count"),
    "end_use": pgettext_lazy("name of a field", "end use"),
    "licence_type": pgettext_lazy("name of a field", "licence type"),
    "of": pgettext_lazy("name of a field", "of"),
    "replaces": pgettext_lazy("name of a field", "replaces"),
    "sectors": pgettext_lazy("name of a field", "sectors"),
    "under": pgettext_lazy("name of a field", "under"),
    "valid_from": pgettext_lazy("name of a field", "valid from"),
    "valid_to": pgettext_lazy("name of a field", "valid to"),
    "validity_text": pgettext_lazy("name of a field", "validity text"),
    "value": pgettext_lazy("name of a field", "value"),
}
