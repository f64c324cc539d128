"""What is asked of somebody who wants e-mail alerts, and their filters where those can't be meant."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from policy.alerts.choices import Frequency
from policy.alerts.standing import LACKING
from policy.site.controls import FilterForm

LONGEST_UNSEEN = 500  # characters


class AlertForm(forms.Form):
    """Who is written to, and how often. `website` is a field that people don't see, and machines fill in."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Used for this alert alone, and forgotten when you end it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=Frequency.choices,
        initial=Frequency.DAILY,
        help_text=_("When there is nothing to tell, no mail is sent."),
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False, max_length=LONGEST_UNSEEN)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        for field in self.fields.values():
            field.widget.attrs["class"] = "control-input"
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    @property
    def shown(self) -> list[forms.BoundField]:
        return [self["email"], self["frequency"]]


class AlertFilters(FilterForm):
    """The filters of an alert, to be mended where they can't be meant."""

    page, its_name, its_rows = "alerts", gettext_noop("alert"), gettext_noop("events")
    lacking = LACKING
