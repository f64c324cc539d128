"""Check the hash of an event of the record: python3 verify.py https://…/api/v1/events/<slug>/

Needs Python 3 and nothing else. Takes the address of a document, or of one of its revisions.
"""

import hashlib
import json
import sys
import urllib.request


def envelope(served, action):
    """Return what was hashed: the document, without what is added when it is served, with its place in the record."""
    revision = served["revision"]
    document = {key: value for key, value in served.items() if key not in ("revision", "url", "api_url")}
    return {
        "seq": revision["seq"],
        "number": revision["number"],
        "action": action,
        "kind": document["kind"],
        "slug": document["slug"],
        "published_at": revision["published_at"],
        "reason": revision["reason"],
        "previous_sha256": revision["previous_sha256"],
        "document": document,
    }


def sha256(value):
    """Hash canonical JSON (RFC 8785). For these documents, whose keys are ASCII and whose numbers are whole, this writes it."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_genuine(served):
    """Say whether a document has the hash that it names. Its action is add when it was not public just before, else modify."""
    return served["revision"]["sha256"] in [sha256(envelope(served, action)) for action in ("add", "modify")]


if __name__ == "__main__":
    with urllib.request.urlopen(sys.argv[1]) as answer:
        served = json.load(answer)
    print("genuine" if is_genuine(served) else "NOT GENUINE", served["revision"]["sha256"])
    sys.exit(not is_genuine(served))
