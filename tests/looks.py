"""What tests ask of every page in a browser: accessible, quiet and in bounds, narrow and wide, in light and dark."""

import re

from axe_playwright_python.sync_playwright import Axe

AXE = Axe().axe_script
VIOLATIONS = """options => axe.run(document, options).then(
    all => all.violations.map(one => [one.id, one.nodes.map(node => node.html)]))"""

# The browser itself reports a page that answers 4xx.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
NARROW, WIDE = 360, 1440
COLOURS = ["color-contrast", "link-in-text-block"]
OF_COLOURS = {"runOnly": {"type": "rule", "values": COLOURS}}
OF_STRUCTURE = {"rules": {rule: {"enabled": False} for rule in COLOURS}}


def problems(page, **options):
    """Return what axe finds, with every fold open; nothing is left out of its rules unless options say so."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [tuple(one) for one in page.evaluate(VIOLATIONS, {"resultTypes": ["violations"], **options})]


def width_beyond(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def faults(browser, address, *, width_between=768, **options):
    """Return all that is wrong with how a page looks (see `faults_of_shown`), and what the browser says of it."""
    page = browser.new_page(color_scheme="light", viewport={"width": width_between, "height": 800})
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    found = [f"{width_beyond(page)} pixels wider than {width_between}"] if width_beyond(page) > 0 else []
    found += faults_of_shown(page, **options)
    found += [line for line in said if not EXPECTED.match(line)] + page.context.cookies()
    page.close()
    return found


def faults_of_shown(page, *, widths=(NARROW, WIDE), audited=(NARROW, WIDE)):
    """Return what is wrong with an open page at some widths, in light, then in dark; axe is asked at `audited` ones.

    Colours are those of the scheme at any width, and what a page is made of is the same in any scheme: each is asked once.
    """
    found = []
    page.wait_for_load_state()  # a click that leads elsewhere ends as soon as the other page begins to come
    page.emulate_media(color_scheme="light")
    for width in widths:
        page.set_viewport_size({"width": width, "height": 1000})
        if width_beyond(page) > 0:
            found.append(f"{width_beyond(page)} pixels wider than {width}")
        if width in audited:
            found += [
                ("light", width, *problem) for problem in problems(page, **(OF_STRUCTURE if width == WIDE else {}))
            ]
    page.emulate_media(color_scheme="dark")
    return found + [("dark", *problem) for problem in problems(page, **OF_COLOURS)]
