import json
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture
def own_folder(settings, tmp_path):
    """A folder of the test's own for all files."""
    settings.FILES_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """The files of the shipped data: their `folder`, and their `package`."""
    from policy.files.build import build

    folder = tmp_path_factory.mktemp("built")
    with django_db_blocker.unblock():
        package = build(folder)
    assert package == json.loads((folder / "datapackage.json").read_text())
    return SimpleNamespace(
        folder=Path(folder), package=package, files={one["path"]: one for one in package["resources"]}
    )
