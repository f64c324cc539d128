"""Which processes serve a data directory: seen from outside, since its pid file can't be believed."""

import os
import signal
import socket
import struct
import subprocess
from contextlib import suppress
from pathlib import Path
from pwd import struct_passwd
from typing import Any

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


def serving(data: Path, account: struct_passwd | None = None) -> list[int]:
    """Return the ids of the living PostgreSQL processes that work in the data directory ``data``.

    They all stay in their data directory; a zombie has left it. ``account`` is whom they run as when that is
    another user, for even root may not look at others' processes in a container. Empty where there is no /proc.
    """
    return [pid for pid in _postgres_processes() if _works_in(PROC / str(pid), data, account)]


def bereft(data: Path, account: struct_passwd | None = None) -> list[int]:
    """Return the ids of those whose data directory stood at this very path and was removed.

    Such a server ends by itself within a minute. Until then it writes its checkpoints into whatever stands at the path
    by now, and at last it removes the socket there: ruin for a new server at the same path.
    """
    return [pid for pid in _postgres_processes() if _folder(PROC / str(pid), account) == f"{data} (deleted)"]


def shut_down(pid: int) -> None:
    """Ask the server ``pid`` to stop at once but cleanly: open transactions are rolled back."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)


def end_at_once(pid: int) -> None:
    """Make the server ``pid`` stop without another write, as in a crash."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGQUIT)


def _postgres_processes() -> list[int]:
    return sorted(int(process.name) for process in PROC.glob("[0-9]*") if _is_postgres(process))


def _is_postgres(process: Path) -> bool:
    try:
        return (process / "comm").read_text().strip() == "postgres"
    except OSError:
        return False


def _works_in(process: Path, data: Path, account: struct_passwd | None) -> bool:
    try:
        return (process / "cwd").samefile(data)
    except PermissionError:
        return bool(account and _ask(account, "test", process / "cwd", "-ef", data).returncode == 0)
    except OSError:
        return False


def _folder(process: Path, account: struct_passwd | None) -> str:
    try:
        return os.readlink(process / "cwd")
    except PermissionError:
        return _ask(account, "readlink", process / "cwd").stdout.strip() if account else ""
    except OSError:
        return ""


def _ask(account: struct_passwd, *command: str | Path) -> subprocess.CompletedProcess[str]:
    identity: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **identity)
