"""The server that assistants speak with over standard input and output; its protocol is the SDK's."""

import json
import logging
from typing import Any

import anyio
import anyio.to_thread
import mcp_types as types
from django.db import close_old_connections
from django.http import QueryDict
from mcp.server import Server
from mcp.server.stdio import stdio_server

from policy.assistants.answers import Unknown
from policy.assistants.tools import Tool, tools
from policy.record.documents import compact
from policy.record.home import at_home
from policy.record.parameters import BadParameters, ParameterError
from policy.record.snapshot import snapshot
from policy.record.version import Version

NAME = "monazite"
INSTRUCTIONS = (
    "Monazite is the public record of US–China rare-earth policy. Every fact carries its citations: name them when you use it. "
    "Dates are inclusive, in the issuer's own calendar. The record never guesses: null means that no source says. A count "
    "of kind unspecified is no number. Data: CC BY 4.0."
)
READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
FAILED = "The server failed. This is its fault: another question may still be answered."

logger = logging.getLogger(__name__)


def ask(tool: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return a tool's answer, all read from one version of the record, which it names.

    Raises `BadParameters` for arguments that can't be meant, `Unknown` where there is nothing of that name.
    """
    with snapshot() as version:
        return {**tool.answer(_query(arguments), version), "record": _record(version)}


async def serve() -> None:
    """Answer until standard input ends."""
    server = Server(
        NAME,
        title="Monazite",
        instructions=INSTRUCTIONS,
        website_url=at_home("/"),
        on_list_tools=_list,
        on_call_tool=_call,
    )
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


async def _list(context: Any, parameters: Any) -> types.ListToolsResult:
    return types.ListToolsResult(
        tools=[
            types.Tool(
                name=one.name,
                title=one.title,
                description=one.description,
                input_schema=one.schema,
                annotations=READ_ONLY,
            )
            for one in tools()
        ]
    )


async def _call(context: Any, parameters: types.CallToolRequestParams) -> types.CallToolResult:
    return await anyio.to_thread.run_sync(_called_apart, parameters.name, parameters.arguments or {})


def _called_apart(name: str, arguments: dict[str, Any]) -> types.CallToolResult:
    """Do as `called` in a thread that may have waited for hours since its last call."""
    close_old_connections()
    try:
        return called(name, arguments)
    finally:
        close_old_connections()


def called(name: str, arguments: dict[str, Any]) -> types.CallToolResult:
    """Return the result of a call, as text and as structure; what went wrong is told in words."""
    tool = next((one for one in tools() if one.name == name), None)
    if tool is None:
        return _wrong(f"There is no tool {name!r}; there are {', '.join(one.name for one in tools())}.")
    try:
        answer = ask(tool, arguments)
    except BadParameters as error:
        return _wrong("\n".join(map(str, error.errors)))
    except Unknown as error:
        return _wrong(str(error))
    except Exception:
        logger.exception("%s failed", name)
        return _wrong(FAILED)
    return types.CallToolResult(content=[_text(compact(answer))], structured_content=json.loads(compact(answer)))


def _wrong(words: str) -> types.CallToolResult:
    return types.CallToolResult(content=[_text(words)], is_error=True)


def _text(words: str) -> types.TextContent:
    return types.TextContent(type="text", text=words)


def _query(arguments: dict[str, Any]) -> QueryDict:
    """Return arguments as a query string would give them; null is not given. Raises `BadParameters` for what is no text."""
    wrong = [name for name, value in arguments.items() if isinstance(value, list | dict) or "\0" in str(value)]
    if wrong:
        raise BadParameters([ParameterError(name, "is one text; a comma joins alternatives.") for name in wrong])
    query = QueryDict(mutable=True)
    query.update({name: _written(value) for name, value in arguments.items() if value is not None})
    return query


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _record(version: Version) -> dict[str, Any]:
    """Return which state of the record an answer was read from, and under which licence."""
    return {
        "data_set": str(version.data_set),
        "version": version.seq,
        "reviewed_through": version.reviewed_through,
        "licence": "CC-BY-4.0",
    }
