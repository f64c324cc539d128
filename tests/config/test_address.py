"""The site's own address, where nobody asks for a page."""

import pytest

from config.address import site_address
from config.env import SettingsError


@pytest.mark.parametrize(
    ("https", "hosts", "port", "address"),
    [
        (False, ["127.0.0.1", "localhost"], 8000, "http://127.0.0.1:8000"),
        (False, ["0.0.0.0", "localhost"], 8000, "http://localhost:8000"),
        (True, [".monazite.example", "data.monazite.example"], None, "https://data.monazite.example"),
        (True, ["*"], None, "https://localhost"),
        (False, ["[::1]"], 8000, "http://[::1]:8000"),
    ],
)
def test_is_the_first_host_that_is_a_name_of_its_own(https, hosts, port, address, monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    assert site_address(https=https, hosts=hosts, port=port) == address


def test_is_what_is_set(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://monazite.example/")
    assert site_address(https=False, hosts=["127.0.0.1"], port=8000) == "https://monazite.example"


@pytest.mark.parametrize("wrong", ["monazite.example", "https://monazite.example/data", "ftp://monazite.example"])
def test_refuses_what_is_no_address_of_a_site(wrong, monkeypatch):
    monkeypatch.setenv("SITE_URL", wrong)
    with pytest.raises(SettingsError, match="SITE_URL is"):
        site_address(https=True, hosts=[], port=None)
