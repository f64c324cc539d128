from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from config import database


class Command(BaseCommand):
    help = "Do the background work: what is scheduled, and what comes each night. Runs until INT or TERM."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            connection.ensure_connection()  # it says at once what the worker's own connections say after a while
            connection.close()
            with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
                app.run_worker()
        except OperationalError as error:
            raise CommandError(database.explain(error) or str(error)) from error
        except ConnectorException as error:
            raise CommandError(f"The database can't be used: {error.__cause__ or error}") from error
