"""The change feed: every revision in its place, for ever. API, webhooks, e-mail and bulk files tell it in these words."""

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from policy.record.chain import instant
from policy.record.documents import Instant, KindName, compact
from policy.record.models import Action, Revision
from policy.record.querysets import RevisionQuerySet
from policy.record.served import Absolute, ServedDocument, served


class ChangeEntry(serializers.Serializer):
    """Describes one entry of the change feed, which `change_text` writes."""

    seq = serializers.IntegerField(help_text=_("Its place in the whole record, counted from 1 without a gap."))
    action = serializers.ChoiceField(
        [action.value for action in Action],
        help_text=_("What to do in a copy: add or replace the document of this slug, or delete it."),
    )
    slug = serializers.SlugField(help_text=_("The slug of the event, as it was then."))
    kind = KindName(help_text=_("The kind of event."))
    published_at = Instant(help_text=_("The instant of publication, RFC 3339 in UTC, to the microsecond."))
    reason = serializers.CharField(help_text=_("Why it was published, for readers."))
    replaced_by = serializers.SlugField(
        allow_null=True, help_text=_("The slug that took this one’s place, by a new name or a merge; else null.")
    )
    document = ServedDocument(allow_null=True, help_text=_("The whole document; null where it is to be deleted."))


def changes_after(seq: int) -> RevisionQuerySet:
    """Return the revisions that follow a sequence number (exclusive; 0 for all), the oldest first."""
    return Revision.objects.filter(seq__gt=seq).defer("facts").order_by("seq")


def is_ahead(seq: int) -> bool:
    """Tell whether a sequence number is beyond the newest one, as it is in no copy of this record."""
    return seq > 0 and not Revision.objects.filter(seq=seq).exists()


@cache
def change_keys() -> list[str]:
    """Return the keys of an entry, in their order."""
    return list(ChangeEntry().fields)


def change_head(revision: Revision) -> dict[str, Any]:
    """Return what an entry says before the document."""
    return {
        "seq": revision.seq,
        "action": revision.action,
        "slug": revision.slug,
        "kind": revision.kind,
        "published_at": instant(revision.published_at),
        "reason": revision.reason,
        "replaced_by": revision.replaced_by or None,
    }


def change_text(revision: Revision, absolute: Absolute) -> str:
    """Return an entry's JSON text; `absolute` makes a full address of a path."""
    return change_entry(revision, None if revision.document is None else served(revision, absolute))


def change_entry(revision: Revision, document: str | None) -> str:
    """Return an entry's JSON text around the text of its document; `None` for a tombstone, which has none."""
    return f'{compact(change_head(revision))[:-1]},"document":{document or "null"}}}'
