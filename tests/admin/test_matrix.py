"""Every page of the back office, asked by every role: who reads, who writes, who is refused."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.utils import timezone

from policy.alerts.models import SentDigest
from policy.models import (
    Actor,
    BackgroundJob,
    ErrorReport,
    Event,
    Finding,
    LapseCheck,
    ScheduledPublication,
    Source,
    Spreadsheet,
)
from policy.record.models import Revision
from policy.signin.models import SecondFactor, SignIn
from policy.webhooks import actions
from policy.webhooks.models import Attempt, Subscription
from tests.admin.conftest import signed_in
from tests.alerts.subscriber import subscribe
from tests.keys.conftest import make_key

pytestmark = pytest.mark.slow

ROLES = ["nobody", "contributor", "editor", "publisher", "administrator"]
# Who may, by the initials of the roles, for what kind of row and page; "-" is nobody. POST is an empty form.
PAGES = """
draft      changelist  GET   cepa
draft      add         GET   cep
draft      add         POST  cep
draft      change      GET   cepa
draft      change      POST  cep
draft      history     GET   cepa
draft      delete      GET   ep
draft      review      GET   cep
draft      preview     GET   cepa
draft      restore     GET   cep
draft      typed       GET   cep
draft      typed       POST  -
draft      spreadsheet GET   cepa
draft      spreadsheet POST  cep
draft      export      POST  cepa
draft      publish     GET   p
draft      publish     POST  p
draft      schedule    GET   p
draft      schedule    POST  p
draft      rename      GET   p
draft      rename      POST  p
scheduled  changelist  GET   cepa
scheduled  add         GET   -
report     changelist  GET   cepa
report     add         GET   -
report     change      GET   cepa
report     change      POST  ep
report     history     GET   ep
report     delete      GET   -
job        changelist  GET   a
job        add         GET   -
published  change      GET   cepa
published  change      POST  ep
published  history     GET   cepa
published  review      GET   cep
published  preview     GET   cepa
published  restore     GET   ep
published  retract     GET   p
published  retract     POST  p
unshown    changelist  GET   cepa
unshown    spreadsheet GET   cepa
unshown    spreadsheet POST  cep
unshown    export      POST  cepa
unshown    add         GET   cep
unshown    change      GET   cepa
unshown    change      POST  cep
unshown    restore     GET   cep
unshown    delete      GET   ep
shown      change      GET   cepa
shown      change      POST  p
shown      history     GET   cepa
shown      restore     GET   p
actor      rename      GET   p
actor      rename      POST  p
sheet      changelist  GET   cepa
sheet      add         GET   -
source     kept        GET   cepa
source     kept        POST  cep
finding    changelist  GET   cepa
finding    add         GET   -
event      changelist  GET   cepa
event      add         GET   -
lapse      changelist  GET   ep
lapse      add         GET   ep
lapse      change      POST  ep
lapse      delete      GET   ep
dataset    change      GET   cepa
dataset    change      POST  p
dataset    reviewed    GET   p
dataset    reviewed    POST  p
account    changelist  GET   a
account    add         GET   a
account    change      GET   a
account    delete      GET   -
role       changelist  GET   a
role       change      GET   a
role       change      POST  -
role       add         GET   -
sign-in    changelist  GET   a
sign-in    add         GET   -
factor     changelist  GET   a
factor     add         GET   -
key        changelist  GET   a
key        add         GET   a
key        add         POST  a
key        change      GET   a
key        change      POST  a
key        history     GET   a
key        delete      GET   -
key        revoke      GET   a
key        revoke      POST  a
webhook    changelist  GET   a
webhook    add         GET   a
webhook    add         POST  a
webhook    change      GET   a
webhook    change      POST  a
webhook    history     GET   a
webhook    delete      GET   a
webhook    test        GET   a
webhook    replay      GET   a
webhook    replay      POST  a
webhook    trynow      GET   a
webhook    trynow      POST  a
webhook    rotate      GET   a
webhook    rotate      POST  a
webhook    off         GET   a
webhook    off         POST  a
webhook    on          GET   a
webhook    on          POST  a
attempt    changelist  GET   a
attempt    add         GET   -
attempt    change      GET   a
attempt    change      POST  -
attempt    delete      GET   -
alert      changelist  GET   epa
alert      change      GET   epa
alert      change      POST  -
alert      add         GET   -
alert      history     GET   epa
alert      delete      GET   a
digest     changelist  GET   a
digest     add         GET   -
digest     delete      GET   -
"""

# Who may do what to rows ticked in a list; what stands for several models holds for each of them.
ACTIONS = {
    "export_csv": ("event reference", "cepa"),
    "export_xlsx": ("event reference", "cepa"),
    "publish_chosen": ("event", "p"),
    "retract_chosen": ("event", "p"),
    "delete_selected": ("event reference lapsecheck", "ep"),
    "mark_chosen_as_spam": ("errorreport", "ep"),
    "cancel_chosen": ("scheduledpublication", "p"),
    "retry": ("backgroundjob", "a"),
    "cancel": ("backgroundjob", "a"),
    "abort": ("backgroundjob", "a"),
    "disable_chosen": ("alert", "a"),
}
OF_ONE_MODEL = {("delete_selected", "secondfactor", "a"), ("delete_selected", "alert", "a")}
# A copy and an uploaded file are served to those who may see the page that links to it, and have tests of their own, as
# has what fills in a permit decision; Django's own page sets somebody else's password where accounts may be changed.
ASKED_ELSEWHERE = {"copy", "sheet", "defaults", "password_change"}
# Pages that are asked with the events that they are about, not by an address of one.
OF_CHOSEN = ("publish", "retract", "schedule")


def rows_of_each_kind():
    """Return rows by what they are: each model of events and of references has one of either sort."""
    from policy import kinds
    from policy.models import DataSet
    from tests import makers

    drafts = {
        kind.model: makers.__dict__[f"make_{kind.name}"](f"2025-04-0{place}-draft")
        for place, kind in enumerate(kinds.every(), 1)
    }
    public = Event.objects.published()
    published = [kind.model.objects.filter(pk__in=public).first() for kind in kinds.every()]
    shown, unshown = references_of_each_kind()
    lapse = LapseCheck.objects.create(
        measure=published[0], day="2026-11-11", source=Source.objects.first(), note="It did lapse."
    )
    report = ErrorReport.objects.create(
        event=published[0].event_ptr,
        revision=Revision.objects.current().get(event=published[0].pk),
        what="It is wrong.",
        sent_at=timezone.now(),
    )
    return {
        "draft": list(drafts.values()),
        "published": published,
        "shown": shown,
        "unshown": unshown,
        "actor": [Actor.objects.get(slug="mofcom")],
        "event": [Event(pk=1)],
        "finding": [Finding(pk=1)],
        "lapse": [lapse],
        "source": [row for row in shown if isinstance(row, Source)],
        "dataset": [DataSet.objects.get()],
        "account": [User.objects.create(username="somebody")],
        "sign-in": [SignIn(pk=1)],
        "factor": [SecondFactor(pk=1)],
        "key": [make_key()[0]],
        "scheduled": [ScheduledPublication(pk=1)],
        "report": [report],
        "job": [BackgroundJob(pk=1)],
        "sheet": [Spreadsheet(pk=1)],
        "alert": [subscribe()],
        "digest": [SentDigest(pk=1)],
        "role": [Group.objects.first()],
        **webhooks(),
    }


def webhooks():
    by, now = User.objects.create(username="begins-webhooks"), timezone.now()
    webhook = Subscription(name="A partner", contact="partner@example.org", url="https://partner.example.org/hook")
    actions.subscribe(webhook, after=None, by=by, now=now)
    told = {"purpose": "delivery", "seq": 1, "message_id": "msg_1", "at": now, "seconds": 0.1, "status": 200}
    return {"webhook": [webhook], "attempt": [Attempt.objects.create(subscription=webhook, **told)]}


def references_of_each_kind():
    """Return a row of each reference list that readers see, and one of each that has any which they don't."""
    from policy.admin.references import ReferenceAdmin

    current, shown, unshown = Revision.objects.current(), [], []
    for model in [model for model, page in admin.site._registry.items() if isinstance(page, ReferenceAdmin)]:
        refs = admin.site.get_model_admin(model).refs
        rows = list(model.objects.all())
        shown.append(next(row for row in rows if current.showing(*refs(row)).exists()))
        unshown += [row for row in rows if not current.showing(*refs(row)).exists()][:1]
    return shown, unshown


