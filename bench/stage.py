"""What stands ready while a size is measured: its database, the servers, and what they are asked."""

import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from bench import databases, proxy, sqlite, targets
from bench.synthetic.words import SEED
from bench.targets import Target
from config.cluster import Cluster

SLUGS = 200
LIST, HTML, PLAIN_LIST = "/api/v1/events/?page_size=50", "/", "/api/events/"
DATASETTE = "_nosuggest=1&_nocount=1&_shape=array&_size=50"


@dataclass
class Stage:
    """One size. The peers are None where their programs aren't installed."""

    size: int
    cluster: Cluster
    address: str
    folder: Path
    cached: Target
    uncached: Target
    plain: Target
    datasette: Target | None
    nginx: Target | None
    cache: Target | None

    @property
    def counted(self) -> Path:
        """The file that counts what the product is asked behind nginx."""
        return self.folder / "requests"

    @cached_property
    def events(self) -> list[tuple[int, str]]:
        """Some events, as key and slug."""
        rng = random.Random(SEED)
        chosen = sorted(rng.sample(range(1, self.size + 1), min(SLUGS, self.size)))
        return self.rows("SELECT seq, slug FROM record_revision WHERE seq = ANY(%s) ORDER BY seq", [chosen])

    def rows(self, query: str, parameters: Any = None) -> list[Any]:
        with psycopg.connect(self.address) as connection:
            return connection.execute(query, parameters).fetchall()


@contextmanager
def stage(cluster: Cluster, size: int, folder: Path) -> Iterator[Stage]:
    """Start everything that one size is measured with, and stop it in the end."""
    address = databases.database(cluster, size)
    environment = databases.surroundings(address)
    with ExitStack() as up:
        cached = up.enter_context(targets.monazite(environment, folder, counted=True))
        uncached = up.enter_context(targets.monazite(environment, folder, cached=False))
        plain = up.enter_context(targets.plain(environment, folder))
        peer = up.enter_context(targets.datasette(_sqlite(address, size), folder)) if find_spec("datasette") else None
        nginx = cache = None
        if shutil.which("nginx"):
            contents = {"list.json": cached.get(LIST), "page.html": cached.get(HTML)}
            nginx = up.enter_context(proxy.files(folder / "static", contents))
            cache = up.enter_context(proxy.cache(folder / "proxy", cached))
        yield Stage(size, cluster, address, folder, cached, uncached, plain, peer, nginx, cache)


def _sqlite(address: str, size: int) -> Path:
    """Return the SQLite file of a size, made if there is none of this generator."""
    kept = databases.ROOT / ".local" / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    file = kept / f"events-{size}-{databases.fingerprint()[:12]}-{sqlite.fingerprint()[:12]}.db"
    if not file.exists():
        for old in kept.glob(f"events-{size}-*.db"):
            old.unlink()
        draft = file.with_suffix(".draft")
        sqlite.build(address, draft)
        draft.rename(file)
    return file
