"""What is uploaded is never written beyond the limit: too large a file is dropped while it comes."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class LimitedUpload(FileUploadHandler):
    """Drops a file of more than `MOST_UPLOAD_BYTES`; forms then find none, and `was_too_large` tells them why."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.MOST_UPLOAD_BYTES:
            self.request.had_too_large_upload = True  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """Leave it to the handlers after this one."""


def was_too_large(request: HttpRequest) -> bool:
    """Say whether a file was dropped because of its size."""
    return getattr(request, "had_too_large_upload", False)
