"""The settings of a project that lacks the app of permits, with a test database of its own."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "permits"]
DATABASES["default"]["TEST"] = {"NAME": f"test_{DATABASES['default']['NAME']}_without_permits"}
