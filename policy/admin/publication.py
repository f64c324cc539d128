"""Publishing and retracting from the admin: one page that shows what it is about and asks for the public reason."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from policy import kinds, review
from policy.actions import refresh_findings
from policy.admin.readable import readable
from policy.admin.seen import marks, refuse_unseen
from policy.choices import ChangeKind
from policy.dates import first_day
from policy.models import Event
from policy.record.differences import Change, differences
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.record.publish import publish_all, retract
from policy.rules import Problem, Refused

MOST_COMPARED = 50
MOST_LED_TO = 3


def _publish(events: Sequence[Event], *, reason: str, by: str, change: str = "", emergency: str = "") -> list[Revision]:
    """Publish the oldest first, so that the newest has the highest sequence number."""
    kind = ChangeKind(change) if change else None
    return publish_all(_oldest_first(events), reason=reason, by=by, change=kind, emergency=emergency)


@transaction.atomic
def _retract(events: Sequence[Event], *, reason: str, by: str, **_: str) -> list[Revision]:
    """Retract the newest first: what builds on an earlier event goes before it. All of them, or none."""
    keys = [event.pk for event in events]
    list(Event.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))  # as publications lock them
    return [retract(event, reason=reason, by=by) for event in reversed(_oldest_first(events))]


def _oldest_first(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (first_day(event.date), event.pk))


@dataclass(frozen=True)
class Verb:
    """One of the two things that are done to the record."""

    name: str
    past: str
    done: str
    act: Callable[..., list[Revision]]

    @property
    def permission(self) -> str:
        return f"policy.{self.name}_event"


PUBLISH = Verb("publish", "published", "Published", _publish)
RETRACT = Verb("retract", "retracted", "Retracted", _retract)


class ReasonForm(forms.Form):
    """Asks for the public reason; of what is public already, what sort of change it is; alone, why it can't wait."""

    change = forms.ChoiceField(
        label="What sort of change",
        choices=[
            (ChangeKind.CORRECTION, "Correction: what readers saw was wrong"),
            (ChangeKind.UPDATE, "Update: something is new, what readers saw was right"),
            (ChangeKind.EDITORIAL, "Editorial: the same in other words"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason, for the public",
        help_text="One sentence. Readers see it in the event's history; it can't be changed later.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField", "autofocus": True}),
    )
    emergency = forms.CharField(
        label="Why it can't wait for a second person",
        help_text="Only in an emergency. Readers see it beside the reason, for ever.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    def __init__(self, *args: Any, asks_change: bool, asks_emergency: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, asks in (("change", asks_change), ("emergency", asks_emergency)):
            if not asks:
                del self.fields[name]


@dataclass
class Candidate:
    """An event on the confirmation page: what would change for readers, and what stands against it."""

    event: Event
    address: str  # where it is edited
    preview: str  # where its page is shown as it would be
    is_new: bool = True
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Confirmation:
    """The page for one verb and the events chosen, as one request sees it.

    The request names the events, as `event=<key>`, unless an action of a list did. Raises `Http404` and `PermissionDenied`.
    """

    def __init__(self, page: Any, request: HttpRequest, verb: Verb, events: Sequence[Event] | None = None) -> None:
        if not (request.user.has_perm(verb.permission) and page.has_view_permission(request)):  # type: ignore[union-attr]
            raise PermissionDenied
        self.page, self.request, self.verb = page, request, verb
        self.events = _named_events(page, request) if events is None else events
        keys = [event.pk for event in self.events]
        self.newest = {one.event_id: one for one in Revision.objects.current().filter(event__in=keys).defer("document")}
        contents = dict(zip(keys, read_all(self.events), strict=True))
        self.alone = self._standing_alone(contents)
        self.form = ReasonForm(
            request.POST if "reason" in request.POST else None,
            initial=self._initial(),
            asks_change=verb is PUBLISH
            and any(one.facts and one.facts != contents[key] for key, one in self.newest.items()),
            asks_emergency=bool(self.alone) and settings.EMERGENCY_PUBLICATION,
        )

    def respond(self) -> HttpResponse:
        """Do it, when a reason was given; else, or when it is refused, show the page."""
        problems: list[Problem] = []
        appended: list[Revision] = []
        try:
            if self.form.is_valid():
                return self._done(self._confirmed(**self.form.cleaned_data))
            appended = self._rehearse()
        except Refused as refused:
            problems = refused.problems
        linked = len({revision.event_id for revision in appended} - {event.pk for event in self.events})
        context = {
            **self.page.admin_site.each_context(self.request),
            "title": f"{self.verb.name.capitalize()} {self._counted(len(self.events))}",
            "opts": self.page.opts,
            "verb": self.verb,
            "form": self.form,
            "seen": marks(self.events),
            "candidates": list(self._candidates(problems)),
            "refused": problems,
            "other_problems": [one for one in problems if one.slug not in {event.slug for event in self.events}],
            "changes_nothing": not problems and not appended,
            "asks_reason": bool(appended) or self.form.is_bound,
            "alone": [(one, page_of(self.page, one).url("review", one.pk)) for one in self.alone],
            "linked": linked,
            "media": self.page.media,
        }
        status = 409 if problems and self.form.is_bound else 200
        return TemplateResponse(self.request, "admin/publication.html", context, status=status)

    @transaction.atomic
    def _confirmed(self, **said: str) -> list[Revision]:
        """Do what was confirmed: nothing that the page didn't show is published. Raises `Refused`."""
        if self.verb is PUBLISH:
            refuse_unseen(self.request, self.events)
        return self._act(**said)

    def _act(self, **said: str) -> list[Revision]:
        return self.verb.act(self.events, by=self.request.user.get_username(), **said)

    def _rehearse(self) -> list[Revision]:
        """Do it and undo it, so that the page tells beforehand what would come of it. Raises `Refused`."""
        emergency = "Rehearsal." if self.alone and settings.EMERGENCY_PUBLICATION else ""
        with transaction.atomic():
            appended = self._act(reason="Rehearsal.", emergency=emergency)
            transaction.set_rollback(True)
        return appended

    def _standing_alone(self, contents: dict[int, dict[str, Any]]) -> list[Event]:
        """Return the events behind which the user stands alone, if that keeps them from being published."""
        if self.verb is not PUBLISH:
            return []
        problems = review.problems(contents, self.request.user.get_username())  # type: ignore[union-attr]
        alone = {one.slug for one in problems}
        return [event for event in self.events if event.slug in alone]

    def _done(self, appended: list[Revision]) -> HttpResponse:
        reason = self.form.cleaned_data["reason"]
        refresh_findings(today=timezone.localdate())
        for event in self.events:
            page_of(self.page, event).log_change(self.request, event, f"{self.verb.done}: {reason}")
        self.page.message_user(self.request, *self._outcome(appended))
        alone = self.events[0] if len(self.events) == 1 else None
        return redirect(self.page.url("change", alone.pk) if alone else self.page.url("changelist"))

    def _outcome(self, appended: list[Revision]) -> tuple[Any, int]:
        """Return what to say when it is done, and as what sort of message."""
        if not appended:
            return "Nothing changed: readers see this already.", messages.INFO
        said = f"{self.verb.done} {self._counted(len(self.events))}."
        if len(self.events) > MOST_LED_TO or appended[0].document is None:
            return said, messages.SUCCESS
        alone = len(self.events) == 1
        shown = [
            (self.page.public_address(one), "See it as readers do." if alone else f"See “{one.title}” as readers do.")
            for one in self.events
        ]
        links = format_html_join(" ", '<a href="{}">{}</a>', shown)
        return format_html("{} {}", said, links), messages.SUCCESS

    def _counted(self, number: int) -> str:
        alike = len({event.kind for event in self.events}) == 1
        noun = self.page.opts.verbose_name_plural if alike else "events"
        return f"“{self.events[0].title}”" if number == 1 else f"{number} {noun}"

    def _candidates(self, problems: list[Problem]) -> Iterator[Candidate]:
        """Pair each event with what differs from its public version, of the first ones, and with its own problems."""
        published = {key: revision.facts for key, revision in self.newest.items()}
        changes = changes_of(self.events[:MOST_COMPARED], published) if self.verb is PUBLISH else {}
        for event in self.events:
            own = [problem for problem in problems if problem.slug == event.slug]
            is_new = published.get(event.pk) is None
            own_page = page_of(self.page, event)
            addresses = own_page.url("change", event.pk), own_page.url("preview", event.pk)
            yield Candidate(event, *addresses, is_new=is_new, changes=changes.get(event.pk, []), problems=own)

    def _initial(self) -> dict[str, str]:
        fresh = self.verb is PUBLISH and not self.newest
        return {"reason": "First publication."} if fresh else {}


def rehearsed(events: Sequence[Event], by: str) -> list[Problem]:
    """Return what stands against publishing events, but for who has to agree; nothing is published."""
    try:
        with transaction.atomic():
            publish_all(_oldest_first(events), reason="Rehearsal.", by=by, is_operator=True)
            transaction.set_rollback(True)
    except Refused as refused:
        return refused.problems
    return []


def changes_of(events: Sequence[Event], published: Mapping[int, Any]) -> dict[int, list[Change]]:
    """Return what differs between what readers see of each event and what they would see, in words, by its key."""
    names = [event.kind for event in events]
    before = [(name, published.get(event.pk) or {}) for name, event in zip(names, events, strict=True)]
    told = readable([*before, *zip(names, read_all(events), strict=True)])
    pairs = zip(events, told[: len(events)], told[len(events) :], strict=True)
    return {event.pk: list(differences(old, new)) for event, old, new in pairs}


def _named_events(page: Any, request: HttpRequest) -> list[Event]:
    """Return the events that a request names, once each; those of other kinds go along with one of the page's own.

    Raises `Http404` when one isn't there, and `PermissionDenied` for a kind that the user may not view.
    """
    given = set((request.POST if request.method == "POST" else request.GET).getlist("event"))
    keys = [key for key in given if key.isascii() and key.isdigit()]
    own = list(page.get_queryset(request).filter(pk__in=keys))
    others = Event.objects.filter(pk__in=keys).exclude(pk__in=[event.pk for event in own])
    if not own or len(own) + len(others) < len(given):
        raise Http404("No such event.")
    pages = [(page_of(page, event), event.pk) for event in others]
    if not all(other.has_view_permission(request) for other, _ in pages):
        raise PermissionDenied
    return [*own, *(other.get_queryset(request).get(pk=key) for other, key in pages)]


def page_of(page: Any, event: Event) -> Any:
    """Return the admin of an event's own kind, on the site of another one's."""
    return page.admin_site.get_model_admin(kinds.get(event.kind).model)
