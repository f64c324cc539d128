"""The pages on which an administrator does something with a subscription: each says what will happen, and asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from policy.rules import Problem, Refused
from policy.webhooks import actions
from policy.webhooks.forms import Confirmation, OffForm, ReplayForm, SecretForm
from policy.webhooks.models import State, Subscription
from policy.webhooks.sending import Outcome
from policy.webhooks.signing import Unreadable

UNREADABLE = "Its secret can't be read: SECRET_KEY is another one by now. Make a new secret."
Act = Callable[["ActionPage", dict[str, Any]], HttpResponse | None]


@dataclass(frozen=True)
class Verb:
    """Something to do. `act` takes the page and what was typed; it may answer itself, as one does that shows a secret."""

    name: str
    title: str
    told: str
    button: str
    act: Act
    form: type[Confirmation] = Confirmation
    states: tuple[str, ...] = field(default=tuple(State.values))


class ActionPage:
    """One verb for one subscription, as one request sees it. Raises `Http404` and `PermissionDenied`."""

    def __init__(self, page: Any, request: HttpRequest, key: int, verb: Verb) -> None:
        self.page, self.request, self.verb = page, request, verb
        found = Subscription.objects.filter(pk=key).first()
        if not page.has_change_permission(request, found):
            raise PermissionDenied
        if found is None:
            raise Http404("No such subscription.")
        self.subscription = found
        posted = request.POST if request.method == "POST" else None
        self.form = verb.form(found, posted, {"seq": request.GET.get("seq")})

    def respond(self) -> HttpResponse:
        """Do it, when that was confirmed; ask, when it wasn't, or when it is refused."""
        problems: list[Problem] = []
        if self.request.method == "POST" and self.form.is_valid():
            try:
                answer = self.verb.act(self, self.form.cleaned_data)
                return answer or redirect(self.page.url("change", self.subscription.pk))
            except Refused as refused:
                problems = refused.problems
            except Unreadable:
                problems = [Problem(self.subscription.name, "secret", UNREADABLE)]
        return self._ask(problems)

    def done(self, said: str, level: int = messages.SUCCESS) -> None:
        """Write down that it was done, and say so."""
        self.page.log_change(self.request, self.subscription, said)
        self.page.message_user(self.request, said, level)

    def _ask(self, problems: list[Problem]) -> HttpResponse:
        context = {
            **self.page.admin_site.each_context(self.request),
            "title": f"{self.verb.title}: {self.subscription}",
            "opts": self.page.opts,
            "subscription": self.subscription,
            "verb": self.verb,
            "form": self.form,
            "problems": problems,
            "back": self.page.url("change", self.subscription.pk),
            "media": self.page.media,
        }
        return TemplateResponse(self.request, "admin/webhook_action.html", context, status=409 if problems else 200)


def show_secret(page: Any, request: HttpRequest, subscription: Subscription, secret: str) -> HttpResponse:
    """Show a secret, for the only time."""
    context = {
        **page.admin_site.each_context(request),
        "title": f"The secret of {subscription}",
        "opts": page.opts,
        "subscription": subscription,
        "secret": secret,
        "back": page.url("change", subscription.pk),
        "media": page.media,
    }
    return TemplateResponse(request, "admin/webhook_secret.html", context)


def _test(page: ActionPage, given: dict[str, Any]) -> None:
    _tell(page, "A test was sent", actions.send_test(page.subscription))


def _replay(page: ActionPage, given: dict[str, Any]) -> None:
    if given["whole"]:
        actions.replay_from(page.subscription, seq=given["seq"])
        page.done(f"All from revision {given['seq']} on is sent again.")
    else:
        outcome = actions.replay(page.subscription, seq=given["seq"])
        _tell(page, f"Revision {given['seq']} was sent again", outcome)


def _tell(page: ActionPage, what: str, outcome: Outcome) -> None:
    if outcome.is_success:
        page.done(f"{what}: the receiver took it.")
    else:
        page.done(f"{what}, and did not get through: {outcome.told}.", messages.WARNING)


def _rotate(page: ActionPage, given: dict[str, Any]) -> HttpResponse:
    secret = actions.rotate(page.subscription, newest=given["newest"], overlap=given["overlap"], now=timezone.now())
    page.page.log_change(page.request, page.subscription, "A new secret was made.")
    return show_secret(page.page, page.request, page.subscription, secret)


def _switch_off(page: ActionPage, given: dict[str, Any]) -> None:
    actions.switch_off(page.subscription, reason=given["reason"])
    page.done(f"Switched off: {given['reason']}")


def _switch_on(page: ActionPage, given: dict[str, Any]) -> None:
    actions.switch_on(page.subscription)
    page.done("Switched on: it goes on where it stopped.")


def _try_now(page: ActionPage, given: dict[str, Any]) -> None:
    actions.try_now(page.subscription)
    page.done("The next attempt is made now.")


VERBS = [
    Verb("test", "Send a test", "A signed message of the type test.ping is posted now, once.", "Send the test", _test),
    Verb(
        "replay",
        "Send again",
        "Messages keep their ids: a receiver that remembers them may pass over what it had already.",
        "Send again",
        _replay,
        ReplayForm,
    ),
    Verb(
        "trynow",
        "Try now",
        "The next attempt is made at once, instead of when it is due.",
        "Try now",
        _try_now,
        states=(State.ACTIVE,),
    ),
    Verb(
        "rotate",
        "New secret",
        "The new secret is shown once, on the next page. While both are valid, each message bears a signature of either.",
        "Make a new secret",
        _rotate,
        SecretForm,
    ),
    Verb(
        "off",
        "Switch off",
        "Nothing is posted until it is switched on again; then it goes on where it stopped.",
        "Switch off",
        _switch_off,
        OffForm,
        states=(State.ACTIVE, State.GIVEN_UP),
    ),
    Verb(
        "on",
        "Switch on",
        "It goes on where it stopped: all that was published since is posted, in order.",
        "Switch on",
        _switch_on,
        states=(State.OFF, State.GIVEN_UP),
    ),
]
