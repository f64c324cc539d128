"""Messages as the specification's own library sees them, and the secrets that they are signed with."""

import json
import re
from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from policy.record.change_feed import ChangeEntry
from policy.webhooks import actions
from policy.webhooks.messages import Message, Ping
from policy.webhooks.models import Attempt, Secret, State
from policy.webhooks.signing import Unreadable, opened, seal
from tests.makers import make_statement, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def came(empty, subscribe, deliver, receiver, verify):
    """Return a subscription, the one message that it got, and what verifies it."""
    row = subscribe()
    publish(make_statement())
    deliver(row)
    return row, receiver.came[0], verify


def test_a_message_has_the_keys_that_its_serializer_describes(came):
    _, one, _ = came
    assert list(one.message) == list(Message().fields)
    assert list(one.message["data"]) == list(ChangeEntry().fields)
    assert one.headers["content-type"] == "application/json"


def test_a_tampered_message_is_rejected(came):
    row, one, verify = came
    assert verify(row.given, one)["data"]["slug"] == "2025-04-05-test-statement"
    one.body = one.body.replace(b"Test statement", b"Text statement")
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        verify(row.given, one)


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp"])
def test_a_message_under_another_id_or_time_is_rejected(came, header):
    row, one, verify = came
    one.headers[header] = one.headers[header][:-1] + ("1" if one.headers[header][-1] != "1" else "2")
    with pytest.raises(WebhookVerificationError):
        verify(row.given, one)


def test_a_stale_message_is_rejected(came, clock):
    row, one, verify = came
    clock.advance(minutes=5, seconds=1)
    with pytest.raises(WebhookVerificationError, match="too old"):
        verify(row.given, one)


def test_no_part_of_what_is_signed_can_be_taken_for_another(came):
    _, one, _ = came
    assert re.fullmatch(r"msg_[0-9a-f]{32}_1", one.id)
    assert re.fullmatch(r"\d{10}", one.headers["webhook-timestamp"])


def test_while_a_secret_is_changed_either_of_them_verifies(empty, subscribe, deliver, receiver, verify, clock):
    row = subscribe()
    newest = Secret.objects.get().pk
    new = actions.rotate(row, newest=newest, overlap=timedelta(days=1), now=clock())
    publish(make_statement("2025-05-01-in-the-overlap"))
    deliver(row)
    assert verify(row.given, receiver.came[0]) == verify(new, receiver.came[0])
    assert len(receiver.came[0].headers["webhook-signature"].split(" ")) == 2
    clock.advance(days=1)
    publish(make_statement("2025-05-02-after-it"))
    deliver(row)
    assert verify(new, receiver.came[1])
    with pytest.raises(WebhookVerificationError):
        verify(row.given, receiver.came[1])


def test_a_secret_that_became_known_signs_nothing_more(empty, subscribe, deliver, receiver, verify, clock):
    row = subscribe()
    for overlap in (timedelta(days=1), timedelta(0)):
        newest = Secret.objects.values_list("pk", flat=True).first()
        new = actions.rotate(row, newest=newest, overlap=overlap, now=clock())
    publish(make_statement())
    deliver(row)
    assert verify(new, receiver.came[0])
    assert len(receiver.came[0].headers["webhook-signature"].split(" ")) == 1


def test_a_secret_is_given_once_and_kept_encrypted(subscribe):
    row = subscribe()
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", row.given)
    sealed = Secret.objects.get().sealed
    assert row.given.removeprefix("whsec_") not in sealed
    assert opened(sealed) == row.given
    assert subscribe("Another").given != row.given


def test_a_new_secret_key_reads_what_the_old_one_sealed_only_where_it_is_named(settings):
    sealed, settings.SECRET_KEY = seal("whsec_x"), "another" * 9
    with pytest.raises(Unreadable):
        opened(sealed)
    settings.SECRET_KEY_FALLBACKS = [settings._wrapped.default_settings.SECRET_KEY]
    assert opened(sealed) == "whsec_x"


def test_a_subscription_whose_secret_cannot_be_read_is_given_up(empty, subscribe, deliver, receiver, settings):
    row = subscribe()
    publish(make_statement())
    settings.SECRET_KEY = "another" * 9
    row = deliver(row)
    assert (row.state, row.position, receiver.came) == (State.GIVEN_UP, 0, [])
    assert "SECRET_KEY" in row.reason


def test_a_test_is_signed_and_moves_nothing(empty, subscribe, receiver, verify, clock):
    row = subscribe()
    assert actions.send_test(row, clock=clock).is_success
    said = verify(row.given, receiver.came[0])
    assert (said["type"], list(said), said["data"]) == ("test.ping", list(Ping().fields), {"subscription": "Partner"})
    attempt = Attempt.objects.get()
    assert (attempt.purpose, attempt.seq, attempt.status) == ("test", None, 200)


def test_the_ten_lines_of_the_guide_accept_a_message(came):
    """What docs/webhooks.md shows is run as it stands there."""
    from pathlib import Path

    row, one, _ = came
    guide = Path(__file__).resolve().parents[2] / "docs/webhooks.md"
    code = guide.read_text().split("```python\n")[1].split("```")[0]
    told = {"SECRET": row.given, "Webhook": Webhook}
    exec(code.replace('os.environ["WEBHOOK_SECRET"]', "SECRET"), told)
    copy = {}
    assert told["receive"](one.body, one.headers, copy) == 204
    assert copy[one.message["data"]["slug"]] == json.loads(one.body)["data"]["document"]
    assert told["receive"](one.body + b" ", one.headers, copy) == 400
