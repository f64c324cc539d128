"""Where readers ask for alerts by e-mail, confirm them, and end them: without account, cookie or script."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from policy.alerts import actions
from policy.alerts.choices import Frequency
from policy.alerts.forms import AlertFilters, AlertForm
from policy.alerts.links import Confirmation, key_to_unsubscribe
from policy.alerts.models import LONGEST_QUERY, Alert
from policy.alerts.standing import LACKING, Standing, said
from policy.record.http import versioned
from policy.record.known import newest_version
from policy.record.listing import Listing
from policy.record.parameters import BadParameters
from policy.record.spoken import answering
from policy.signin.attempts import Place
from policy.site.addresses import query_string, without_empty_fields
from policy.site.opened import FORM_TYPE, TOO_OLD, opened_token, read_token, wrong_time
from policy.site.questions import takes_no_question

SALT = "policy.alerts.form"
TOO_MANY = gettext_noop("More was asked for within this hour than can be taken. Please try again in an hour.")
TOO_LONG = gettext_noop("These are too many filters for one alert: choose fewer.")
answers_forms = require_http_methods(["GET", "HEAD", "POST"])


class AskPage:
    """The form for one list, as one request sees it."""

    def __init__(self, request: HttpRequest, listing: Listing, now: datetime) -> None:
        self.request, self.listing, self.now = request, listing, now
        self.query = query_string(listing.params)
        read = read_token(request.POST.get("token", ""), now, SALT)
        self.opened = read[1] if read else None
        self.form = AlertForm(request.POST if request.method == "POST" else None)

    def respond(self) -> HttpResponse:
        """Take what is asked for; show the form when nothing is yet, or with what is wrong with it."""
        if self.request.method != "POST":
            return self._show()
        if len(self.query) > LONGEST_QUERY:
            self.form.add_error(None, _(TOO_LONG))
        if wrong := wrong_time(self.opened, self.now):
            self.form.add_error(None, _(wrong))
            self.opened = None if wrong == TOO_OLD else self.opened
        if not self.form.is_valid():
            return self._show(status=400)
        try:
            self._ask()
        except actions.TooManyAlertsError:
            self.form.add_error(None, _(TOO_MANY))
            response = self._show(status=429)
            response.headers["Retry-After"] = str(int(actions.WINDOW.total_seconds()))
            return response
        return HttpResponseRedirect(reverse("alert-asked"), status=303)

    def _ask(self) -> None:
        """Pass on what was asked for, but not where the field was filled that people don't see: that is a machine."""
        given = self.form.cleaned_data
        if not given["website"]:
            network, language = Place.of(self.request).network, get_language() or settings.LANGUAGE_CODE
            frequency = Frequency(given["frequency"])
            actions.ask(
                given["email"], self.query, frequency=frequency, language=language, network=network, now=self.now
            )

    def _show(self, status: int = 200) -> HttpResponse:
        opened = self.request.POST.get("token") if self.opened else opened_token(self.query, self.now, SALT)
        context = {
            "form": self.form,
            "sentence": said(self.listing.params, self.listing.vocabulary),
            "query": self.query,
            "token": opened,
            "is_configured": settings.MAIL_CONFIGURED,
        }
        return render(self.request, "alerts/alerts.html", context, status=status)


@answers_forms
@csrf_exempt
@cache_control(no_store=True)
def alerts(request: Any) -> HttpResponse:
    """Show the form that asks for alerts about what the query string lists, or take it."""
    if request.method == "POST" and (request.content_type != FORM_TYPE or not settings.MAIL_CONFIGURED):
        return HttpResponse(status=415 if settings.MAIL_CONFIGURED else 404)
    if tidied := without_empty_fields(request):
        return tidied
    request.version = newest_version()
    with answering(request.version):
        try:
            listing = Listing.parse(request.GET, request.version, lacking=LACKING, drop_tracking=True)
        except BadParameters as error:
            form = AlertFilters.refused(Listing.parse(QueryDict(), request.version), request.GET, error.errors)
            return render(request, "alerts/refused.html", {"form": form}, status=400)
        return AskPage(request, listing, timezone.now()).respond()


@require_safe
@takes_no_question
@versioned
def asked(request: Any) -> HttpResponse:
    """Say that a mail is on its way, to whoever asks: who has which alerts is nobody else's business."""
    return render(request, "alerts/asked.html")


@answers_forms
@csrf_exempt
@cache_control(no_store=True)
@takes_no_question
def confirm(request: Any, token: str) -> HttpResponse:
    """Ask whether an alert is wanted, and begin it when a button says so: programs that look at mails follow links."""
    confirmation = Confirmation.read(token)
    if confirmation is None:
        return _gone(request)
    if request.method == "POST":
        alert = actions.confirm(confirmation, timezone.now())
    else:
        alert = Alert.objects.filter(key=confirmation.key).first()
    if alert is None:
        return _gone(request)
    context = {"frequency": confirmation.frequency.label, "is_done": request.method == "POST"}
    return _about(request, alert, "alerts/confirm.html", context)


@answers_forms
@csrf_exempt
@cache_control(no_store=True)
@takes_no_question
def unsubscribe(request: Any, token: str) -> HttpResponse:
    """Ask whether an alert is to end, and end it when a button says so, or a mail program in one click (RFC 8058)."""
    key = key_to_unsubscribe(token)
    if key is None:
        raise Http404
    alert = Alert.objects.filter(key=key).first()
    if alert and request.method == "POST":
        actions.end(alert)
        alert = None
    if alert is None:
        request.version = newest_version()
        return render(request, "alerts/ended.html")
    return _about(request, alert, "alerts/unsubscribe.html", {"frequency": Frequency(alert.frequency).label})


def _about(request: Any, alert: Alert, template: str, context: dict[str, Any]) -> HttpResponse:
    request.version = newest_version()
    with answering(request.version):
        told = {"sentence": Standing(alert.query, request.version).sentence(), "query": alert.query}
        return render(request, template, told | context)


def _gone(request: Any) -> HttpResponse:
    """Answer a link that confirms nothing, or no longer."""
    request.version = newest_version()
    return render(request, "alerts/gone.html", status=404)
