"""Two versions of a page side by side: the words that differ are marked where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from html.parser import HTMLParser
from itertools import zip_longest

from django.template.loader import render_to_string

from policy.site.marked import Mark, Piece, marked

# Left as they are: drawings, and what no two revisions have alike (`events/_revision.html`, `events/_cite.html`).
UNMARKED = {("svg", ""), ("section", "revision"), ("section", "cite")}
MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
REFERENCE = re.compile(r'\b(id|for|aria-describedby|aria-controls)="|\bhref="#')
LABEL = re.compile(r'\baria-label="')
LABELLED = re.compile(r'\baria-labelledby="')


def main_of(page: str) -> str:
    """Return what stands between the frames of a page: the inside of its `main` element."""
    found = MAIN.search(page)
    assert found
    return found[1]


def side_by_side(before: str, after: str, *, before_id: str, before_label: str) -> tuple[str, str]:
    """Return two versions of a part of a page as HTML, with what went marked in the first, what came in the second.

    Both may then stand on one page: ids of the first begin with `before_id`, that of its heading, and what names its parts
    for assistive technology with that heading's text, `before_label`.
    """
    old, new = _Parts.of(before), _Parts.of(after)
    old.tags = [_set_apart(tag, before_id, before_label) for tag in old.tags]
    removed, added = _compared([text.strip() for text in old.texts], [text.strip() for text in new.texts])
    return old.written(removed), new.written(added)


@dataclass
class _Parts:
    """HTML in turns: `tags[0] texts[0] tags[1] texts[1] …`; each tag may be several, and what is left unmarked with them."""

    tags: list[str]
    texts: list[str]

    @classmethod
    def of(cls, html: str) -> "_Parts":
        parser = _Parser()
        parser.feed(html)
        parser.close()
        return cls([*parser.tags, parser.tag], parser.texts)

    def written(self, marks: Sequence[list[Piece]]) -> str:
        texts = [_written(text, pieces) for text, pieces in zip(self.texts, marks, strict=True)]
        return "".join(tag + text for tag, text in zip_longest(self.tags, texts, fillvalue=""))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.tag = ""
        self.left, self.depth = "", 0  # the element that is left unmarked, and how many of its name are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag += self.get_starttag_text() or ""
        if self.left:
            self.depth += tag == self.left
        elif {(tag, ""), (tag, dict(attrs).get("aria-labelledby"))} & UNMARKED:
            self.left, self.depth = tag, 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag += self.get_starttag_text() or ""

    def handle_endtag(self, tag: str) -> None:
        self.tag += f"</{tag}>"
        if tag == self.left:
            self.depth -= 1
            self.left = self.left if self.depth else ""

    def handle_data(self, data: str) -> None:
        if self.left or not data.strip():
            self.tag += escape(data, quote=False)
        else:
            self.tags.append(self.tag)
            self.texts.append(data)
            self.tag = ""


def _compared(old: list[str], new: list[str]) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """Return the pieces of each text of both versions: first the texts are compared with each other, then their words."""
    before: list[list[Piece]] = []
    after: list[list[Piece]] = []
    for operation, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            before += [[Piece(Mark.KEPT, text)] for text in old[i:j]]
            after += [[Piece(Mark.KEPT, text)] for text in new[k:m]]
            continue
        for was, now in zip_longest(old[i:j], new[k:m]):
            pieces = list(_pieces(was, now))
            before += [_own(was, pieces)] if was else []
            after += [_own(now, pieces)] if now else []
    return before, after


def _pieces(was: str | None, now: str | None) -> Iterator[Piece]:
    if was and now:
        yield from marked(was, now)
    elif was:
        yield Piece(Mark.REMOVED, was)
    elif now:
        yield Piece(Mark.ADDED, now)


def _own(text: str, pieces: list[Piece]) -> list[Piece]:
    """Return the pieces that make up one of the two texts."""
    own, place = [], 0
    for piece in pieces:
        if text.startswith(piece.text, place):
            own.append(piece)
            place += len(piece.text)
    return own


def _written(text: str, pieces: list[Piece]) -> str:
    """Write a text as HTML in its pieces, with the white space that stood around it."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    inside = "".join(_piece(piece) for piece in pieces)
    return f"{text[:start]}{inside}{text[end:]}"


def _piece(piece: Piece) -> str:
    if piece.mark == Mark.KEPT:
        return escape(piece.text, quote=False)
    return render_to_string("history/_piece.html", {"piece": piece}).strip()


def _set_apart(tags: str, prefix: str, label: str) -> str:
    """Let the ids in some tags, and what refers to them, begin with a prefix."""
    tags = REFERENCE.sub(rf"\g<0>{prefix}-", tags)
    tags = LABEL.sub(rf"\g<0>{escape(label)}: ", tags)
    return LABELLED.sub(rf"\g<0>{prefix} {prefix}-", tags)
