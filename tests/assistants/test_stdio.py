"""The server as assistants run it: a process that speaks the protocol, asked by the SDK's own client."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from mcp import StdioServerParameters
from mcp.client import Client

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
PUBLISHER = ROOT / "tests" / "record" / "publisher.py"
MEASURE = "2025-04-04-shared"

pytestmark = pytest.mark.slow


@pytest.fixture
def environment(own_database):
    """What lets a process use a database of its own with two published events."""
    found = databases.environment(own_database) | {"SITE_URL": "https://monazite.example"}
    subprocess.run([sys.executable, PUBLISHER, "prepare", "1"], env=found, check=True)
    return found


def test_an_assistant_lists_the_tools_and_calls_them(environment):
    async def talk():
        server = StdioServerParameters(command=sys.executable, args=["manage.py", "mcp"], env=environment, cwd=ROOT)
        async with Client(server) as client:
            tools = await client.list_tools()
            event = await client.call_tool("get_event", {"slug": MEASURE})
            wrong = await client.call_tool("search_events", {"kind": "rumour"})
            again = await client.call_tool("changes_since", {"after": 0, "limit": 1})
        return tools, event, wrong, again

    tools, event, wrong, again = asyncio.run(talk())
    names = {tool.name for tool in tools.tools}
    assert {"search_events", "get_event", "controls_on_day", "changes_since"} <= names
    assert all(tool.annotations.read_only_hint for tool in tools.tools)
    told = event.structured_content
    assert told["event"]["url"] == f"https://monazite.example/events/{MEASURE}/"
    assert told["event"]["citations"][0]["supports"] == "all of it"
    assert json.loads(event.content[0].text) == told
    assert (wrong.is_error, "kind 'rumour'" in wrong.content[0].text) == (True, True)
    assert again.structured_content["changes"][0]["seq"] == 1
