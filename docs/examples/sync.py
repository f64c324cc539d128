"""Keep a copy of the record equal to it, for ever: python sync.py https://… copy.sqlite [seconds between questions, 5]

The table `event` has one row for each slug that ever was: its document as JSON (`null` where it was deleted) and the slug that
took its place, if one did. The greatest `seq` in it is how far the copy has come: both change in one transaction.
"""

import json
import sqlite3
import sys
import time
from http.client import HTTPException
from urllib.request import Request, urlopen

feed, copy, tag = f"{sys.argv[1]}/api/v1/changes/?page_size=200&after=", sqlite3.connect(sys.argv[2]), ""
copy.execute("CREATE TABLE IF NOT EXISTS event (slug TEXT PRIMARY KEY, seq INTEGER, document TEXT, replaced_by TEXT)")
while True:
    (after,), page = copy.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone(), {}
    try:
        with urlopen(Request(f"{feed}{after}", headers={"If-None-Match": tag}), timeout=60) as answer:
            page, tag = json.load(answer), answer.headers["ETag"]
        rows = [(one["slug"], one["seq"], json.dumps(one["document"]), one["replaced_by"]) for one in page["results"]]
        with copy:
            copy.executemany("REPLACE INTO event VALUES (?, ?, ?, ?)", rows)
    except (OSError, HTTPException) as error:  # 304, or no whole answer this time; the copy stands at `after`
        if getattr(error, "code", 0) in (400, 404):
            raise  # the answer says why
    time.sleep(0 if page.get("next") else float([*sys.argv, 5][3]))
