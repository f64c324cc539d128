"""Where mails go, as EMAIL_URL and MAIL_FROM say. Without them a local set-up writes mails to files."""

from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from config import env

TIMEOUT_SECONDS = 10  # a row is locked while a mail is handed over
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
BACKENDS = "django.core.mail.backends"
FROM_NOBODY = "Monazite <alerts@localhost>"


@dataclass(frozen=True)
class Mail:
    """What Django's settings of mail are made of. Without `is_configured`, nothing is sent."""

    is_configured: bool
    backend: str
    sender: str = FROM_NOBODY
    host: str = "localhost"
    port: int = PORTS["smtp"]
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False


def mail(*, to_files: bool) -> Mail:
    """Read the environment; `to_files` says whether mails become files where EMAIL_URL is not set, else none is sent.

    Raises SettingsError where one of the two can't be meant, or EMAIL_URL is set alone.
    """
    url, sender = env.text("EMAIL_URL").strip(), env.text("MAIL_FROM").strip()
    if url and not sender:
        raise env.SettingsError("EMAIL_URL is set but MAIL_FROM is not: set the address that mails come from as well.")
    if sender and not _is_sender(sender):
        raise env.SettingsError(f"MAIL_FROM is {sender!r}; it is such as Monazite <alerts@monazite.example>.")
    if url:
        return _by_smtp(url, sender)
    return Mail(to_files, f"{BACKENDS}.{'filebased' if to_files else 'dummy'}.EmailBackend", sender or FROM_NOBODY)


def _by_smtp(url: str, sender: str) -> Mail:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _refused() from None
    if parts.scheme not in PORTS or not host or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _refused()
    return Mail(
        is_configured=True,
        backend=f"{BACKENDS}.smtp.EmailBackend",
        sender=sender,
        host=host,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+tls",
        is_tls=parts.scheme == "smtps",
    )


def _refused() -> env.SettingsError:
    """Say what is expected without repeating what was given: it holds a password."""
    return env.SettingsError(
        "EMAIL_URL can't be read; allowed are smtp+tls://user:password@host:587, smtps://… and smtp://…, "
        "where signs in the user and the password are percent-encoded."
    )


def _is_sender(text: str) -> bool:
    local, _, domain = parseaddr(text)[1].rpartition("@")
    return bool(local and domain) and not any(end in text for end in "\r\n")
