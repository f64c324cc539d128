"""Where readers report an error: bound to the revision that they read, without account, cookie or script."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from policy.models.reports import LONGEST_ELSEWHERE, MOST_LETTERS
from policy.record.http import versioned
from policy.record.known import newest_version
from policy.record.models import Revision
from policy.record.moved import following
from policy.record.querysets import RevisionQuerySet
from policy.reports import WINDOW, TooManyReportsError, receive
from policy.signin.attempts import Place
from policy.site.history import address
from policy.site.opened import FORM_TYPE, TOO_OLD, opened_token, read_token, wrong_time
from policy.site.questions import takes_no_question
from policy.site.wording import heading

FEWEST_LETTERS = 10
MOST_LINKS = 5
LINKS = ("http://", "https://", "www.")
SALT = "policy.site.report"
MOST_DIGITS = 9
TOO_MANY = gettext_noop(
    "More reports came within this hour than can be taken. Leave this page open, and send yours again in an hour."
)


class Prose(forms.CharField):
    """A text of some lines, whose ends count as one letter, as browsers count them."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class ReportForm(forms.Form):
    what = Prose(
        label=gettext_lazy("What is wrong"),
        min_length=FEWEST_LETTERS,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=format_lazy(
            gettext_lazy("In your own words, {fewest} to {most} characters."),
            fewest=FEWEST_LETTERS,
            most=f"{MOST_LETTERS:,}",
        ),
    )
    elsewhere = forms.CharField(
        label=gettext_lazy("Where it says otherwise"),
        required=False,
        max_length=LONGEST_ELSEWHERE,
        help_text=gettext_lazy("Optional: the address of a document, or a title with its date."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        required=False,
        help_text=gettext_lazy("Optional, if you want an answer. It is used for that alone."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"), required=False, max_length=LONGEST_ELSEWHERE
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "control-input"
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    @property
    def shown(self) -> list[forms.BoundField]:
        return [self[name] for name in ("what", "elsewhere", "email")]

    def clean_what(self) -> str:
        what = self.cleaned_data["what"]
        if sum(what.lower().count(link) for link in LINKS) > MOST_LINKS:
            raise forms.ValidationError(_("More than %(n)s links: name the best of them.") % {"n": MOST_LINKS})
        return what

    def clean_elsewhere(self) -> str:
        return " ".join(self.cleaned_data["elsewhere"].split())


class ReportPage:
    """The form about one event, as one request sees it. Raises `Http404`."""

    def __init__(self, request: HttpRequest, slug: str, now: datetime) -> None:
        self.request, self.slug, self.now = request, slug, now
        self.token = request.POST.get("token", "")
        self.revision, self.opened = self._signed() or (self._asked(), None)
        self.form = ReportForm(request.POST if request.method == "POST" else None)

    def respond(self) -> HttpResponse:
        """Take the report; show the form when there is none yet, or with what is wrong with it."""
        if self.request.method != "POST":
            return self._show()
        if wrong := self._wrong_time():
            self.form.add_error(None, _(wrong))
        if not self.form.is_valid():
            return self._show(status=400)
        try:
            self._receive()
        except TooManyReportsError:
            self.form.add_error(None, _(TOO_MANY))
            response = self._show(status=429)
            response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
            return response
        slug = Revision.objects.current().get(event=self.revision.event_id).slug
        return HttpResponseRedirect(reverse("report-received", args=[slug]), status=303)

    def _receive(self) -> None:
        """Keep what was typed; where the field was filled that people don't see, as spam, for it may have been a person."""
        given = dict(self.form.cleaned_data)
        is_spam = bool(given.pop("website"))
        receive(self.revision, **given, network=Place.of(self.request).network, now=self.now, is_spam=is_spam)

    def _wrong_time(self) -> str:
        """Return what is wrong with the time since the form was opened, which begins anew where that is too long ago."""
        wrong = wrong_time(self.opened, self.now)
        if wrong == TOO_OLD:
            self.opened = None
        return wrong

    def _signed(self) -> tuple[Revision, datetime] | None:
        """Return the revision that the form was opened about, and when; `None` where it doesn't say so."""
        read = read_token(self.token, self.now, SALT)
        if read is None:
            return None
        found = self._revisions().filter(seq=read[0]).first()
        return (found, read[1]) if found else None

    def _revisions(self) -> RevisionQuerySet:
        """Return all revisions of the event, whatever it was called in them."""
        return Revision.objects.filter(event__in=Revision.objects.filter(slug=self.slug).values("event"))

    def _asked(self) -> Revision:
        """Return the revision that the address names, or else the newest, but for one that ends an address for another."""
        number = self.request.GET.get("revision")
        found = self._revisions().order_by("-seq")
        if number is not None:
            is_number = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
            found = found.filter(number=number) if is_number else found.none()
        revision = found.first()
        if revision is None or (number is None and (revision.slug != self.slug or revision.replaced_by)):
            raise Http404
        return revision

    def _show(self, status: int = 200) -> HttpResponse:
        newest = Revision.objects.current().get(event=self.revision.event_id)
        context = {
            "form": self.form,
            "revision": self.revision,
            "newest": newest,
            "title": heading((self.revision if self.revision.document else newest).content)
            if newest.document
            else None,
            "address": address(newest.slug, self.revision.number, newest.number),
            "token": self.token if self.opened else token(self.revision, self.now),
        }
        return render(self.request, "reports/report.html", context, status=status)


def token(revision: Revision, opened: datetime) -> str:
    """Return what a form carries that was opened about a revision at an instant."""
    return opened_token(revision.seq, opened, SALT)


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@cache_control(no_store=True)
@takes_no_question
@following
def report(request: Any, slug: str) -> HttpResponse:
    """Show the form in which a reader reports an error of a published or retracted event, or take the report."""
    if request.method == "POST" and request.content_type != FORM_TYPE:
        return HttpResponse(status=415)  # files, for one, which would be written down before anybody asks for them
    request.version = newest_version()
    return ReportPage(request, slug, timezone.now()).respond()


@require_safe
@takes_no_question
@versioned
def received(request: Any, slug: str) -> HttpResponse:
    """Thank for a report."""
    newest = Revision.objects.current().filter(slug=slug).first()
    if newest is None:
        raise Http404
    return render(request, "reports/received.html", {"revision": newest})
