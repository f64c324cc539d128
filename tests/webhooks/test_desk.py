"""What administrators do with webhooks at the desk; who else may not is in the matrix of the desk."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry

from policy.webhooks import actions
from policy.webhooks.models import Attempt, Secret, State, Subscription
from tests.admin.conftest import signed_in
from tests.makers import make_statement, publish

pytestmark = pytest.mark.django_db

LIST = "/admin/webhooks/subscription/"
GIVEN = {"name": "Partner", "contact": "partner@example.org", "url": "https://partner.example.org/hook", "filters": ""}


@pytest.fixture
def ada(empty):
    return signed_in("ada", "administrator")


@pytest.fixture
def row(empty, subscribe):
    return subscribe()


def said(response):
    return html.unescape(response.content.decode())


def page(row, verb="change"):
    return f"{LIST}{row.pk}/{verb}/"


def fresh():
    return Subscription.objects.get()


def test_a_new_one_begins_with_what_follows_and_its_secret_is_shown_once(ada):
    publish(make_statement())
    shown = ada.post(f"{LIST}add/", GIVEN | {"filters": "https://example.org/?kind=statement", "after": ""})
    secret = re.search(r"whsec_[\w+/]{43}=", said(shown))[0]
    assert "no-store" in shown["Cache-Control"]
    assert (fresh().position, fresh().filters, fresh().created_by.username) == (1, "kind=statement", "ada")
    assert secret not in said(ada.get(page(fresh())))
    assert secret not in str(LogEntry.objects.values_list())


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"url": "http://partner.example.org/"}, "it is no address of https"),
        ({"url": "https://a:b@partner.example.org/"}, "its address holds a user name"),
        ({"url": "https://partner.example.org:22/"}, "its address names port 22"),
        ({"filters": "kinds=measure"}, "kinds is no parameter of this list. Allowed: q, kind"),
        ({"filters": "order=date"}, "order is no parameter of this list."),
        ({"after": "7"}, "The newest revision is 0."),
        ({"contact": ""}, "This field is required."),
    ],
)
def test_what_could_never_be_delivered_is_refused(ada, settings, given, told):
    settings.WEBHOOK_PRIVATE_ADDRESSES = False
    assert told in said(ada.post(f"{LIST}add/", GIVEN | {"after": ""} | given))
    assert not Subscription.objects.exists()


def test_a_change_leaves_alone_what_the_worker_writes(ada, row, deliver):
    form = ada.get(page(row)).context["adminform"].form
    publish(make_statement())
    deliver(row)
    ada.post(page(row), {**form.initial, "name": "Renamed"})
    assert (fresh().name, fresh().position) == ("Renamed", 1)


def test_a_test_is_sent_when_it_was_confirmed_and_its_outcome_told(ada, row, receiver):
    assert "test.ping" in said(ada.get(page(row, "test")))
    assert receiver.came == []
    assert "A test was sent: the receiver took it." in said(ada.post(page(row, "test"), follow=True))
    receiver.behaviours = [500]
    failed = said(ada.post(page(row, "test"), follow=True))
    assert "A test was sent, and did not get through: it answers 500." in failed
    assert [one.message["type"] for one in receiver.came] == ["test.ping"] * 2


def test_a_message_is_sent_again_alone_or_with_all_that_follow(ada, row, receiver, deliver):
    for day in (1, 2):
        publish(make_statement(f"2025-05-0{day}-said"))
    deliver(row)
    log = said(ada.get(page(row)))
    assert f"{page(row, 'replay')}?seq=2" in log
    ada.post(page(row, "replay"), {"seq": 2, "whole": ""})
    assert (receiver.seqs, fresh().position) == ([1, 2, 2], 2)
    ada.post(page(row, "replay"), {"seq": 1, "whole": "1"})
    assert (receiver.seqs, fresh().position) == ([1, 2, 2], 0)
    refused = ada.post(page(row, "replay"), {"seq": 9, "whole": "1"})
    assert (refused.status_code, fresh().position) == (409, 0)


def test_a_new_secret_is_made_once_however_often_the_page_is_sent(ada, row):
    form = {"overlap": "1", "newest": ada.get(page(row, "rotate")).context["form"].initial["newest"]}
    shown = ada.post(page(row, "rotate"), form)
    assert "whsec_" in said(shown)
    assert ada.post(page(row, "rotate"), form).status_code == 409
    assert Secret.objects.count() == 2
    assert "signs until" in said(ada.get(page(row)))


def test_it_is_switched_off_with_a_reason_and_on_again(ada, row, receiver, deliver):
    assert ada.post(page(row, "off"), {"reason": ""}).status_code == 200
    ada.post(page(row, "off"), {"reason": "They move house."})
    publish(make_statement())
    assert (deliver(row).state, receiver.came) == (State.OFF, [])
    assert "They move house." in said(ada.get(page(row)))
    ada.post(page(row, "on"))
    assert (deliver(row).state, receiver.seqs) == (State.ACTIVE, [1])


def test_the_first_page_names_those_that_do_not_get_through(ada, row, receiver, deliver, subscribe, clock):
    subscribe("Works")
    publish(make_statement())
    receiver.behaviours = [500]
    deliver(row)
    title = f'<a href="{LIST}?trouble=1">Webhooks that don’t get through <span class="waiting">1</span></a>'
    assert title in said(ada.get("/admin/"))
    assert [one.pk for one in ada.get(f"{LIST}?trouble=1").context["cl"].result_list] == [row.pk]
    assert "Nothing got through since" in said(ada.get(page(row)))
    ada.post(page(row, "trynow"))
    deliver(row)
    assert "Every webhook gets through." in said(ada.get("/admin/"))


def test_what_receivers_answer_is_shown_escaped(ada, row):
    told = {"purpose": "delivery", "seq": 1, "message_id": "msg_1", "at": row.created_at, "seconds": 0.1, "status": 500}
    attempt = Attempt.objects.create(subscription=row, error="it answers 500", answer="<b>no</b>", **told)
    for address in (page(row), f"/admin/webhooks/attempt/{attempt.pk}/change/"):
        assert "&lt;b&gt;no&lt;/b&gt;" in ada.get(address).content.decode()
    assert [one.pk for one in ada.get("/admin/webhooks/attempt/?failed=1").context["cl"].result_list] == [attempt.pk]


def test_deleting_one_takes_its_log_and_secrets_with_it(ada, row, clock):
    actions.send_test(row, clock=clock)
    ada.post(page(row, "delete"), {"post": "yes"})
    assert (Subscription.objects.count(), Attempt.objects.count(), Secret.objects.count()) == (0, 0, 0)


def test_a_page_of_none_is_not_found(ada, empty):
    assert ada.get(f"{LIST}999/test/").status_code == 404
