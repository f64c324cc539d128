"""What the log says of errors that a traceback explains no better."""

import logging

from django.core.exceptions import SuspiciousOperation

from config import database


class OneLine(logging.Filter):
    """Tell of a database that is away, and of a request that can't be meant, in one line each instead of a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten such a record; let every record pass."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, SuspiciousOperation):
            record.exc_info = None
        elif sentence := database.explain(error):
            record.msg, record.args = f"{record.getMessage()}: {sentence}", ()
            record.exc_info = None
        return True
