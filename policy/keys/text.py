"""What a key looks like: `mz_`, eight characters that name it, `_`, 43 that are secret, and six that tell a misread one.

All of them are digits and letters of ASCII, so that a double click selects a part and nothing needs quoting. The secret has
256 random bits: nobody finds it by trying, so a plain SHA-256 is kept of it. The slow hashes that passwords need would
only make each request slow; a keyed one would end all keys with the site's secret.
"""

import hashlib
import re
import secrets
import string
import zlib

START = "mz"
PREFIX_LENGTH, SECRET_LENGTH, CHECK_LENGTH = 8, 43, 6
DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
SHAPE = re.compile(rf"{START}_[0-9A-Za-z]{{{PREFIX_LENGTH}}}_[0-9A-Za-z]{{{SECRET_LENGTH + CHECK_LENGTH}}}")


def new_key() -> str:
    """Return the text of a key that nobody has."""
    prefix, secret = (_random(length) for length in (PREFIX_LENGTH, SECRET_LENGTH))
    begun = f"{START}_{prefix}_{secret}"
    return begun + _check(begun)


def is_key(text: str) -> bool:
    """Tell whether a text has the shape of a key and its last characters fit the others, as those of a key cut short don't."""
    return bool(SHAPE.fullmatch(text)) and text.endswith(_check(text[:-CHECK_LENGTH]))


def prefix_of(text: str) -> str:
    """Return the part of a key by which it is called."""
    return text.split("_")[1]


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _random(length: int) -> str:
    return "".join(secrets.choice(DIGITS) for _ in range(length))


def _check(text: str) -> str:
    """Return the CRC-32 of a text in six digits of base 62, as keys that others' scanners look for end."""
    number, digits = zlib.crc32(text.encode()), ""
    for _ in range(CHECK_LENGTH):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits
