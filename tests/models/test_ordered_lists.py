"""Lists of other rows keep the order in which they were entered, however they are read and written."""

import pytest

from policy.models import Measure
from tests.makers import make_actor, make_measure

pytestmark = pytest.mark.django_db

SLUGS = ["zeta", "alpha", "mid"]


@pytest.fixture
def measure():
    return make_measure(issuers=[make_actor(slug) for slug in SLUGS])


def issuers(measure):
    """Return what is listed, read directly and in bulk: the two must agree."""
    [prefetched] = Measure.objects.filter(pk=measure.pk).prefetch_related("issuers")
    direct = [actor.slug for actor in measure.issuers.all()]
    assert [actor.slug for actor in prefetched.issuers.all()] == direct
    return direct


def test_keeps_the_order_of_entry(measure):
    assert issuers(measure) == SLUGS


def test_another_order_replaces_the_old_one(measure):
    measure.issuers.set([make_actor(slug) for slug in reversed(SLUGS)])
    assert issuers(measure) == SLUGS[::-1]


def test_keys_are_taken_as_well_as_rows(measure):
    measure.issuers.set([make_actor("mid").pk, make_actor("zeta").pk])
    assert issuers(measure) == ["mid", "zeta"]


def test_what_is_added_stands_last(measure):
    measure.issuers.add(make_actor("beta"), make_actor("aaa"))
    measure.issuers.remove(make_actor("alpha"))
    assert issuers(measure) == ["zeta", "mid", "beta", "aaa"]


def test_the_same_order_writes_nothing(measure):
    keys = list(Measure.issuers.through.objects.filter(measure=measure).values_list("pk", flat=True))
    measure.issuers.set([make_actor(slug) for slug in SLUGS])
    assert list(Measure.issuers.through.objects.filter(measure=measure).values_list("pk", flat=True)) == keys


def test_the_other_side_reads_as_ever(measure):
    assert list(make_actor("mid").measures_issued.all()) == [measure]
