"""What administrators type about subscriptions."""

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms

from policy.fetch import NotAllowed
from policy.record.parameters import BadParameters
from policy.record.version import version
from policy.webhooks.models import Subscription
from policy.webhooks.selection import check_filters
from policy.webhooks.sending import check_address

WIDE = {"class": "vTextField"}
OVERLAPS = {1: "for a day: the receiver takes the new one meanwhile", 0: "no longer: it has become known to somebody"}


class SubscriptionForm(forms.ModelForm):
    """A subscription as it is written down; when it is new, also where it begins."""

    after = forms.IntegerField(
        label="Begin after revision",
        required=False,
        min_value=0,
        help_text="A sequence number: 0 for the whole record. Empty: with what is published from now on.",
    )

    class Meta:
        model = Subscription
        fields = ["name", "contact", "url", "filters"]
        field_classes = {"url": partial(forms.URLField, assume_scheme="https")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("after", None)

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        try:
            check_address(url)
        except NotAllowed as reason:
            raise forms.ValidationError(f"Nothing can be posted there: {reason}.") from None
        return url

    def clean_filters(self) -> str:
        """Take the address of a list for the filters in it."""
        text = self.cleaned_data["filters"].strip()
        filters = text.partition("?")[2] if text.startswith(("?", "/", "https:", "http:")) else text
        if filters == self.initial.get("filters"):
            return filters  # what it names may have got another slug since, or be gone
        try:
            check_filters(filters)
        except BadParameters as error:
            raise forms.ValidationError([str(one) for one in error.errors]) from None
        return filters

    def clean_after(self) -> int | None:
        after, newest = self.cleaned_data["after"], version().seq
        if after is not None and after > newest:
            raise forms.ValidationError(f"The newest revision is {newest}.")
        return after


class Confirmation(forms.Form):
    """Nothing but the wish to do it."""

    def __init__(self, subscription: Subscription, data: Any, initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.subscription = subscription


class OffForm(Confirmation):
    reason = forms.CharField(
        label="Why", max_length=300, widget=forms.TextInput(WIDE), help_text="For other administrators."
    )


class SecretForm(Confirmation):
    overlap = forms.TypedChoiceField(
        label="The old secret signs",
        choices=list(OVERLAPS.items()),
        coerce=lambda days: timedelta(days=int(days)),
        initial=1,
        widget=forms.RadioSelect,
    )
    newest = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, subscription: Subscription, data: Any, initial: Any) -> None:
        newest = subscription.secrets.values_list("pk", flat=True).first()
        super().__init__(subscription, data, {"newest": newest})


class ReplayForm(Confirmation):
    seq = forms.IntegerField(
        label="Revision", min_value=1, help_text="Its sequence number, as in the log and in the change feed."
    )
    whole = forms.TypedChoiceField(
        label="Send again",
        choices=[("", "this message alone, now"), ("1", "all from it on, in order")],
        coerce=bool,
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )
