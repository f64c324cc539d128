"""The shipped files, as far as the installed apps read them."""

import json
from pathlib import Path

from policy.imports.files import LINKS, file_names, write_file

DATA = Path(__file__).resolve().parent.parent / "data"


def readable_folder(copy):
    """Return the folder of the shipped files.

    Where the app of a kind of events isn't installed, this is a copy without their file and without links from or to
    them: the loader would refuse the one for the file and the other for going nowhere.
    """
    unread = [path for path in DATA.glob("*.json") if path.stem not in file_names()]
    if not unread:
        return DATA
    absent = {event["slug"] for path in unread for event in json.loads(path.read_text())}
    for path in set(DATA.glob("*.json")) - set(unread):
        (copy / path.name).write_bytes(path.read_bytes())
    links = json.loads((DATA / f"{LINKS}.json").read_text())
    write_file(copy / f"{LINKS}.json", [link for link in links if not {link["from"], link["to"]} & absent])
    return copy
