"""Install the packages into .venv: ``python3 config/install.py [dev|bench]``, from the checkout's folder.

Runs before anything is installed, maybe by an old Python, which must be able to read this file and be told what it
lacks: so nothing here is newer than Python 3.6, and nothing is imported but the standard library. Uses uv where
it is found (seconds instead of a minute), pip otherwise. Does nothing when what is installed is what is wanted.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from typing import IO, Dict, List

OLDEST = (3, 11)
VENV = ".venv"
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
LOG = os.path.join(".local", "install.log")
RUN = ["requirements.txt", "requirements-localdb.txt"]
DEV = RUN + ["requirements-dev.txt"]
BENCH = DEV + ["requirements-bench.txt"]
WANTED = {"": RUN, "dev": DEV, "bench": BENCH}  # each includes the ones before it


def main(arguments: List[str]) -> None:
    """Make .venv hold what the requirements name."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            "Python 3.11 or newer is needed; {} is {}. Name another: make run PYTHON=...".format(sys.executable, found)
        )
    try:
        with _locked():
            _bring_up_to_date(WANTED["".join(arguments)])
    except OSError as error:
        sys.exit("The packages can't be installed here: {}.".format(error))


def _locked() -> IO[str]:
    """Return the open lock file under which one process at a time installs."""
    os.makedirs(".local", exist_ok=True)
    lock = open(os.path.join(".local", "install.lock"), "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def _bring_up_to_date(files: List[str]) -> None:
    works = _venv_works()
    if works and _stamp(files) in _stamps():
        return
    print("Installing the packages into .venv (this needs the network, once) ...", flush=True)
    if not works:
        _make_venv()
    _install(files)
    with open(STAMP, "w") as stamp:
        stamp.write("\n".join(_stamp(one) for one in WANTED.values() if len(one) <= len(files)))


def _venv_works() -> bool:
    """Tell whether .venv has a Python that starts and something to install with."""
    if not os.access(PYTHON, os.X_OK):
        return False
    question = "import sys; sys.exit(sys.version_info < {!r})".format(OLDEST)
    if subprocess.call([PYTHON, "-c", question], stderr=subprocess.DEVNULL):
        return False
    return bool(shutil.which("uv")) or _has_pip()


def _make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    # started by a broken .venv's own Python, the one it was made from
    base = getattr(sys, "_base_executable", sys.executable)
    if shutil.which("uv"):
        _call(["uv", "venv", "--quiet", "--python", base, VENV], "The folder .venv can't be made")
    else:
        _make_venv_with_pip(base)


def _make_venv_with_pip(base: str) -> None:
    lack = "Python's venv is missing or broken (on Debian and Ubuntu: apt install python3-venv)"
    _call([base, "-m", "venv", "--clear", VENV], lack)


def _install(files: List[str]) -> None:
    wanted = [argument for name in files for argument in ("-r", name)]
    fast = ["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON] + wanted
    if shutil.which("uv") and _runs(fast):
        return
    if not _has_pip():  # uv found no way to the packages, but pip, which is set up in its own way, may
        _make_venv_with_pip(getattr(sys, "_base_executable", sys.executable))
    lack = "The packages can't be fetched: is there a network, and does it reach PyPI? Then say make again"
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2"]
    _call([PYTHON, "-m", "pip", "install"] + quiet + wanted, lack)


def _has_pip() -> bool:
    return not subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL)


def _call(command: List[str], complaint: str) -> None:
    """Run ``command``; if it fails, end with ``complaint``."""
    if not _runs(command):
        sys.exit("{}. What went wrong is in {}.".format(complaint, LOG))


def _runs(command: List[str]) -> bool:
    """Run ``command`` and tell whether it went well; what it says is kept in a file, in place of what was said before."""
    with open(LOG, "wb") as log:
        return not subprocess.call(command, env=_certified(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def _certified() -> Dict[str, str]:
    """Return the environment, with uv told to trust what the system trusts, as pip and browsers do here."""
    return dict({"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}, **os.environ)


def _stamp(files: List[str]) -> str:
    digest = hashlib.sha256()
    for name in files:
        with open(name, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def _stamps() -> List[str]:
    try:
        with open(STAMP) as stamp:
            return stamp.read().split()
    except FileNotFoundError:
        return []


if __name__ == "__main__":
    main(sys.argv[1:])
