"""The handing over of a mail, and what its server means by refusing it: no address stands in what is raised, or in its text."""

import re
import smtplib

from django.core.mail import EmailMessage

OF_ADDRESSES = (550, 551, 553)  # RFC 5321, 4.2.3: of a recipient, where the server says no more
SAID_MORE = re.compile(rb"([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
ADDRESS, MAILBOX = b"1", b"2"  # RFC 3463, 3.2 and 3.3
OF_THE_SENDER = (b"7", b"8")  # RFC 3463, 3.2: about the address that a mail comes from


class AddressRefused(Exception):
    """The server will never take a mail for this address."""


class NotTaken(Exception):
    """The server didn't take a mail, which says nothing of the address: it is tried again."""


def hand_over(mail: EmailMessage) -> None:
    """Give a mail with one recipient to the server. Raises `AddressRefused`, `NotTaken`, and what connecting raises.

    That the server refuses us, our password, our own address, or more mails today is for the operator to mend. So
    a refusal counts against an address only where its code says that it is about that.
    """
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        [(code, said)] = error.recipients.values()
        raise _refusal(code, said, is_for_good=code in OF_ADDRESSES) from None
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error, is_for_good=False) from None


def _refusal(code: int, said: bytes | str, *, is_for_good: bool) -> Exception:
    """Return what to raise; `is_for_good` holds where the server gives no enhanced code."""
    more = SAID_MORE.match(said if isinstance(said, bytes) else said.encode())
    if more:
        is_permanent, subject, detail = more[1] == b"5", more[2], more[3]
        is_for_good = is_permanent and (subject == MAILBOX or (subject == ADDRESS and detail not in OF_THE_SENDER))
    told = f"{code} {more[0].decode() if more else ''}".strip()
    return AddressRefused(told) if is_for_good else NotTaken(f"The mail server answers {told}.")
