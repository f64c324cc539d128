"""Form fields for what the record keeps in order: lists of texts, and lists of rows."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError

from policy.admin.whole_lists import expanded

SEPARATOR = re.compile("[,，]")


class ListedField(forms.CharField):
    """Texts in one line, separated by commas; its value is a list of them. Takes what `ArrayField` offers."""

    widget = AdminTextInputWidget

    def __init__(self, *, base_field: forms.Field, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"show_hidden_initial": False})  # Django's answer to defaults such as `list`
        self.base_field = base_field

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        parts = value if isinstance(value, list) else SEPARATOR.split(value or "")
        return [part.strip() for part in parts if part.strip()]

    def run_validators(self, value: Any) -> None:
        """Say which of the texts is wrong, all of them at once."""
        problems = [f"{text} stands twice." for text in dict.fromkeys(value) if value.count(text) > 1]
        for text in value:
            try:
                self.base_field.clean(text)
            except ValidationError as error:
                problems += [f"{text}: {message}" for message in error.messages]
        if problems:
            raise ValidationError(problems)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class OrderedChoiceField(forms.ModelMultipleChoiceField):
    """A choice of rows that keeps the order in which they were chosen; its value is a list. Whole lists count as one pick."""

    def prepare_value(self, value: Any) -> Any:
        """Return the keys of rows, with the rows of a whole list in the place of its key."""
        prepared = super().prepare_value(value)
        return expanded(self.queryset.model, prepared) if isinstance(prepared, list) else prepared

    def clean(self, value: Any) -> list[Any]:  # type: ignore[override]
        keys = self.prepare_value(value)
        rows = {str(row.pk): row for row in super().clean(keys)}
        return [rows[key] for key in dict.fromkeys(map(str, keys or []))]

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = (self.prepare_value(value) or [] for value in (initial, data))
        return [str(key) for key in before] != [str(key) for key in after]


class OrderedAutocomplete(AutocompleteSelectMultiple):
    """Shows the chosen rows in their order; static/admin/editing.js puts a newly chosen one last."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Leave out the cross that drops all of them at once, by one slip: each has its own."""
        return {**super().build_attrs(*args, **kwargs), "data-allow-clear": "false"}

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        value = [key for key in value if key.isdecimal()]  # what else is posted is refused by the field
        groups = super().optgroups(name, value, attr)
        for _, options, _ in groups:
            options.sort(key=lambda option: value.index(str(option["value"])))
        return groups
