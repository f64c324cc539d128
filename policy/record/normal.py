"""The normal form of a question: one query string for all that ask the same."""

import re
from functools import lru_cache
from operator import itemgetter
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode

from policy.record.parameters import TRACKING

LONGEST = 2_000  # characters: what is longer was written by no reader, and stays as it is
BROKEN_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")


def is_page(path: str) -> bool:
    """Tell whether a path is of a page; files and the API refuse what advertisers append to an address."""
    return path.endswith("/") and not path.startswith("/api/")


@lru_cache(maxsize=1024)
def normal(query: str, *, of_page: bool) -> str:
    """Return a query string, bytes as Latin-1, with its names in order; that of a page without what advertisers append.

    Values of one name stay in theirs. What is no percent-encoded UTF-8 stays as it is: to refuse it is the view's.
    """
    if not query or len(query) > LONGEST or is_garbled(query):
        return query
    given = parse_qsl(query, keep_blank_values=True, encoding="latin-1")
    kept = [one for one in given if not (of_page and one[0].startswith(TRACKING))]
    return urlencode(sorted(kept, key=itemgetter(0)), safe=",:", encoding="latin-1")


def is_garbled(query: str) -> bool:
    """Tell whether a query string holds an escape that is none, or bytes that are no UTF-8."""
    try:
        unquote_to_bytes(query.encode("latin-1", "replace")).decode()
    except UnicodeDecodeError:
        return True
    return BROKEN_ESCAPE.search(query) is not None
