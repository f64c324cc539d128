"""The form that every editorial row is edited with."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, Model
from django.forms.models import InlineForeignKeyField
from django.utils.text import slugify

SUGGESTED_SLUG_LENGTH = 80


class EditorialForm(forms.ModelForm):
    """Says what the database would refuse beside the field that it is about."""

    refusal: ClassVar[str] = ""  # set by the admin, when the database refused what this form had accepted

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned

    def _post_clean(self) -> None:
        """Tell each broken constraint beside its field, those included that Django leaves to the database.

        These are the ones that speak of the row of which this one is an inline.
        """
        super()._post_clean()
        exclude = self._get_validation_exclusions()
        said = list(self.errors.pop(NON_FIELD_ERRORS, []))
        owners = {name for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField)}
        told = set()
        for model, constraint in self._checks():
            message = str(constraint.get_violation_error_message())
            if message in said or owners & constraint.condition.referenced_base_fields:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError:
                    self.add_error(self._field_of(constraint), message)
                    told.add(message)
        for message in said:
            if message not in told:
                self.add_error(None, message)

    def _checks(self) -> Iterator[tuple[type[Model], CheckConstraint]]:
        for model, constraints in self.instance.get_constraints():
            yield from ((model, one) for one in constraints if isinstance(one, CheckConstraint))

    def _field_of(self, constraint: CheckConstraint) -> str | None:
        """Return the last of the visible fields that a constraint speaks of: the one to be filled or mended."""
        names = constraint.condition.referenced_base_fields
        shown = [name for name, field in self.fields.items() if name in names and not field.widget.is_hidden]
        return shown[-1] if shown else None


class SluggedForm(EditorialForm):
    """Suggests a slug where none is given, and keeps one that the public record knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:  # it isn't where the form is only looked at
            self.fields["slug"].required = False
            self.fields["slug"].help_text += " Left empty, one is made."

    def suggestion(self) -> str:
        """Return words to make a slug of, from `cleaned_data`; empty when what they are made of is missing."""
        return self.cleaned_data.get("name", "")

    def reason_to_keep_slug(self) -> str:
        """Say why the row's slug may not change; empty when it may. Asked only when it is to change."""
        return ""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        kept = self.instance.slug
        if self.instance.pk and slug != kept and (reason := self.reason_to_keep_slug()):
            raise ValidationError(f"{reason} Its slug stays {kept}.")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "slug" in cleaned and not cleaned["slug"]:
            cleaned["slug"] = self._unused(slugify(self.suggestion()))
        if cleaned.get("slug") == "" and not self.errors:
            self.add_error("slug", "Please write a slug: there is nothing to make one of.")
        return cleaned

    def _unused(self, slug: str) -> str:
        """Cut a slug between two words and number it, if another row has it already."""
        if not slug:
            return ""
        if len(slug) > SUGGESTED_SLUG_LENGTH:
            slug = slug[: SUGGESTED_SLUG_LENGTH + 1].rpartition("-")[0]
        table = self._meta.model._meta.get_field("slug").model
        others = table._default_manager.exclude(pk=self.instance.pk)
        taken = set(others.filter(slug__startswith=slug).values_list("slug", flat=True))
        numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
        return slug if slug not in taken else next(name for name in numbered if name not in taken)
