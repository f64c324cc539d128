"""What is said of a source beside its title."""

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _


def language_name(tag: str) -> str:
    """Say the language of a tag, such as "English"; the tag itself where no name is known."""
    if tag.partition("-")[0] == "zh":
        return _("Chinese")
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag
