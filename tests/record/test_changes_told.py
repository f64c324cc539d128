"""What sort of change it was: told in the public reason, of events that were public before."""

import pytest

from policy.choices import ChangeKind
from policy.record.models import Revision
from policy.record.publish import publish_all
from tests.makers import change, make_statement, newest, publish

pytestmark = pytest.mark.django_db


def test_a_correction_says_so_and_a_first_publication_does_not(empty):
    old, new = make_statement("2025-04-05-old"), make_statement("2025-04-06-new")
    publish(old)
    change(old, title="Another title")
    publish_all([old, new], reason="The title was wrong.", by="tester", change=ChangeKind.CORRECTION)
    assert newest(old).reason == "Correction: The title was wrong."
    assert newest(old).change == ChangeKind.CORRECTION
    assert (newest(new).reason, newest(new).change) == ("The title was wrong.", None)
    assert list(Revision.objects.corrections()) == [newest(old)]


@pytest.mark.parametrize("kind", ChangeKind)
def test_each_sort_of_change_is_known_again_by_its_reason(kind):
    assert Revision(action="modify", reason=kind.told("Because.")).change == kind
