"""Filters of events that find permits, compared with a naive reading of the shipped files."""

import pytest

from tests.api.test_filters import found

pytestmark = pytest.mark.django_db


def test_outcomes_find_the_permits_that_have_them(client, shipped):
    chosen = ("approved_temporary", "general_licence")
    permits = [row for row in shipped.files["permits"] if row["status"] == "published"]
    expected = {row["slug"] for row in permits if row["outcome"] in chosen}
    assert found(client, outcome=",".join(chosen)) == expected
    assert expected


def test_a_form_finds_the_permits_whose_items_have_it(client, shipped):
    magnets = {row["slug"] for row in shipped.files["items"] if row["form"] == "magnet"}
    permits = [row for row in shipped.files["permits"] if row["status"] == "published"]
    assert found(client, form="magnet", kind="permit") == {row["slug"] for row in permits if magnets & {*row["items"]}}
