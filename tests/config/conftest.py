"""Checkouts of their own for tests of the private server."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Checkout:
    """A folder with the project's config package, in which commands run as they would in a real checkout."""

    def __init__(self, path):
        self.path = path
        shutil.copytree(ROOT / "config", path / "config", ignore=shutil.ignore_patterns("__pycache__"))

    @property
    def data(self):
        return self.path / ".postgres" / "data"

    def open(self, *command, **environment):
        """Begin a Python command with next to no environment: no HOME, no LANG."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=self.path,
            env={"PATH": "/usr/bin:/bin"} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command, **environment):
        """Run a Python command to its end; return its exit code, stdout and stderr."""
        process = self.open(*command, **environment)
        out, err = process.communicate(timeout=120)
        return process.returncode, out.strip(), err.strip()

    def devdb(self, verb, **environment):
        return self.run("-m", "config.devdb", verb, **environment)

    def ask(self, query):
        """Return the server's answer to a query."""
        code = "import sys, psycopg; print(psycopg.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])"
        status, out, err = self.run("-c", code, self.devdb("url")[1], query)
        assert status == 0, err
        return out

    def postmaster(self):
        """Return the process id of the server, which runs."""
        return int((self.data / "postmaster.pid").read_text().split()[0])


@pytest.fixture
def make_checkout():
    """Make checkouts at any path below a folder that everyone may enter; stop their servers in the end."""
    base = Path(tempfile.mkdtemp(prefix="monazite-test-", dir="/var/tmp"))
    base.chmod(0o755)
    made = []

    def make(name="checkout"):
        (base / name).mkdir(parents=True)
        made.append(Checkout(base / name))
        return made[-1]

    yield make
    for checkout in made:
        if checkout.path.exists():
            checkout.devdb("stop")
    shutil.rmtree(base)


@pytest.fixture
def checkout(make_checkout):
    return make_checkout()


@pytest.fixture
def running(checkout):
    """A checkout whose server is up."""
    assert checkout.devdb("start")[0] == 0
    return checkout
