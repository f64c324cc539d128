"""The worker of background work beside the web server: begun with it, replaced when it ends, ended with it.

``python -m config.worker`` is such a worker. One that runs on its own is ``manage.py worker``.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 30
STEADY_SECONDS = 60
LONGEST_PAUSE_SECONDS = 60


def end_with_parent(parent: int) -> None:
    """Let this process get TERM when its parent ends, even if that is killed; end it at once if it has ended by now.

    Only Linux has this: elsewhere a parent that is killed leaves its children behind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit()  # it was killed before this was asked for


class Supervisor:
    """Keeps one worker going until it is told to end."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._lock = threading.Lock()  # held while a worker begins or is told to end: none begins after that
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin a worker, and another one whenever it ends."""
        threading.Thread(target=self._keep, name="worker", daemon=True).start()

    def tell_to_end(self) -> None:
        """Ask the worker to finish its job and end, and begin no other."""
        with self._lock:
            self._ending.set()
            if self._process:
                self._process.terminate()

    def wait(self) -> None:
        """Wait until the worker has ended; kill it if that takes too long. What it did then is done by another."""
        if self._process:
            try:
                self._process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _keep(self) -> None:
        # What this thread begins inherits that: Ctrl-C is left to the server, who ends the worker by TERM.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        quick_ends = 0
        while process := self._begin():
            began = time.monotonic()
            code = process.wait()
            if self._ending.is_set():
                return
            quick_ends = 0 if time.monotonic() - began >= STEADY_SECONDS else quick_ends + 1
            pause = min(2 ** max(quick_ends - 1, 0), LONGEST_PAUSE_SECONDS)
            print(ended(code, pause), file=sys.stderr, flush=True)
            self._ending.wait(pause)

    def _begin(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._ending.is_set():
                return None
            command = [sys.executable, "-m", "config.worker", str(os.getpid())]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
            return self._process


def ended(code: int, pause_seconds: int) -> str:
    """Say that a worker ended, and how: `code` is below 0 where a signal ended it."""
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    unit = "second" if pause_seconds == 1 else "seconds"
    return f"The worker {how}: nothing is done in the background until another begins, in {pause_seconds} {unit}."


def main(parent: int) -> None:
    """Do background work until TERM, or until the parent ends."""
    end_with_parent(parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "worker"])


if __name__ == "__main__":
    main(int(sys.argv[1]))
