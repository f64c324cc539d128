"""What test_worker.py asks of a database of its own, as a process.

python subscriber.py prepare URL        subscribes to all that is published, and prints the secret
python subscriber.py publish NUMBER     publishes as many statements, one after the other
"""

import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.utils import timezone  # noqa: E402

from policy.webhooks import actions  # noqa: E402
from policy.webhooks.models import Subscription  # noqa: E402
from tests.makers import make_statement, publish  # noqa: E402


def prepare(url):
    row = Subscription(name="Partner", contact="partner@example.org", url=url)
    print(actions.subscribe(row, after=None, by=User.objects.create(username="ada"), now=timezone.now()))


def publish_many(number):
    for place in range(int(number)):
        publish(make_statement(f"2025-05-01-statement-{place:03}"))


if __name__ == "__main__":
    verb, *arguments = sys.argv[1:]
    {"prepare": prepare, "publish": publish_many}[verb](*arguments)
