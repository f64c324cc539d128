"""verify_record notices what differs in a permit, though its document names items by slug alone."""

import pytest
from django.core.management import CommandError, call_command

from policy.models import ControlledItem
from tests.makers import make_item, make_permit, publish
from tests.record.conftest import tamper  # noqa: F401

pytestmark = pytest.mark.usefixtures("empty")


@pytest.mark.parametrize("number", ["4", "3.0"])  # the second is the same in canonical JSON
def test_notices_another_number(tamper, number):  # noqa: F811
    publish(make_permit(count_kind="exact", count_value=3))
    tamper(f"UPDATE record_revision SET document = replace(document, '\"value\":3', '\"value\":{number}')")
    with pytest.raises(CommandError, match="2025-04-07-test-permit"):
        call_command("verify_record")


def test_notices_that_the_facts_lack_the_count(tamper):  # noqa: F811
    publish(make_permit())
    tamper("UPDATE record_revision SET facts = facts - 'count'")
    with pytest.raises(CommandError, match="2025-04-07-test-permit"):
        call_command("verify_record")


def test_notices_that_an_item_changed_its_form_without_publishing():
    publish(make_permit(items=[make_item()]))
    ControlledItem.objects.filter(slug="test-item").update(form="oxide")
    with pytest.raises(CommandError, match="forms"):
        call_command("verify_record")
