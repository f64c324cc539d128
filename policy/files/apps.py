from django.apps import AppConfig
from django.core.checks import register


class FilesConfig(AppConfig):
    name = "policy.files"
    label = "bulk_files"
    verbose_name = "Bulk files"

    def ready(self) -> None:
        from policy.files.store import check_folder

        register(check_folder)
