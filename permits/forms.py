"""The forms of the permits' own admin page, beside that of a decision itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AdminTimeWidget, AutocompleteSelect
from django.db import models
from django.forms.models import BaseInlineFormSet, modelform_factory
from django.http import QueryDict

from permits.choices import Outcome
from permits.defaults import Default, defaults
from permits.kind import DIRECTIONS
from permits.models import PermitDecision
from policy.admin.editing import PARTIAL_DATE
from policy.admin.events import EventForm
from policy.admin.fields import OrderedChoiceField
from policy.admin.forms import EditorialForm
from policy.choices import Direction, Relation, Stance
from policy.kinds.statement import StatementKind
from policy.models import Actor, Citation, Link, Measure, Quotation, Statement

STATED = ["date", "time", "timezone", "speaker", "channel", "title", "summary"]
QUOTED = ["text", "language", "translation"]
# What a new statement takes over from the permit, where it says nothing of its own.
TAKEN_OVER = {"date": "date", "speaker": "authority_id", "summary": "summary"}
SHORT = AdminTextareaWidget(attrs={"rows": 2})

NewStatement = modelform_factory(Statement, form=EventForm, fields=[*STATED, "stance", "certainty", "slug"])
NewQuotation = modelform_factory(Quotation, form=EditorialForm, fields=QUOTED)


class BeginningForm(forms.Form):
    """What an address says that a new permit decision begins with: `authority=1&under=2,3`, or `under` several times."""

    authority = forms.ModelChoiceField(Actor.objects.all(), required=False)
    under = OrderedChoiceField(queryset=Measure.objects.all(), required=False)

    def __init__(self, given: QueryDict) -> None:
        under = [key for keys in given.getlist("under") for key in keys.split(",") if key]
        super().__init__({"authority": given.get("authority"), "under": under})

    @property
    def chosen(self) -> dict[str, Any]:
        """What the address names, by field: only what is there."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def defaults(self) -> list[Default]:
        """Return what follows from what is chosen."""
        return defaults(self.chosen.get("authority"), self.chosen.get("under", []))


def _entry(model: type[models.Model], name: str, **changes: Any) -> Any:
    return model._meta.get_field(name).formfield(required=False, **changes)  # type: ignore[union-attr]


def _searched(model: type[models.Model], name: str) -> AutocompleteSelect:
    return AutocompleteSelect(model._meta.get_field(name), admin.site)


class StatementEntryForm(EditorialForm):
    """The link from a permit to the statement that told of it; the statement is there already, or entered here."""

    to_event = forms.ModelChoiceField(
        Statement.objects.all(), required=False, label="Statement", widget=_searched(Quotation, "statement")
    )
    date = _entry(
        Statement, "date", widget=AdminTextInputWidget(attrs=PARTIAL_DATE), help_text="Left empty: the permit's."
    )
    time = _entry(Statement, "time", widget=AdminTimeWidget(), help_text="")
    timezone = _entry(Statement, "timezone", widget=AdminTextInputWidget())
    speaker = _entry(
        Statement, "speaker", widget=_searched(Statement, "speaker"), help_text="Left empty: the authority."
    )
    channel = _entry(Statement, "channel")
    title = _entry(Statement, "title", widget=AdminTextInputWidget())
    summary = _entry(Statement, "summary", widget=SHORT, help_text="Left empty: the permit's.")
    text = _entry(Quotation, "text", label="Quotation", widget=SHORT)
    language = _entry(Quotation, "language", widget=AdminTextInputWidget())
    translation = _entry(Quotation, "translation", widget=SHORT)
    created: Statement | None = None

    class Meta:
        model = Link
        fields = ["to_event", "relation"]

    def __init__(self, *args: Any, permit: PermitDecision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permit = permit
        self.fields["relation"].initial = Relation.CONFIRMS
        self.fields["relation"].help_text = "What the permit does to the statement."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("to_event"):
            self._tell_problems()
        elif any(self._given(name) for name in [*STATED, *QUOTED]):
            self.add_error("to_event", "Either choose a statement or enter a new one: here are both.")
        return cleaned

    def save(self, commit: bool = True) -> Link:
        if not self.instance.to_event_id:
            self.instance.to_event = self.created = self._create()
        return super().save(commit)

    def _given(self, name: str) -> Any:
        """Return what was entered in a field, as a form takes it; empty where nothing was, or nothing that can be."""
        value = self.cleaned_data.get(name)
        return getattr(value, "pk", value) or ""

    def _new_forms(self) -> list[forms.ModelForm]:
        """Return the forms of the new statement and, if one is given, of its quotation."""
        easing = self.permit.outcome and DIRECTIONS[Outcome(self.permit.outcome)] == Direction.EASING
        stated = {name: self._given(name) or getattr(self.permit, TAKEN_OVER.get(name, ""), "") for name in STATED}
        stated |= {"stance": Stance.EASING if easing else Stance.NEUTRAL, "certainty": self.permit.certainty}
        quoted = {name: self._given(name) for name in QUOTED}
        return [NewStatement(stated), *([NewQuotation(quoted)] if any(quoted.values()) else [])]

    def _tell_problems(self) -> None:
        """Tell beside the fields here what the new statement lacks; what the permit itself lacks is told there."""
        for form in self._new_forms():
            for name, errors in form.errors.items():
                if name in self.fields and name not in self.errors and (form[name].data or name not in TAKEN_OVER):
                    self.add_error(name, errors)

    def _create(self) -> Statement:
        """Save the new statement as a draft, with what the permit's rows say of both.

        Its form is asked again, since the permit may have taken the slug meanwhile.
        """
        stating, *quoting = self._new_forms()
        statement = stating.save(commit=False)
        statement.kind = StatementKind.name
        statement.save()
        statement.topics.set(self.permit.topics.all())
        statement.materials.set(self.permit.materials.all())
        for form in quoting:
            form.instance.statement = statement
            form.save()
        for row in self.permit.citations.order_by("pk"):
            given = {"source": row.source, "supports": row.supports, "locator": row.locator, "quote": row.quote}
            Citation.objects.create(event=statement, **given)
        return statement


class StatementEntryRowSet(BaseInlineFormSet):
    """One row at most, and always a new one: links that are there already stand among the others."""

    @classmethod
    def get_default_prefix(cls) -> str:
        return "statement"

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"permit": self.instance}

    @property
    def created(self) -> list[Statement]:
        """The statements that saving made: one, or none."""
        made = [getattr(form, "created", None) for form in self.forms]
        return [statement for statement in made if statement]
