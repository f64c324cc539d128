"""Every published version of one event, tombstones included, the oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rest_framework import serializers

from policy.record.cursors import Cursor, window
from policy.record.documents import KindName, compact
from policy.record.listing import CHUNK
from policy.record.models import Action, Revision
from policy.record.querysets import RevisionQuerySet
from policy.record.served import Absolute, RevisionEntry, ServedDocument, served, served_text, tombstone

ORDER = "revisions"


class VersionRow(serializers.Serializer):
    """Describes one published version, which `version_text` writes."""

    slug = serializers.SlugField(help_text="The slug of the event, as it was then.")
    kind = KindName(help_text="The kind of event.")
    action = serializers.ChoiceField([one.value for one in Action], help_text="What this version did to the record.")
    replaced_by = serializers.SlugField(
        allow_null=True, help_text="The slug that took this one’s place, by a new name or a merge; else null."
    )
    revision = RevisionEntry(help_text="When and why it was published, and its hash.")
    document = ServedDocument(allow_null=True, help_text="The document as it was served; null for a retraction.")


@dataclass(frozen=True)
class EventVersions:
    """The versions of the event whose newest one is given, under all slugs that it ever had."""

    newest: Revision

    @classmethod
    def find(cls, slug: str, kind: str | None) -> "EventVersions | None":
        """Return those of a published or retracted event; `None` for any other, and for one that was merged into another."""
        newest = Revision.objects.current().called(slug, kind).filter(replaced_by="").defer("facts", "document").first()
        return cls(newest) if newest else None

    def page(
        self, cursor: Cursor | None, size: int, absolute: Absolute
    ) -> tuple[list[Any], Cursor | None, Cursor | None]:
        """Return a page of revisions with their documents as `text`, and the cursors after and before it, in one query."""
        rows = self._all().defer("document", "facts").annotate(text=served_text(absolute))
        if cursor and cursor.backwards:
            rows = rows.filter(number__lt=cursor.key[0]).order_by("-number")
        elif cursor:
            rows = rows.filter(number__gt=cursor.key[0])
        return window(list(rows[: size + 1]), size, cursor, _beside)

    def whole(self) -> Iterator[Revision]:
        """Yield all of them, read in chunks; within a transaction."""
        yield from self._all().iterator(CHUNK)

    def count(self) -> int:
        return self._all().count()

    def merged(self) -> list[dict[str, Any]]:
        """Return the tombstones of the events that were merged into this one; their own versions stay where they are."""
        return [tombstone(one) for one in Revision.objects.merged_into(self.newest)]

    def _all(self) -> RevisionQuerySet:
        return Revision.objects.filter(event=self.newest.event_id).defer("facts").order_by("number")


def version_text(revision: Revision, absolute: Absolute) -> str:
    """Return a version's JSON text; `absolute` makes a full address of a path."""
    return version_entry(revision, None if revision.document is None else served(revision, absolute))


def version_entry(revision: Revision, document: str | None) -> str:
    """Return a version's JSON text around the text of its document; `None` for a tombstone, which has none."""
    return f'{compact(tombstone(revision))[:-1]},"document":{document or "null"}}}'


@cache
def version_keys() -> list[str]:
    """Return the keys of a version, in their order."""
    return list(VersionRow().fields)


def _beside(revision: Revision, backwards: bool) -> Cursor:
    return Cursor(ORDER, [revision.number], backwards)
