"""A program of its own: many processes save the same few drafts at once, and say what came of each save.

It works on the database of DATABASE_URL, and prints one JSON list for each save: event, its text, the one that stood there when
the form was opened, and what came of it.
"""

import json
import os
import random
import re
import sys

import django

PROCESSES, SAVES, EVENTS = 8, 25, 20
SUMMARY = re.compile(r'<textarea name="summary"[^>]*>\s*(.*?)</textarea>', re.DOTALL)


def drafts_and_forms():
    """Make the drafts, and return what the form of each posts as it stands, by its address."""
    from django.test.utils import setup_test_environment, teardown_test_environment

    from tests.admin.conftest import change_page, filled, make_statement, signed_in

    drafts = [make_statement(f"2026-10-05-saved-{number}", summary="begin") for number in range(EVENTS)]
    setup_test_environment()
    form = filled(signed_in("first", "editor"), change_page(drafts[0]))
    teardown_test_environment()
    forms = {}
    for draft in drafts:
        [citation] = draft.citations.all()
        own = {"slug": draft.slug, "citations-0-id": citation.pk, "citations-0-event": draft.pk}
        forms[change_page(draft)] = form | own | {"citations-0-source": citation.source_id}
    return forms


def opened(user, address):
    """Return what the form at an address is opened with, and its summary. The page itself isn't drawn: that takes longest."""
    from django.contrib import admin
    from django.test import RequestFactory

    from policy.admin.conflicts import sealed
    from policy.admin.entered import Sheet
    from policy.models import Statement

    request = RequestFactory().get(address)
    request.user = user
    statement = Statement.objects.get(pk=address.split("/")[-3])
    sheet = Sheet.of(admin.site.get_model_admin(Statement), request, statement)
    return sealed(statement, sheet), sheet.content().own["summary"]


def save_often(forms, name):
    from tests.admin.conftest import signed_in

    client = signed_in(name, "editor")
    for number in range(SAVES):
        address, form = random.choice(list(forms.items()))
        base, seen = opened(client.user, address)
        text = f"{name}-{number}"
        answer = client.post(address, form | {"_base": base, "summary": text})
        told = answer.status_code == 409 and SUMMARY.search(answer.content.decode())[1] == text
        outcome = "accepted" if answer.status_code == 302 else "told" if told else f"status {answer.status_code}"
        print(json.dumps([address, text, seen, outcome]), flush=True)


def main():
    django.setup()
    from django.db import connection

    forms = drafts_and_forms()
    connection.close()
    for number in range(PROCESSES):
        if os.fork() == 0:
            save_often(forms, f"saver{number}")
            os._exit(0)
    failed = [status for _, status in (os.wait() for _ in range(PROCESSES)) if status]
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
