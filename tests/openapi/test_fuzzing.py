"""Schemathesis asks a real server: no fault of the server, no answer that the schema doesn't have, no garbage taken."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from policy.openapi import file
from tests.databases import created, environment, loaded, url
from tests.openapi.live import with_values
from tests.serving import served

HERE = Path(__file__).parent
FEWEST = 2_000
UNLIMITED = {f"{name}_A_MINUTE": "1000000" for name in ("SEARCHES", "FACETS", "EXPORTS")}  # limits have their own tests


@pytest.fixture
def server(db):
    """A server of its own on a copy of the shipped data; its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with created("fuzzed", template=loaded()) as name:
        settings = environment(url(name)) | UNLIMITED | {"WORKER": "0"}
        with served(settings, port):
            yield f"http://127.0.0.1:{port}"


@pytest.mark.slow
@pytest.mark.permits
def test_the_api_keeps_to_its_schema_whatever_is_asked(server, client, tmp_path):
    schema = tmp_path / "openapi.json"
    schema.write_text(json.dumps(with_values(file.kept(), client)))
    command = [
        Path(sys.executable).with_name("schemathesis"),
        "--config-file",
        HERE / "schemathesis.toml",
        "run",
        schema,
    ]
    own = {"PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "hooks", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [*command, "--url", server, "--checks", "all", "--no-color"],
        cwd=tmp_path, env=own, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert int(re.search(r"(\d+) generated", done.stdout)[1]) >= FEWEST
