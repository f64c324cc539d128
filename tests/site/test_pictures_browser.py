"""The pictures of docs/site.md, taken of the running site; `--pictures` says where to, if they are wanted."""

import re
from pathlib import Path

import pytest

from tests.site.every_page import PAGES, chinese

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.permits, pytest.mark.django_db]

GUIDE = Path(__file__).resolve().parents[2] / "docs/site.md"
SCREEN, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LARGEST = 250_000  # bytes
TAKEN = {
    "timeline": (PAGES["timeline"], {"viewport": SCREEN}),
    "dark": (PAGES["filtered"], {"viewport": SCREEN, "color_scheme": "dark"}),
    "phone": (PAGES["timeline"], {"viewport": PHONE}),
    "chinese": (chinese(PAGES)["timeline, in Chinese"], {"viewport": SCREEN}),
    "search": ("/?q=neodimium+magnets", {"viewport": SCREEN}),
    "measure": (PAGES["suspended measure"], {"viewport": SCREEN}),
    "statement": (PAGES["statement"], {"viewport": SCREEN}),
    "controls": (PAGES["controls of a day"], {"viewport": SCREEN}),
    "materials": (PAGES["materials"], {"viewport": SCREEN}),
    "material": (PAGES["material"], {"viewport": SCREEN}),
    "permits": ("/permits/", {"viewport": SCREEN}),
}


def test_the_main_pages_are_pictured_in_the_guide(browser, site, request, tmp_path):
    folder = Path(request.config.getoption("pictures") or tmp_path, "site")
    for name, (path, options) in TAKEN.items():
        page = browser.new_page(**options)
        assert page.goto(site + path).status == 200
        page.screenshot(path=folder / f"{name}.png")
        page.close()
    assert {one.stem: one.stat().st_size for one in folder.iterdir() if one.stat().st_size > LARGEST} == {}
    shown = re.findall(r"\]\((images/site/(\w+)\.png)\)", GUIDE.read_text())
    assert {name for _, name in shown} == TAKEN.keys()
    assert [path for path, _ in shown if not (GUIDE.parent / path).exists()] == []
