"""What writes one or more files while the record is read, row by row, so that no more than a row is in memory."""

from typing import Any


class Writer:
    """Takes each event, control and change once; `finish` completes the files when the record has been read.

    Every file is made anew in an empty folder. `rows` counts what each holds, by the name of the file.
    """

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def event(self, event: dict[str, Any], text: str) -> None:
        """Take an event as it is served, and its JSON text."""

    def control(self, row: dict[str, Any]) -> None:
        """Take a row about controls."""

    def change(self, text: str) -> None:
        """Take an entry of the change feed, as JSON text."""

    def finish(self) -> None:
        """Complete the files; nothing is read any more."""
