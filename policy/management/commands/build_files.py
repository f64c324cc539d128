from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policy.files import store


class Command(BaseCommand):
    help = "Build the bulk files of the record's newest version, unless they are there, and remove those due to go."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.FILES_DIR:
            raise CommandError("FILES_DIR isn't set: it names the folder of the files.")
        try:
            built = store.build_newest(timezone.now())
        except store.NotBuilt as error:
            raise CommandError(str(error)) from None
        kept = store.newest()
        if built and kept:
            self.stdout.write(f"Built the files of version {built} in {kept.folder}.")
        else:
            self.stdout.write(
                f"Nothing to build: {f'version {kept.seq} is there' if kept else 'nothing is published'}."
            )