def address(row, page):
    own = admin.site.get_model_admin(type(row))
    if page in OF_CHOSEN or page == "reviewed":
        return f"{own.admin_site.name}:{row._meta.app_label}_{row._meta.model_name}_{page}", []
    keys = [] if page in ("changelist", "add", "typed", "spreadsheet", "export") else [row.pk]
    return f"{own.admin_site.name}:{row._meta.app_label}_{row._meta.model_name}_{page}", keys


@pytest.mark.parametrize("role", ROLES)
def test_each_page_answers_those_who_may_and_refuses_the_others(shipped, role):
    from django.urls import reverse

    rows = rows_of_each_kind()
    client = signed_in(f"{role}-{role}", None if role == "nobody" else role)
    before, wrong, now = Revision.objects.count(), [], timezone.now().isoformat()
    for line in PAGES.strip().splitlines():
        what, page, method, allowed = line.split()
        for row in rows[what] if page in ("add", "change") else rows[what][:1]:
            name, keys = address(row, page)
            data = {"event": row.pk} if page in OF_CHOSEN else {"at": now} if page == "restore" else {}
            answer = getattr(client, method.lower())(reverse(name, args=keys), data)
            expected = role[0] in allowed and role != "nobody"
            refused = answer.status_code in (403, 404, 405) or "/login/" in getattr(answer, "url", "")
            if refused is expected:
                wrong.append(f"{role}: {method} {page} of a {what} {row._meta.verbose_name}: {answer.status_code}")
    assert wrong == []
    assert Revision.objects.count() == before


