"""What tests ask of every page in a browser: accessible, quiet and in bounds, narrow and wide, in light and dark."""

import re

from axe_playwright_python.sync_playwright import Axe

# The browser itself reports a page that answers 4xx.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
NARROW, WIDE = 360, 1440
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def problems(page, **options):
    """Return what axe finds, with every fold open; nothing is left out of its rules unless options say so."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def width_beyond(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def faults(browser, address, *, widths=(NARROW, WIDE)):
    """Return all that is wrong with how a page looks: the dark one differs by its colours, which are asked again."""
    page = browser.new_page(color_scheme="light", viewport={"width": widths[0], "height": 800})
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    found = faults_of_shown(page, widths=widths)
    found += [line for line in said if not EXPECTED.match(line)] + page.context.cookies()
    page.close()
    return found


def faults_of_shown(page, *, widths=(NARROW, WIDE), audited=(NARROW, WIDE)):
    """Return what is wrong with a page that is open already, in light, then in dark; axe is asked at `audited` widths."""
    found = []
    page.emulate_media(color_scheme="light")
    for width in widths:
        page.set_viewport_size({"width": width, "height": 1000})
        if width_beyond(page) > 0:
            found.append(f"{width_beyond(page)} pixels wider than {width}")
        if width in audited:
            found += [("light", width, *problem) for problem in problems(page)]
    page.emulate_media(color_scheme="dark")
    return found + [("dark", *problem) for problem in problems(page, **OF_COLOURS)]
