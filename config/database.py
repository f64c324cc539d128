"""What the database server must be able to do, and what is said when it can't."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

OLDEST_VERSION = 15
# In the locale C, accents don't fold and pg_trgm finds nothing in Chinese text: silently, hence this question.
LOCALE_QUERY = """
    SELECT pg_encoding_to_char(encoding) = 'UTF8' AND datctype NOT IN ('C', 'POSIX') AND lower('É') = 'é'
    FROM pg_database WHERE datname = current_database()
"""
# Classes of SQLSTATE: the connection failed; an operator stops the server.
GOING_DOWN = ("08", "57P")
TRIGRAM_QUERY = "SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'"


def problems(connection: BaseDatabaseWrapper) -> list[str]:
    """Return what makes this server unfit, one sentence each; empty when all is well.

    Raises OperationalError when it can't be reached: ``explain`` words that.
    """
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:  # the driver's own: Django's warns while apps are being loaded
        version = int(_value(cursor, "SELECT current_setting('server_version_num')"))
        if version < OLDEST_VERSION * 10_000:
            return [f"PostgreSQL {OLDEST_VERSION} or newer is needed; this server is version {version // 10_000}."]
        if not _value(cursor, LOCALE_QUERY) or not _finds_chinese(cursor):
            return [
                "The database's locale can't handle accents and Chinese: create it with "
                "ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0."
            ]
    return []


def is_away(error: BaseException | None) -> bool:
    """Tell whether ``error`` means that the server can't be reached, or that it is going down.

    PostgreSQL gives a code (SQLSTATE) to each error of a statement; a failure to connect has none.
    """
    if not isinstance(error, OperationalError) or error.__cause__ is None:
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(GOING_DOWN)


def explain(error: BaseException | None) -> str:
    """Return one sentence for a server that is away, or an empty string if ``error`` is of another sort."""
    if not is_away(error):
        return ""
    reason = str(error).strip().splitlines()[0].removeprefix("connection failed: ")
    return f"The database can't be reached: {reason}. Is DATABASE_URL right, and its server up?"


def check_server(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Put the same question as a system check: ``migrate`` asks it before it touches anything."""
    found = [problem for alias in databases or () for problem in problems(connections[alias])]
    return [Error(problem, id="config.E001") for problem in found]


def _value(cursor: Any, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetchone()[0]


def _finds_chinese(cursor: Any) -> bool:
    """Ask pg_trgm itself, once the first migration has installed it."""
    return not _value(cursor, TRIGRAM_QUERY) or bool(_value(cursor, "SELECT cardinality(show_trgm('中'))"))
