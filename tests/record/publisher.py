"""A process that publishes: raced against others of its kind, or killed at its work. Run by test_processes.py.

python publisher.py prepare WORKERS
python publisher.py race WORKER ROUNDS      prints the sequence numbers that it appended, one after the other
python publisher.py statements              dies before each statement of a publication; prints what came of it
python publisher.py moments KILLS           is killed at random moments; prints what came of it
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from itertools import count

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from policy.models import Actor, Event, Measure, Statement  # noqa: E402
from policy.record.models import Revision  # noqa: E402
from policy.record.publish import republish  # noqa: E402
from policy.record.verify import verify  # noqa: E402
from tests.makers import change, document, make_link, make_measure, make_statement, publish  # noqa: E402

SHARED, TELLER = "2025-04-04-shared", "2025-04-05-teller"
LONGEST_WAIT_SECONDS = 0.3


def prepare(workers):
    """Write a measure that all share, a statement linked to it, and a statement for each worker."""
    shared = make_measure(SHARED)
    statements = [
        make_statement(slug) for slug in (TELLER, *(f"2025-05-01-worker-{number}" for number in range(int(workers))))
    ]
    for statement in statements:
        make_link(statement, shared)
    publish(shared, *statements)


def race(worker, rounds):
    own, shared = Statement.objects.get(slug=f"2025-05-01-worker-{worker}"), Measure.objects.get(slug=SHARED)
    for number in range(int(rounds)):
        edit = f"{worker} in round {number}"
        change(own, title=f"Statement of {edit}")
        change(shared, summary=f"Last touched by {edit}.")
        print(*(revision.seq for revision in publish(own, shared)))
        with transaction.atomic():
            Actor.objects.update(name=f"Ministry of {edit}")
            print(
                *(
                    revision.seq
                    for revision in republish(["actor:ministry-of-tests"], reason="Renamed.", by=str(worker))
                )
            )


def statements():
    """Die before each statement, before the commit and after it, until a publication gets through.

    Before a statement is after the one before it: the database can't tell the two apart.
    """
    outcomes = Counter()
    for number in count(1):
        if in_child(lambda number=number: publish_and_die_at(number)) == 0:
            print(json.dumps({**outcomes, "moments": number - 1}))
            return
        outcomes[settle()] += 1


def publish_and_die_at(number):
    edit()
    passed = count(1)

    def step(act, *arguments):
        if next(passed) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*arguments)

    commit = connection._commit
    connection._commit = lambda: (step(commit), step(bool))
    with connection.execute_wrapper(lambda execute, *arguments: step(execute, *arguments)):
        publish(Event.objects.get(slug=SHARED))


def moments(kills):
    outcomes = Counter()
    for kill in range(int(kills)):
        before = in_parent(lambda: Revision.objects.count())
        pid = forked(publish_for_ever)
        time.sleep(random.uniform(0, LONGEST_WAIT_SECONDS * (1 + kill % 4)))  # a busy machine takes longer to begin
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        settle()
        outcomes["published" if in_parent(lambda: Revision.objects.count()) > before else "nothing"] += 1
    print(json.dumps(outcomes))


def publish_for_ever():
    while True:
        edit()
        publish(Event.objects.get(slug=SHARED))


def edit():
    """Change the title of the shared measure: publishing it takes two revisions, for the teller shows it too."""
    change(Measure.objects.get(slug=SHARED), title=f"Title {random.random()}")


def settle():
    """Wait until the dead have left the database; return what they left: all of a publication or nothing, and it verifies."""

    def check():
        while others():
            time.sleep(0.002)
        verify()
        shared, teller = (Event.objects.get(slug=slug) for slug in (SHARED, TELLER))
        assert document(teller)["links"][0]["event"]["title"] == document(shared)["title"]
        return "all" if document(shared)["title"] == shared.title else "nothing"

    return in_parent(check)


def others():
    """Count the other sessions in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


def in_parent(question):
    """Answer a question of the database, and leave it: what is forked must not share a connection."""
    try:
        return question()
    finally:
        connection.close()


def in_child(work):
    """Do something in a process of its own; return how it ended: 0, or less when a signal killed it."""
    _, status = os.waitpid(forked(work), 0)
    return os.waitstatus_to_exitcode(status)


def forked(work):
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
    return pid


if __name__ == "__main__":
    verb, *arguments = sys.argv[1:]
    {"prepare": prepare, "race": race, "statements": statements, "moments": moments}[verb](*arguments)
