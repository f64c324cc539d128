"""The catalogue of what pages say in Chinese: compiled when it changed, and brought up to date with the sources.

Everything is done with Babel, so that no machine needs the tools of gettext (docs/languages.md).
"""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages import Catalog, Message, mofile, pofile
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from django.conf import settings
from django.utils.translation.template import templatize

from config.env import SettingsError

LOCALE = "zh_Hans"
KEYWORDS = DEFAULT_KEYWORDS | {
    name: DEFAULT_KEYWORDS[name.removesuffix("_lazy").removesuffix("_noop")]
    for name in ("gettext_lazy", "gettext_noop", "ngettext_lazy", "pgettext_lazy", "npgettext_lazy")
}
SOURCES = ("config", "permits", "policy", "templates")
# The desk is English alone; so is the project's guide to itself.
OF_THE_DESK = ("policy/admin/", "policy/imports/", "policy/signin/", "policy/management/", "config/management/")
PAGES_OF_THE_DESK = ("templates/admin/", "templates/account/", "templates/mfa/")


def path() -> Path:
    """Return where the catalogue is."""
    return Path(settings.LOCALE_PATHS[0]) / LOCALE / "LC_MESSAGES" / "django.po"


def compile_if_changed() -> None:
    """Write what gettext reads, unless it is newer than the catalogue; processes that race write the same."""
    source, compiled = path(), path().with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns > source.stat().st_mtime_ns:
        return
    content = BytesIO()
    mofile.write_mo(content, read())
    draft = compiled.with_name(f"{compiled.name}.{os.getpid()}")
    try:
        draft.write_bytes(content.getvalue())
        draft.replace(compiled)
    except OSError as error:
        raise SettingsError(
            f"The catalogue of translations changed and can't be compiled: {error}. Migrate, for one, compiles it."
        ) from error


def read() -> Catalog:
    with path().open("rb") as file:
        return pofile.read_po(file, locale=LOCALE, abort_invalid=True)


def update() -> Catalog:
    """Give the catalogue the messages of the sources: new ones untranslated, without those that nothing says any more."""
    catalogue = read()
    catalogue.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    write(catalogue)
    return catalogue


def write(catalogue: Catalog) -> None:
    """Write the catalogue in the form in which it is kept, which is the same whoever writes it."""
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    with path().open("wb") as file:
        pofile.write_po(file, catalogue, width=120, sort_by_file=True, include_lineno=False)


def is_translated(message: Message) -> bool:
    """Say whether a message has all its translations and nobody has to look them over."""
    strings = message.string if message.pluralizable else (message.string,)
    return all(strings or ()) and bool(strings) and not message.fuzzy


def template() -> Catalog:
    """Return all messages of the sources, untranslated."""
    found = Catalog(locale=LOCALE)
    for name, message, comments, context in _messages(Path(settings.BASE_DIR)):
        found.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return found


def _messages(base: Path) -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for name, method in _sources(base):
        with (base / name).open("rb") as file:
            for _, message, comments, context in extract(
                method, file, KEYWORDS, ["Translators:"], strip_comment_tags=True
            ):
                yield name, message, comments, context


def _sources(base: Path) -> Iterator[tuple[str, Any]]:
    for file in sorted(file for folder in SOURCES for file in (base / folder).rglob("*.*")):
        name = file.relative_to(base).as_posix()
        if file.suffix == ".py" and "/migrations/" not in name and not name.startswith(OF_THE_DESK):
            yield name, "python"
        elif file.suffix in (".html", ".txt", ".svg") and not name.startswith(PAGES_OF_THE_DESK):
            yield name, extract_template


def extract_template(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Any]:
    """Extract the messages of a template, for Babel: Django turns it into calls of gettext among blanked-out text."""
    calls = "\n".join(line.strip() for line in templatize(file.read().decode()).splitlines())
    return extract_python(BytesIO(calls.encode()), keywords, tags, {"encoding": "utf-8"})
