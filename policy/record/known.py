"""The version of the record as a serving process knows it: told by the database, kept in memory (docs/adr/0014).

`known_version` answers without a query while a watcher is told of each commit, and reads the database otherwise.
"""

import logging
import threading
import time

from django.db import ProgrammingError, connection

from config.newest import Newest
from policy.record.tally import begin
from policy.record.version import Version, version

CHANNEL = "monazite_version"  # what the triggers of migration 0009 notify
HEARTBEAT_SECONDS = 1.0
LEASE_SECONDS = 2.0  # for so long what the watcher told holds, where the connection is silently dead
PAUSE_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Known:
    """What one process knows: the newest version that it was told, and until when that holds without asking.

    `newest` is how far any worker of the same server has come: no reader goes from one to another and finds an older page.
    """

    def __init__(self, newest: Newest | None = None) -> None:
        self._lock = threading.Lock()  # held to compare, never while the database is asked
        self._newest: Version | None = None
        self._until = 0.0  # on the monotonic clock
        self._of_all = newest or Newest()

    def heard(self) -> Version | None:
        """Return the version from memory; `None` if the watcher wasn't heard lately, or another worker knows a newer one."""
        newest = self._newest
        if newest is None or time.monotonic() >= self._until or newest.place < self._of_all.place:
            return None
        return newest

    def ask(self) -> Version:
        """Read the version, and return the newest that is known; never one older than was returned before."""
        seen = self._of_all.place
        return self.learn(version(), seen=seen)

    def learn(self, told: Version, *, seen: int | None = None) -> Version:
        """Take note of a version that was read, and return the newest; all workers know of it before one answers from it."""
        self._of_all.tell(told.place, seen=seen)
        with self._lock:
            if self._newest is None or (told != self._newest and told.follows(self._newest)):
                self._newest = told
            return self._newest

    def tell(self, told: Version) -> None:
        """Let a version that was read just now hold until the lease ends."""
        until = time.monotonic() + LEASE_SECONDS
        self.learn(told)
        self._until = until

    def forget(self) -> None:
        """Let the next question go to the database, whatever it then says: it may have been restored."""
        self._newest, self._until = None, 0.0


_known: Known | None = None


def known_version() -> Version:
    """Return the version to answer from: from memory where this process watches the record, else from the database.

    While the watcher hears the database, nobody else has to ask it whether it is there.
    """
    heard = heard_version()
    if heard:
        connection.health_check_done = True  # type: ignore[attr-defined]
    return heard or newest_version()


def heard_version() -> Version | None:
    """Return the version from memory; `None` where only the database can tell it."""
    return _known.heard() if _known else None


def newest_version() -> Version:
    """Return the version as the database has it now, and let all workers of this server know it."""
    return _known.ask() if _known else version()


def learn(told: Version) -> None:
    """Let all workers of this server know a version that was read elsewhere, before it is answered from."""
    if _known:
        _known.learn(told)


def watch(newest: Newest | None = None) -> None:
    """Begin to watch the record in this process: only a server's worker does, for it serves from no transaction."""
    global _known
    _known = Known(newest)
    threading.Thread(target=_keep, args=(_known,), name="version", daemon=True).start()


def _keep(known: Known) -> None:
    """Listen for ever; while there is no connection, readers ask the database themselves."""
    while True:
        try:
            listen(known)
        except ProgrammingError as error:  # there is no table yet, which /readyz tells
            logger.info("There is no version of the record yet: %s", error)
        except Exception as error:  # whatever it was: this process goes on serving, and asks for itself
            logger.warning("The version of the record is asked of the database, since nobody tells it: %s", error)
        finally:
            known.forget()
            connection.close()
        time.sleep(PAUSE_SECONDS)


def listen(known: Known) -> None:
    """Tell the version at once, after each commit that changes it, and at each heartbeat, until the connection is lost."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")  # before the first reading: nothing is missed between the two
    begin()
    while True:
        known.tell(version())
        for _ in connection.connection.notifies(timeout=HEARTBEAT_SECONDS, stop_after=1):
            pass
