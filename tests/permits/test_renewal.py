"""A record of permits that an older version wrote, brought to the form of this one."""

import pytest
from django.core.management import call_command

from permits.kind import PermitDetail
from permits.models import PermitPeriod
from policy import kinds
from policy.record.models import Revision
from policy.record.renewal import BY, renew
from policy.record.verify import Broken, verify
from tests.makers import change, document, make_permit, make_statement, newest, publish, retract

FIRST, SECOND = "2025-03-01-first", "2025-04-01-second"
ADDED = {"applicants", "applicant_text", "end_use", "conditions", "replaces", "claimed_counts"}
EMPTY = {"applicants": [], "applicant_text": None, "end_use": None, "conditions": None, "replaces": []}


class OldDetail(PermitDetail):
    """The detail of a permit as documents had it at first."""

    applicants = applicant_text = end_use = conditions = replaces = claimed_counts = None


@pytest.fixture
def permits(empty):
    """Two permits and a statement, published before documents had the keys above and before periods were stored."""
    made = [make_permit(FIRST, valid_to="2025-08-31"), make_permit(SECOND)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds.get("permit"), "detail_serializer", OldDetail())
        publish(*made, make_statement())
    PermitPeriod.objects.all().delete()
    return made


def periods():
    return set(PermitPeriod.objects.values_list("event", "known", "valid", "state", "next_state"))


def test_each_permit_gets_one_revision_and_keeps_its_facts(permits):
    before = [newest(permit) for permit in permits]
    assert not any(ADDED & one.content["detail"].keys() for one in before)
    assert renew() == 2
    for permit, old in zip(permits, before, strict=True):
        new = newest(permit)
        assert (new.number, new.action, new.published_by) == (2, "modify", BY)
        assert new.facts == old.facts
        assert document(permit)["detail"] == {**old.content["detail"], **EMPTY, "claimed_counts": []}
        assert Revision.objects.get(pk=old.pk).document == old.document
    verify()


def test_what_has_its_form_gets_no_revision(permits):
    renew()
    version, known = Revision.objects.count(), periods()
    assert version == 3 + 2
    assert renew() == 0
    assert (Revision.objects.count(), periods()) == (version, known)


def test_an_old_record_is_no_whole_one_until_it_is_renewed(permits):
    with pytest.raises(Broken, match=FIRST):
        verify()
    call_command("renew_record")
    verify()


def test_missing_periods_are_known_since_the_first_publication(permits):
    published_at = newest(permits[0]).published_at
    renew()
    found = PermitPeriod.objects.filter(event=permits[0].pk).order_by("valid")
    assert [(one.state, one.known.lower, one.known.upper) for one in found] == [
        (state, published_at, None) for state in ("not_yet_valid", "valid", "expired")
    ]


def test_missing_periods_of_a_chain_are_known_for_as_long_as_they_were(empty):
    issued = make_permit(FIRST, valid_to="2025-08-31")
    extended = make_permit(SECOND, replaces=[issued], valid_to="2025-12-31")
    publish(issued)
    publish(extended)
    publish(change(issued, valid_to="2025-07-31"))
    retract(extended)
    kept = periods()
    assert {bool(known.upper) for _, known, *_ in kept} == {True, False}
    PermitPeriod.objects.all().delete()
    assert renew() == 0
    assert periods() == kept
    verify()


def test_periods_that_are_there_stay(empty):
    there, missing = make_permit(FIRST), make_permit(SECOND)
    publish(there, missing)
    keys = set(PermitPeriod.objects.filter(event=there.pk).values_list("pk", flat=True))
    PermitPeriod.objects.filter(event=missing.pk).delete()
    renew()
    assert set(PermitPeriod.objects.filter(event=there.pk).values_list("pk", flat=True)) == keys
    verify()
