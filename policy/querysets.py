"""Questions about editorial rows, by name."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef


class EventQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Keep events of which readers see a document."""
        return self.filter(self._public())

    def unpublished(self) -> Self:
        """Keep drafts and retracted events."""
        return self.filter(~self._public())

    def unmerged(self) -> Self:
        """Leave out events that were merged into another one: nothing is said of them any more."""
        revisions: Any = self.model._meta.get_field("revisions").related_model
        return self.filter(~Exists(revisions.objects.current().replaced().filter(event=OuterRef("pk"))))

    def primary_unread(self) -> Self:
        """Keep events that cite no text of the authority itself that was read: what `primary_read` says of documents."""
        citations: Any = self.model._meta.get_field("citations").related_model
        read = citations.objects.filter(event=OuterRef("pk"), source__tier="primary", source__checked="text")
        return self.filter(~Exists(read))

    def _public(self) -> Exists:
        revisions: Any = self.model._meta.get_field("revisions").related_model
        return Exists(revisions.objects.current().public().filter(event=OuterRef("pk")))
