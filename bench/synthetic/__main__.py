"""Fill the migrated database that the settings name: `python -m bench.synthetic <events>`."""

import sys

import django

django.setup()

from django.db import connection  # noqa: E402 - settings come first

from bench.synthetic.load import fill, without_indexes  # noqa: E402

if __name__ == "__main__":
    connection.ensure_connection()
    own = connection.connection
    with own.transaction(), without_indexes(own):
        fill(own, int(sys.argv[1]))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE, FREEZE)")
