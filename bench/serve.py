"""Serve the product as `make run` does, with one worker: `python -m bench.serve`. COUNTED names a file that counts requests."""

import mmap
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config import server

LENGTH = 8  # bytes of the counter
_load = server.load


def load(*arguments: Any, **named: Any) -> Callable[..., Any]:
    """Import the application in the worker; let it count what it is asked, if there is a file for that."""
    application = _load(*arguments, **named)
    return counted(application, Path(os.environ["COUNTED"])) if "COUNTED" in os.environ else application


def counted(application: Callable[..., Any], path: Path) -> Callable[..., Any]:
    path.write_bytes(bytes(LENGTH))
    with path.open("r+b") as file:
        counter = mmap.mmap(file.fileno(), LENGTH)

    def counting(environ: Any, start_response: Any) -> Any:
        struct.pack_into("<Q", counter, 0, struct.unpack_from("<Q", counter)[0] + 1)
        return application(environ, start_response)

    return counting


def count(path: Path) -> int:
    """Return how many requests were counted."""
    return int.from_bytes(path.read_bytes(), "little")


if __name__ == "__main__":
    server.WORKERS, server.load = 1, load
    server.main([])
