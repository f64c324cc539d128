"""Collect the static files when, and only when, they changed."""

import fcntl
import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Packages whose static files are served beside our own.
PACKAGES = ("Django", "whitenoise")
NOT_SERVED = ["rest_framework"]  # its browsable pages


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed names, and gzip alone: another encoding saves little of such small files, and makes each build slow."""

    def create_compressor(self, **options: Any) -> Compressor:
        return Compressor(use_brotli=False, **options)


def collect_if_changed() -> None:
    """Bring STATIC_ROOT up to date: hashed and compressed, nothing left of older builds. Quick when nothing changed."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with open(root.with_suffix(".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted, stamp = _fingerprint(), root / ".collected"
        if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
            _collect()
            stamp.write_text(wanted, encoding="ascii")


def _collect() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=NOT_SERVED)


def _fingerprint() -> str:
    digest = hashlib.sha256(repr([(name, version(name)) for name in PACKAGES]).encode())
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            digest.update(f"{path}\0".encode(errors="surrogateescape") + path.read_bytes() + b"\0")
    return digest.hexdigest()
