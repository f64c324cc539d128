"""What a checkout is known by: its build, which is in every ETag, and the secrets that it keeps."""

import hashlib
import os
import secrets
from pathlib import Path

SOURCES = ("config", "policy", "permits", "templates", "static", "locale")
MADE = (".pyc", ".mo")  # from sources


def build_id(base: Path) -> str:
    """Return a short hash over the project's source files: a page's validator must change when its template does."""
    digest = hashlib.sha256()
    for path in _source_files(base):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(base).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def kept_secret(path: Path) -> str:
    """Return the secret kept in ``path``; made at first use, mode 600, one for all processes that race to make it."""
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


def _source_files(base: Path) -> list[Path]:
    found = (path for folder in SOURCES for path in (base / folder).rglob("*"))
    return sorted(path for path in found if path.is_file() and path.suffix not in MADE)


def _write_once(path: Path, value: str) -> None:
    """Put ``value`` at ``path`` unless something is there; a reader never sees half of it."""
    path.parent.mkdir(mode=0o755, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(value + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
