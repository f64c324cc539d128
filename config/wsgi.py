"""The WSGI entry point: what a server imports."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()

from config.finished import finished  # noqa: E402  # what it imports needs the apps to be there

application = finished(django_application)