def test_the_matrix_leaves_out_no_page_of_the_admin():
    """Each model that has pages of its own is asked about, but for those that only look rows up."""
    lookups = {"provision"}
    asked = {
        "event",
        "actor",
        "source",
        "material",
        "controlleditem",
        "topic",
        "finding",
        "lapsecheck",
        "dataset",
        "user",
        "group",
    }
    asked |= {"scheduledpublication", "backgroundjob", "errorreport", "spreadsheet", "alert", "sentdigest"}
    asked |= {"signin", "secondfactor", "apikey", "statement", "measure", "meeting", "permitdecision"}
    asked |= {"subscription", "attempt"}
    assert {model._meta.model_name for model in admin.site._registry} - lookups <= asked


def test_no_two_pages_of_the_admin_have_one_name():
    """The later one would be found by the name of both."""
    names = [pattern.name for listed in admin.site.get_urls() for pattern in getattr(listed, "url_patterns", [listed])]
    named = [name for name in names if name]
    assert sorted(named) == sorted(set(named))


def test_every_page_is_asked_about():
    """A page of a new name has a line in the table above."""
    asked = {line.split()[1] for line in PAGES.strip().splitlines()}
    models = [f"{model._meta.app_label}_{model._meta.model_name}_" for model in admin.site._registry]
    named = [pattern.name for listed in admin.site.get_urls() for pattern in getattr(listed, "url_patterns", [])]
    pages = {name.removeprefix(model) for name in named if name for model in models if name.startswith(model)}
    assert pages - asked == ASKED_ELSEWHERE


def test_each_action_is_offered_to_those_who_may_and_to_nobody_else(shipped, rf):
    from policy import kinds
    from policy.admin.references import ReferenceAdmin

    names = {model: model._meta.model_name for model in admin.site._registry}
    groups = {name: {name} for name in names.values()}
    groups["event"] = {kind.model._meta.model_name for kind in kinds.every()}
    groups["reference"] = {
        names[model] for model, page in admin.site._registry.items() if isinstance(page, ReferenceAdmin)
    }
    expected = {
        (action, model, role)
        for action, (on, roles) in ACTIONS.items()
        for group in on.split()
        for model in groups[group]
        for role in roles
    } | OF_ONE_MODEL
    offered = set()
    for role in ROLES:
        request = rf.get("/admin/")
        request.user = signed_in(f"{role}-{role}", None if role == "nobody" else role).user
        for model, page in admin.site._registry.items():
            if page.has_view_permission(request):  # others are refused the list
                offered |= {(action, names[model], role[0]) for action in page.get_actions(request)}
    assert offered == expected
