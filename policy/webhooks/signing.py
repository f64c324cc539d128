"""Secrets, as they are given out and as they are kept, and the signatures made with them.

The scheme is that of the Standard Webhooks specification, version 1.0.0: HMAC-SHA256 over id, time and content.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64
SALT = "policy.webhooks.signing"


class Unreadable(Exception):
    """A secret was encrypted under another SECRET_KEY."""


def new_secret() -> str:
    """Make a secret in the form in which it is given out."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def seal(secret: str) -> str:
    """Encrypt a secret, to be kept in the database."""
    return _box().encrypt(secret.encode()).decode()


def opened(sealed: str) -> str:
    """Return a secret that was sealed. Raises `Unreadable`."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def _box() -> MultiFernet:
    """Return what encrypts with the key of SECRET_KEY, and reads with those of the keys before it as well."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac(SALT, "seal", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def headers(message_id: str, at: datetime, body: bytes, using: Iterable[str]) -> dict[str, str]:
    """Return the headers that go with a message: its id, when it is sent, and a signature for each of the secrets."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join([message_id.encode(), timestamp.encode(), body])
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in using),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"
