"""What the forms of a page say, as they show a row or as somebody filled them: in texts that can be compared and sent again."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.forms import CheckboxInput, Field, ModelChoiceField, ModelMultipleChoiceField
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.http import HttpRequest, QueryDict
from django.utils.encoding import force_str
from django.utils.text import capfirst

Value = str | list[str]
Values = dict[str, Value]

TICK = CheckboxInput()
NOTHING = "—"
GONE = "(a row that is gone)"


@dataclass
class Content:
    """What stands in a row's own fields, and in those of the rows below it: by the prefix of their inline, by their key."""

    own: Values = field(default_factory=dict)
    rows: dict[str, dict[str, Values]] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Typed(Content):
    """What somebody sent: `removed` are the keys of rows ticked for deletion, `added` the new rows, by prefix."""

    removed: dict[str, set[str]] = field(default_factory=dict)
    added: dict[str, list[Values]] = field(default_factory=dict)


def as_sent(field: Field, value: Any) -> Value:
    """Return the one text, or list of texts, that stands for a value of a form field, whether shown or typed."""
    if isinstance(field, ModelMultipleChoiceField):
        return [str(key) for key in field.prepare_value(value) or []]
    if isinstance(field, ModelChoiceField):
        return str(field.prepare_value(value) or "")
    with suppress(ValidationError):  # what can't be read is compared as it was typed
        value = field.to_python(value)
    prepared = field.prepare_value(value)
    return "" if prepared is None else str(prepared).replace("\r\n", "\n")


def in_words(field: Field, value: Value | None) -> str:
    """Return a value that was sent as a reader of the page knows it: names instead of keys, one a line."""
    if isinstance(field, ModelChoiceField):
        keys = value if isinstance(value, list) else [value or ""]
        numbers = [key for key in keys if key.isascii() and key.isdigit()]
        names = {str(row.pk): field.label_from_instance(row) for row in field.queryset.filter(pk__in=numbers)}
        return "\n".join(names.get(key, GONE) for key in keys if key) or NOTHING
    choices = {str(key): str(name) for key, name in getattr(field, "choices", [])}
    return choices.get(str(value or ""), str(value or "")) if value else NOTHING


class Sheet:
    """The forms of a page for one row: its own, and one set for each inline in which rows may be changed."""

    def __init__(self, form: Any, formsets: list[Any]) -> None:
        self.form = form
        self.formsets = {one.prefix: one for one in formsets}

    @classmethod
    def of(cls, page: Any, request: HttpRequest, obj: Any) -> "Sheet":
        """Make the forms as they would show a row to whoever asks now."""
        fields = flatten_fieldsets(page.get_fieldsets(request, obj))
        form = page.get_form(request, obj, change=True, fields=fields)(instance=obj)
        formsets = [
            rows(instance=obj, prefix=rows.get_default_prefix(), queryset=inline.get_queryset(request))
            for rows, inline in page.get_formsets_with_inlines(request, obj)
            if inline.has_change_permission(request, obj)
        ]
        return cls(form, formsets)

    def content(self) -> Content:
        """Return what the forms show, before anybody types."""
        rows = {
            prefix: {str(form.instance.pk): self._shown(form) for form in formset.initial_forms}
            for prefix, formset in self.formsets.items()
        }
        return Content(self._shown(self.form), rows)

    def typed(self, data: QueryDict) -> Typed:
        """Return what was typed into the forms."""
        found = Typed(_typed(self.form.fields, self.form.prefix, data))
        for prefix, formset in self.formsets.items():
            kept, added, removed = found.rows.setdefault(prefix, {}), found.added.setdefault(prefix, []), set()
            fields = self.fields(prefix)
            for place in range(_number(data.get(f"{prefix}-TOTAL_FORMS"))):
                row = f"{prefix}-{place}"
                key = data.get(f"{row}-{formset.model._meta.pk.name}", "")
                values = _typed(fields, row, data)
                if key:
                    kept[key] = values
                if TICK.value_from_datadict(data, {}, f"{row}-{DELETION_FIELD_NAME}"):
                    removed.add(key)
                elif not key:
                    added.append(values)
            found.removed[prefix] = removed - {""}
        return found

    def fields(self, prefix: str) -> dict[str, Field]:
        """Return the fields of an inline's rows that somebody fills; those of the row itself for an empty prefix."""
        return _filled_by_hand(self.formsets[prefix].empty_form if prefix else self.form)

    def label(self, name: str, prefix: str = "") -> str:
        field = self.fields(prefix)[name]
        return str(capfirst(force_str(field.label or name.replace("_", " "))))

    def row_in_words(self, prefix: str, values: Values) -> str:
        """Return all that a row says, a line for each field."""
        told = (
            (self.label(name, prefix), in_words(field, values.get(name))) for name, field in self.fields(prefix).items()
        )
        return "\n".join(f"{label}: {text}" for label, text in told if text != NOTHING)

    def row_name(self, prefix: str, values: Values) -> str:
        """Name a row by what it is and by the first thing that it says."""
        said = (in_words(field, values.get(name)) for name, field in self.fields(prefix).items())
        first = next((text for text in said if text != NOTHING), "")
        return f"{capfirst(self.formsets[prefix].model._meta.verbose_name)} “{first.splitlines()[0] if first else ''}”"

    def _shown(self, form: Any) -> Values:
        return {name: as_sent(field, form[name].value()) for name, field in _filled_by_hand(form).items()}


def _filled_by_hand(form: Any) -> dict[str, Field]:
    own = {DELETION_FIELD_NAME, form._meta.model._meta.pk.name}
    return {
        name: field
        for name, field in form.fields.items()
        if name not in own and not isinstance(field, InlineForeignKeyField)
    }


def _typed(fields: Mapping[str, Field], prefix: str | None, data: QueryDict) -> Values:
    names = {name: f"{prefix}-{name}" if prefix else name for name in fields}
    return {
        name: as_sent(field, field.widget.value_from_datadict(data, {}, names[name]))
        for name, field in fields.items()
        if not isinstance(field, InlineForeignKeyField) and name != DELETION_FIELD_NAME
    }


def _number(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isascii() and text.isdigit() else 0
