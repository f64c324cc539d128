"""The one row that describes the data set."""

import pytest

from policy.models import DataSet
from tests.admin.conftest import filled

pytestmark = pytest.mark.django_db


def test_moving_the_day_of_review_changes_what_caches_rest_on(publisher, client):
    before, tag = DataSet.objects.get(), client.get("/api/v1/status/").headers["ETag"]
    address = f"/admin/policy/dataset/{before.pk}/change/"
    publisher.post(address, filled(publisher, address, reviewed_through="2026-11-20"))
    after = DataSet.objects.get()
    assert (after.reviewed_through, after.edition) == ("2026-11-20", before.edition + 1)
    response = client.get("/api/v1/status/", headers={"If-None-Match": tag})
    assert response.json()["reviewed_through"] == "2026-11-20"
