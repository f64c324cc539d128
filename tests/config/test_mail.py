"""What EMAIL_URL and MAIL_FROM make of the settings of mail."""

import pytest

from config import env, mail

SENDER = "Monazite <alerts@monazite.example>"


def read(monkeypatch, url="", sender=SENDER, *, to_files=False):
    monkeypatch.setenv("EMAIL_URL", url)
    monkeypatch.setenv("MAIL_FROM", sender)
    return mail.mail(to_files=to_files)


@pytest.mark.parametrize(
    ("url", "read_as"),
    [
        ("smtp+tls://me:p%40ss%2Fword@mail.example", ("mail.example", 587, "me", "p@ss/word", True, False)),
        ("smtps://me%40example.org:x@mail.example", ("mail.example", 465, "me@example.org", "x", False, True)),
        ("smtp://localhost:2525/", ("localhost", 2525, "", "", False, False)),
    ],
)
def test_names_a_server_a_port_and_how_it_is_spoken_to(monkeypatch, url, read_as):
    found = read(monkeypatch, url)
    assert (found.host, found.port, found.user, found.password, found.starts_tls, found.is_tls) == read_as
    assert (found.is_configured, found.sender, found.backend.split(".")[-2]) == (True, SENDER, "smtp")


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:587",
        "https://mail.example",
        "smtp://",
        "smtp://h:x",
        "smtp://h:99999",
        "smtp://h/path",
        "smtp://h?a=1",
    ],
)
def test_refuses_what_names_no_server_without_repeating_a_password(monkeypatch, url):
    with pytest.raises(env.SettingsError, match="EMAIL_URL can't be read") as refused:
        read(monkeypatch, url.replace("//", "//me:secret@") if "//h" in url else url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("sender", ["", "nobody", "Monazite <alerts>", "a@example.org\nBcc: b@example.org"])
def test_refuses_a_sender_that_is_no_address(monkeypatch, sender):
    with pytest.raises(env.SettingsError, match="MAIL_FROM"):
        read(monkeypatch, "smtp://localhost", sender)


def test_without_a_server_mails_are_files_in_a_local_set_up_and_none_elsewhere(monkeypatch):
    to_files, none = read(monkeypatch, sender="", to_files=True), read(monkeypatch)
    assert (to_files.is_configured, to_files.backend.split(".")[-2]) == (True, "filebased")
    assert (none.is_configured, none.backend.split(".")[-2]) == (False, "dummy")
