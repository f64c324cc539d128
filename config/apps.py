"""The project as an app, so that its system checks are found."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class ProjectConfig(AppConfig):
    """Register the check of the database server, and compile the catalogue of translations."""

    name = "config"

    def ready(self) -> None:
        """Run the check with those that may use a database: in ``migrate`` and ``check --database default``."""
        from config.catalogue import compile_if_changed
        from config.database import check_server

        register(check_server, Tags.database)
        compile_if_changed()
