"""Mails as a real SMTP server takes them: its refusals, what stands in their heads, and a sender that is killed."""

import email
import email.policy
import os
import signal
import socket
import subprocess
import sys

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.core import mail

from policy.alerts.models import Alert
from tests.alerts.subscriber import READER, go_round, subscribe
from tests.databases import ROOT, environment
from tests.makers import make_measure, make_statement, publish

SENDER = ROOT / "tests" / "alerts" / "sender.py"


class Mailbox:
    """What an SMTP server does with mails: it keeps them, but for recipients that it knows not."""

    def __init__(self, port):
        self.port, self.mails, self.unknown = port, [], set()
        self.pid = None  # of the process that is to die with its mail taken

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)  # before it learns that the mail was taken
            self.pid = None
        return "250 taken"


@pytest.fixture
def mailbox():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    box = Mailbox(port)
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def by_smtp(settings, mailbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://monazite.example", "Monazite <alerts@monazite.example>"
    return mailbox


def test_programs_learn_from_the_head_how_to_deal_with_a_mail(empty, by_smtp):
    subscribe("kind=statement", language="zh-hans")
    publish(make_statement(title_original="商务部发言人答记者问"))
    go_round()
    [taken] = by_smtp.mails
    assert (taken["To"], taken["From"]) == (READER, "Monazite <alerts@monazite.example>")
    assert taken["Subject"].endswith("商务部发言人答记者问")
    assert taken["List-Unsubscribe"].strip().startswith("<https://monazite.example/zh-hans/alerts/unsubscribe/")
    assert taken["List-Unsubscribe"].strip().endswith("/>")
    assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert taken["List-Id"] == "Monazite e-mail alerts <alerts.monazite.example>"
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["Message-ID"].endswith("@monazite.example>")
    assert taken["Date"]
    assert [part.get_content_type() for part in taken.iter_parts()] == ["text/plain", "text/html"]
    text = taken.get_body(["plain"]).get_content()
    assert "\n商务部发言人答记者问\nTest statement\n" in text.replace("\r\n", "\n")
    assert mail.outbox == []


def test_an_address_that_is_no_more_is_not_written_to_for_ever(empty, by_smtp):
    gone, stays = subscribe(email="gone@example.org"), subscribe()
    by_smtp.unknown = {"gone@example.org"}
    for day in (1, 2, 3, 4):
        publish(make_statement(f"2025-05-0{day}-said"))
        go_round()
    assert [Alert.objects.get(pk=one.pk).state for one in (gone, stays)] == ["disabled", "confirmed"]
    assert [taken["To"] for taken in by_smtp.mails] == [READER] * 4


def send(address, mailbox):
    more = {"EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}", "MAIL_FROM": "alerts@monazite.example"}
    return subprocess.Popen([sys.executable, SENDER], cwd=ROOT, env=environment(address) | more)


@pytest.mark.slow
def test_a_sender_that_is_killed_before_it_commits_sends_the_same_mail_again(own_database, mailbox):
    """The first process dies in the middle of the conversation; the second one does it anew, the third one nothing."""
    prepared = subprocess.run([sys.executable, SENDER, "prepare"], cwd=ROOT, env=environment(own_database))
    assert prepared.returncode == 0
    killed = send(own_database, mailbox)
    mailbox.pid = killed.pid
    assert killed.wait(60) == -signal.SIGKILL
    assert [send(own_database, mailbox).wait(60) for _ in range(2)] == [0, 0]
    assert len(mailbox.mails) == 2
    [message_id] = {taken["Message-ID"] for taken in mailbox.mails}
    with psycopg.connect(own_database) as database:
        told = database.execute("SELECT message_id, upto FROM alerts_sentdigest").fetchall()
        assert (told, database.execute("SELECT position FROM alerts_alert").fetchall()) == ([(message_id, 1)], [(1,)])


def test_two_readers_of_one_list_get_a_mail_each(empty, by_smtp):
    subscribe("kind=measure")
    subscribe("kind=measure", email="other@example.org")
    publish(make_measure())
    go_round()
    assert sorted(taken["To"] for taken in by_smtp.mails) == ["other@example.org", READER]
    assert len({taken["Message-ID"] for taken in by_smtp.mails}) == 2
