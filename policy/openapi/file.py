"""docs/openapi.yaml: what is written there is what the site serves and shows."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

FILE = "docs/openapi.yaml"
HEAD = "# Written by `manage.py write_openapi` from the serializers, filters and views: change those, then write it anew.\n"
_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is several times as fast, where it was built


def path() -> Path:
    return settings.BASE_DIR / FILE


@cache
def text() -> str:
    return path().read_text()


@cache
def kept() -> dict[str, Any]:
    """Return the schema that is served; read once per process, and never to be changed."""
    return yaml.load(text(), Loader=_loader)


def written(document: dict[str, Any]) -> str:
    """Return a schema as the file has it."""
    return HEAD + yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


class _Plain(yaml.SafeDumper):
    """Tells everything where it stands, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
