"""What test_smtp.py asks of a database of its own, as a process.

python sender.py prepare    publishes an event of which a reader is to be told
python sender.py            sends what there is to send
"""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from tests.alerts.subscriber import go_round, subscribe  # noqa: E402
from tests.makers import make_statement, publish  # noqa: E402


def prepare():
    subscribe(position=0)
    publish(make_statement())


if __name__ == "__main__":
    prepare() if sys.argv[1:] else go_round(now=timezone.now())
