"""Which processes serve a data directory: seen from outside, since its pid file can't be believed."""

import os
import signal
import socket
import struct
import subprocess
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
CAN_SEE_PROCESSES = (PROC / "self" / "cwd").exists()


def listening(path: Path) -> int | None:
    """Return the id of the process that listens on the socket ``path``, as the kernel tells it; None if none does.

    0 stands for a process that can't be named from here, as that of another container.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(5)
        try:
            client.connect(str(path))
        except OSError:
            return None
        if hasattr(socket, "SO_PEERCRED"):
            credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
            return struct.unpack("3i", credentials)[0]
        return _peer_on_macos(client)


def _peer_on_macos(client: socket.socket) -> int:
    local_level, peer_pid = 0, 2  # SOL_LOCAL and LOCAL_PEERPID of sys/un.h
    return int.from_bytes(client.getsockopt(local_level, peer_pid, 4), "little")


def serving(data: Path, uid: int | None = None) -> list[int]:
    """Return the ids of the living PostgreSQL processes that work in the data directory ``data``.

    They all stay in their data directory; a zombie has left it. ``uid`` is whom they run as when that is another
    user, for even root may not look at others' processes in a container. Empty where there is no /proc.
    """
    found = [int(process.name) for process in PROC.glob("[0-9]*") if _is_postgres(process)]
    return sorted(pid for pid in found if _works_in(PROC / str(pid), data, uid))


def shut_down(pid: int) -> None:
    """Ask the server ``pid`` to stop at once but cleanly: open transactions are rolled back."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)


def _is_postgres(process: Path) -> bool:
    try:
        return (process / "comm").read_text().strip() == "postgres"
    except OSError:
        return False


def _works_in(process: Path, data: Path, uid: int | None) -> bool:
    try:
        return (process / "cwd").samefile(data)
    except PermissionError:
        return uid is not None and _sees_same_folder(process / "cwd", data, uid)
    except OSError:
        return False


def _sees_same_folder(one: Path, other: Path, uid: int) -> bool:
    return subprocess.run(["test", one, "-ef", other], user=uid, stderr=subprocess.DEVNULL).returncode == 0
