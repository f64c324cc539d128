"""Field types that carry a rule of the record into the database."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.fields.related_descriptors import ManyToManyDescriptor
from django.utils.functional import cached_property

from policy.dates import validate_partial_date


class PartialDateField(models.CharField):
    """An ISO date as precise as it is known: "2025-05-12", "2025-05" or "2025".

    The database refuses any other text, days that no calendar has included. Texts order as their first days do,
    less precise ones first.
    """

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def db_check(self, connection: Any) -> str:
        column = connection.ops.quote_name(self.column)
        whole = f"({column} || '-01-01')"
        return (
            f"CASE WHEN {column} ~ '^[0-9]{{4}}(-[0-9]{{2}}){{0,2}}$' THEN make_date(left({column}, 4)::int,"
            f" substr({whole}, 6, 2)::int, substr({whole}, 9, 2)::int) IS NOT NULL ELSE {column} IS NULL END"
        )


class ChoiceField(models.CharField):
    """A value of a closed vocabulary (`TextChoices`); the database refuses any other."""

    non_db_attrs = tuple(name for name in models.CharField.non_db_attrs if name != "choices")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def db_check(self, connection: Any) -> str | None:
        if not self.choices:
            return None
        values = [str(value) for value, _ in self.flatchoices] + ([""] if self.blank else [])
        listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
        return f"{connection.ops.quote_name(self.column)} IN ({listed})"


class OrderedDescriptor(ManyToManyDescriptor):
    """Gives a manager that reads and writes the relation in the order in which its entries were listed."""

    @cached_property
    def related_manager_cls(self) -> Any:
        base = super().related_manager_cls
        order = (f"{self.through._meta.db_table}.id",)

        class OrderedManager(base):  # type: ignore[misc, valid-type]
            def _listed(self, queryset: models.QuerySet) -> models.QuerySet:
                """Order a queryset that is nobody else's yet; `extra` would copy it for each row of a prefetch."""
                queryset.query.extra_order_by = order
                return queryset

            def _apply_rel_filters(self, queryset: models.QuerySet) -> models.QuerySet:
                return self._listed(super()._apply_rel_filters(queryset))

            def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
                queryset, *rest = super().get_prefetch_querysets(instances, querysets)
                return (self._listed(queryset), *rest)

            def add(self, *objs: Any, **kwargs: Any) -> None:
                for obj in objs:  # one by one: the base class adds a set, in any order
                    super().add(obj, **kwargs)

            def set(self, objs: Iterable[Any], **kwargs: Any) -> None:
                wanted = [obj.pk if isinstance(obj, models.Model) else obj for obj in objs]
                if wanted != list(self.values_list("pk", flat=True)):
                    self.clear()
                    self.add(*wanted, **kwargs)

        return OrderedManager


class OrderedManyToManyField(models.ManyToManyField):
    """A many-to-many relation that keeps the order in which its entries are listed, as the record prints it.

    The order is that of the join table's ids, so forms with a multiple choice work as they do for a plain relation.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.name, OrderedDescriptor(self.remote_field, reverse=False))
