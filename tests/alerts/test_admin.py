"""What the desk sees of alerts: addresses are for administrators alone."""

import pytest
from django.contrib.admin.models import LogEntry

from policy.alerts.models import Alert, SentDigest
from tests.admin.conftest import signed_in
from tests.alerts.subscriber import NOW, READER, subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LIST = "/admin/alerts/alert/"


@pytest.fixture
def alert():
    found = subscribe("kind=measure")
    SentDigest.objects.create(alert=found, message_id="<1@example.org>", after=0, upto=1, entries=1, sent_at=NOW)
    return found


@pytest.mark.parametrize(("role", "is_shown"), [("editor", False), ("publisher", False), ("administrator", True)])
def test_addresses_are_shown_to_administrators_alone_and_found_by_nobody_else(alert, role, is_shown):
    client = signed_in(f"{role}-{role}", role)
    for path in (LIST, f"{LIST}{alert.pk}/change/", f"{LIST}{alert.pk}/history/"):
        page = client.get(path).content.decode()
        assert (READER in page) is (is_shown and "history" not in path), path
    assert ("•••@example.org" in client.get(LIST).content.decode()) is not is_shown
    for asked in ("q=reader", "email__startswith=reader", "email=reader@example.org"):
        assert ("kind=measure" in client.get(f"{LIST}?{asked}").content.decode()) is is_shown, asked


def test_an_administrator_disables_and_deletes_and_the_log_keeps_no_address(alert):
    client = signed_in("ada", "administrator")
    client.post(LIST, {"action": "disable_chosen", "_selected_action": [alert.pk]})
    assert Alert.objects.get().state == "disabled"
    assert client.get("/admin/alerts/sentdigest/").status_code == 200
    client.post(f"{LIST}{alert.pk}/delete/", {"post": "yes"})
    assert (Alert.objects.count(), SentDigest.objects.count()) == (0, 0)
    assert not LogEntry.objects.filter(object_repr__contains="@").exists()
