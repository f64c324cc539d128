"""The change feed: what a copy of the record is kept equal by (docs/sync.md)."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict

from policy.api import takes
from policy.api.answers import ChangePage
from policy.api.columns import columns_of
from policy.api.files import Filed
from policy.api.views import ListOptions, RecordView, link_header
from policy.record.change_feed import ChangeEntry, change_entry, change_keys, change_text, changes_after, is_ahead
from policy.record.documents import compact
from policy.record.listing import CHUNK
from policy.record.parameters import BadParameters, ParameterError, malformed
from policy.record.served import served_text


class ChangeFeed(Filed, RecordView):
    """Every publication, correction and retraction in its order, without a gap and for ever."""

    group, summary, answers = "Changes", "Follow the record", ChangePage
    about = (
        "Every publication, correction and retraction in its order, without a gap and for ever. Ask again with `after` the"
        " `seq` of the last entry: a copy that does what each `action` says stays equal to the record."
    )
    example = {"after": "100", "page_size": "1"}
    cache_control = "public, max-age=5, stale-if-error=86400"  # what is kept for longer keeps copies behind

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        after = takes.number("The sequence number that entries are to follow: 0 for all of them.")
        return {"after": after} | takes.list_options(change_keys(), without=["cursor"])

    def get(self, request: Any) -> HttpResponse:
        """Return {next, previous, version, results}: the entries that follow `after`, a sequence number (0: all).

        `next` is null, and `results` empty at last, where nothing more was published yet: ask again with `after` the
        `seq` of the last entry. `count=true` adds how many follow `after`; a file has all that follow it.
        """
        options, errors = ListOptions.read(request.GET, change_keys(), self.form)
        after = _after(request.GET, request._request.version.seq, errors)
        errors += malformed(dict(request.GET.lists()), ["after", *ListOptions.PARAMETERS])
        if errors:
            raise BadParameters(errors)
        if self.form != "json":
            columns = columns_of(ChangeEntry(), options.fields)
            return self.file("changes", columns, lambda: self._rows(after, options))
        return self._page(after, options)

    def _page(self, after: int, options: ListOptions) -> HttpResponse:
        size = options.page_size
        texts = served_text(self.request.build_absolute_uri)
        found: list[Any] = list(changes_after(after).defer("document", "facts").annotate(text=texts)[: size + 1])
        shown = found[:size]
        links = {
            "next": self._address(shown[-1].seq, size) if len(found) > size else None,
            "previous": self._address(max(after - size, 0), min(after, size)) if after else None,
        }
        newest = max([self.request._request.version.seq, *(one.seq for one in shown)])
        head: dict[str, Any] = {**links, "version": newest}
        if options.count:
            head["count"] = changes_after(after).count()
        results = ",".join(options.limited(change_entry(one, one.text) for one in shown))
        return link_header(self.answer(f'{compact(head)[:-1]},"results":[{results}]}}'), links)

    def _address(self, after: int, size: int) -> str:
        """Return the full address of the feed from another place on."""
        query = self.request.GET.copy()
        query["after"], query["page_size"] = str(after), str(size)
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def _rows(self, after: int, options: ListOptions) -> Iterable[str]:
        entries = changes_after(after).iterator(CHUNK)
        return options.limited(change_text(one, self.request.build_absolute_uri) for one in entries)


def _after(query: QueryDict, newest: int, errors: list[ParameterError]) -> int:
    """Return the sequence number that is asked about, 0 if it can't be meant; add to `errors` what is wrong with it."""
    text = query.get("after") or "0"
    if not re.fullmatch(r"[0-9]{1,18}", text):
        errors.append(ParameterError("after", f"{text!r} is not a whole number from 0 up."))
        return 0
    after = int(text)
    if after > newest and is_ahead(after):
        message = f"{after} lies beyond the newest, {newest}: such a copy is of another data set. Begin again with 0."
        errors.append(ParameterError("after", message))
    return after
