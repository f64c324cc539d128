"""The site's own address, without a path: for all that is written where no request names it."""

import re
from collections.abc import Sequence

from config import env

WRITTEN = re.compile(r"https?://([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
EVERYWHERE = ("0.0.0.0", "::")


def site_address(*, https: bool, hosts: Sequence[str], port: int | None) -> str:
    """Return SITE_URL, or the first of the hosts that is a name of its own, at a port (`None`: the scheme's).

    Raises SettingsError where SITE_URL is none.
    """
    given = env.text("SITE_URL").rstrip("/")
    if given and not WRITTEN.fullmatch(given):
        raise env.SettingsError(f"SITE_URL is {given!r}; it is such as https://monazite.example, without a path.")
    named = (host for host in hosts if not host.startswith(("*", ".")) and host not in EVERYWHERE)
    host = next(named, "localhost")
    return given or f"{'https' if https else 'http'}://{host}{f':{port}' if port else ''}"
