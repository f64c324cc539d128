"""Database constraints that several models share, each with the sentence that an editor reads."""

from typing import Any

from django.db.models import BooleanField, CharField, CheckConstraint, F, Func, IntegerField, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from policy.words import MAX_QUOTATION_WORDS

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
COUNTRY = r"^[A-Z]{2}$"
DESTINATION = r"^([A-Z]{2}|all)$"
HS_CODE = r"^[0-9]{4,13}$"


class Truncated(Func):
    """A partial date cut to the precision of another one, so that the two compare as text."""

    function = "LEFT"
    output_field = CharField()

    def __init__(self, date: str, other: str) -> None:
        super().__init__(F(date), Length(F(other)))


class EachMatches(Func):
    """True when every text of an array matches a pattern (an empty array does)."""

    output_field = BooleanField()

    def __init__(self, array: str, pattern: str) -> None:
        super().__init__(F(array))
        self.pattern = pattern

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        inner = self.pattern.removeprefix("^").removesuffix("$")
        array, params = compiler.compile(self.source_expressions[0])
        return f"array_to_string({array}, ',', '!') ~ '^(({inner})(,({inner}))*)?$'", params


class WordCount(Func):
    """`policy.words.word_count`, in SQL."""

    output_field = IntegerField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        text, params = compiler.compile(self.source_expressions[0])
        cjk = "[\u3400-\u9fff]"
        word = r"\w+(?:[''’.,-]\w+)*"
        sql = (
            f"(regexp_count(regexp_replace({text}, '{cjk}', ' ', 'g'), '{word}')"
            f" + (regexp_count({text}, '{cjk}') + 1) / 2)"
        )
        return sql, [*params, *params]


def slug_format() -> CheckConstraint:
    return CheckConstraint(
        condition=Q(slug__regex=SLUG),
        name="%(app_label)s_%(class)s_slug_format",
        violation_error_message="A slug holds lower-case letters, digits and single hyphens, such as announcement-18.",
    )


def country_format(field: str = "country") -> CheckConstraint:
    return CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__regex": COUNTRY}),
        name=f"%(app_label)s_%(class)s_{field}_format",
        violation_error_message="A country is written as two capital letters (ISO 3166-1), such as CN, US or EU.",
    )


def not_blank(field: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(**{f"{field}__regex": r"\S"}),
        name=f"%(app_label)s_%(class)s_{field}_not_blank",
        violation_error_message=f"Please write the {field.replace('_', ' ')}.",
    )


def in_order(start: str, end: str, message: str) -> CheckConstraint:
    """An end is not before its start; where one is less precise, the two are compared as precisely as both are known."""
    return CheckConstraint(
        condition=Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(LessThanOrEqual(Truncated(start, end), Truncated(end, start))),
        name=f"%(app_label)s_%(class)s_{start}_{end}_order",
        violation_error_message=message,
    )


def each_matches(field: str, pattern: str, message: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(EachMatches(field, pattern)),
        name=f"%(app_label)s_%(class)s_{field}_format",
        violation_error_message=message,
    )


def short_quotation(field: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(LessThanOrEqual(WordCount(F(field)), MAX_QUOTATION_WORDS)),
        name=f"%(app_label)s_%(class)s_{field}_length",
        violation_error_message=f"A quotation has at most {MAX_QUOTATION_WORDS} words (two Chinese characters count as one).",
    )
