"""Measure a day query over synthetic provisions: `python -m bench.controls [provisions]`.

Each question is asked as the product asks it and, in the same run and interleaved with it, with every index forbidden.
Prints the median of both and the plan of the first.
"""

import os
import statistics
import sys
import time
from datetime import date
from typing import Any

from bench import databases

ROUNDS = 9
QUESTIONS = {
    "what one material's controls are on a day": (
        "material=synthetic-material-07&destination=US&issuer=CN&state=in_force,suspended"
    ),
    "first page of all that is in force on a day": "destination=US&issuer=CN&state=in_force",
    "what was in force early in the record": "on=2010-03-01&state=in_force",
    "how many provisions are suspended on a day": "state=suspended",
    "how many provisions are in force on a day": "state=in_force",
}
FORBIDDEN = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")


def main(provisions: int) -> None:
    with databases.server() as cluster:
        os.environ |= databases.surroundings(databases.database(cluster, provisions))
        import django

        django.setup()
        print(f"{provisions:,} synthetic provisions, on {date.today()}")
        for name, query in QUESTIONS.items():
            measure(name, query)


def measure(name: str, query: str) -> None:
    from django.db import connection
    from django.http import QueryDict

    from policy.record.controls import Controls
    from policy.record.version import version

    asked = Controls.parse(QueryDict(query), version(), date(2020, 6, 1))
    found = asked.with_period(asked.scopes)
    counted = name.startswith("how many")
    sql, parameters = found[:51].query.sql_with_params()
    if counted:
        sql, parameters = found.order_by().query.sql_with_params()
    times: dict[bool, list[float]] = {True: [], False: []}
    with connection.cursor() as cursor:
        for _ in range(ROUNDS):
            for indexed in (True, False):
                _allow(cursor, indexed=indexed)
                times[indexed].append(_seconds(cursor, sql, parameters))
        _allow(cursor, indexed=True)
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {sql}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", parameters)
        rows = cursor.fetchone()[0]
    fast, slow = (statistics.median(times[indexed]) * 1000 for indexed in (True, False))
    print(f"\n## {name} ({query}): {rows:,} rows\n")
    print(f"{fast:.1f} ms with indexes, {slow:.1f} ms by full scan: {slow / fast:.0f}x\n\n{plan}")


def _allow(cursor: Any, *, indexed: bool) -> None:
    for setting in FORBIDDEN:
        cursor.execute(f"SET {setting} = {'on' if indexed else 'off'}")


def _seconds(cursor: Any, sql: str, parameters: Any) -> float:
    begun = time.perf_counter()
    cursor.execute(sql, parameters)
    cursor.fetchall()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
