from django.apps import AppConfig


class PermitsConfig(AppConfig):
    name = "permits"
    verbose_name = "Permits"

    def ready(self) -> None:
        from permits import kind  # noqa: F401  (registers the kind)
