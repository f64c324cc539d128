"""A process that publishes without end: what it prints first is the version and the number of events that it began with.

Each publication edits a measure and a statement that tells of it, and adds one event: three revisions, in one transaction.
So the titles, the counts and the version of any answer tell the same number of publications. Run by test_readers.py.
"""

import json
import random
import time
from itertools import count

import django

django.setup()

from policy.record.version import version  # noqa: E402
from tests.makers import change, make_link, make_measure, make_statement, publish  # noqa: E402

SHARED, TELLER = "2025-04-04-shared", "2025-04-05-teller"


def main():
    shared, teller = make_measure(SHARED, title="Edit 0"), make_statement(TELLER, title="Edit 0")
    make_link(teller, shared)
    publish(shared, teller)
    print(json.dumps({"version": version().seq}), flush=True)
    for number in count(1):
        added = make_statement(f"2025-05-01-added-{number}")
        edited = [change(one, title=f"Edit {number}") for one in (shared, teller)]
        publish(*edited, added)
        time.sleep(random.uniform(0, 0.3))  # so that some readers find what they have unchanged


if __name__ == "__main__":
    main()
