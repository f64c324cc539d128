"""Full addresses of the site's own paths, where no request says under which name it was asked."""

from django.conf import settings


def at_home(path: str) -> str:
    """Return the full address of a path, such as "/events/"; see SITE_URL in docs/settings.md."""
    return f"{settings.SITE_URL}{path}"
