"""A walk through every sort of page in a browser: accessible, quiet, in bounds, whole without scripts and by keyboard."""

import pytest

from tests.looks import NARROW, WIDE, faults, faults_of_shown
from tests.site import every_page
from tests.site.every_page import ENGLISH_PAGES, MISSING, PAGES, REFUSED, STAGED, chinese
from tests.site.test_browser import scriptless  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

# What stands in another page of the walk too, in fewer lines: long lists, and their empty and refused ones.
AS_OTHERS = {"by publication", "coming", "controls", "outcome refused", "permits of an outcome", "question refused"}
AS_OTHERS |= {"slip", "sources", "suspension"}
AS_OTHERS |= {name for name in PAGES | REFUSED if name.startswith(("measures", "meetings", "statements"))} - {
    "measures of a month"
}
IN_CHINESE = ("filtered", "statement", "controls of an element")
WALKED = {name: path for name, path in (PAGES | REFUSED | MISSING).items() if name not in AS_OTHERS}
WALKED |= chinese({name: PAGES[name] for name in IN_CHINESE}) | ENGLISH_PAGES
MAIN = {
    name: PAGES[name]
    for name in (
        *("filtered", "searched", "measure", "statement", "meeting", "history", "report", "controls of an element"),
        *("materials", "material", "actor", "source", "calendar of an element", "corrections", "about"),
    )
}
PARTS_OF_A_DATE = 3  # stops of the keyboard in such a field, beside its first
# Written down as focus goes from one to the next: its place in the page, and whether an outline shows where it is.
FOLLOWED = """() => {
    const all = [...document.querySelectorAll('*')];
    window.followed = [];
    document.addEventListener('focusin', ({target}) => {
        const {outlineStyle, outlineWidth} = getComputedStyle(target);
        const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
        window.followed.push([all.indexOf(target), seen ? '' : target.outerHTML]);
    });
    const able = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const shown = {checkVisibilityCSS: true, contentVisibilityAuto: false};
    return all.flatMap((one, place) => one.matches(able) && one.tabIndex >= 0 && !one.disabled
        && one.type !== 'hidden' && one.checkVisibility(shown) ? [[place, one.outerHTML]] : []);
}"""
LINKS = "all => all.filter(one => one.checkVisibility()).map(one => one.getAttribute('href'))"


@pytest.mark.parametrize("name", WALKED)
def test_a_page_is_accessible_quiet_and_in_bounds(browser, site, name):
    audited = (NARROW,) if name in ENGLISH_PAGES else (NARROW, WIDE)  # one is long, and the same at any width
    assert faults(browser, site + WALKED[name], audited=audited) == []


def fulfilled(status, body):
    """Return what answers for the running site, which doesn't see what a test staged for itself."""
    return lambda route: route.fulfill(status=status, body=body, content_type="text/html")


def test_what_was_corrected_or_retracted_is_accessible_wherever_it_is_told(browser, site, client, shipped):
    every_page.stage()
    page, found = browser.new_page(), {}
    for name, (path, status) in STAGED.items():
        page.route(f"**{path}", fulfilled(status, client.get(path).content))
        page.goto(site + path)
        found[name] = faults_of_shown(page)
    page.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_keyboard_reaches_all_that_can_be_used_in_order_and_shows_where_it_is(browser, site):
    page, wrong = browser.new_page(viewport={"width": 1440, "height": 900}), {}
    for name, path in MAIN.items():
        page.goto(site + path)
        able = page.evaluate(FOLLOWED)
        for _ in range(len(able) + PARTS_OF_A_DATE * page.locator("input[type=date]:visible").count()):
            page.keyboard.press("Tab")
        followed = page.evaluate("followed")
        reached = list(dict.fromkeys(place for place, _ in followed))
        missed = [markup for place, markup in able if place not in reached]
        unseen = [markup for _, markup in followed if markup]
        if missed or unseen or reached != sorted(reached):
            wrong[name] = (missed, unseen, reached != sorted(reached))
    page.close()
    assert wrong == {}


def test_the_keyboard_opens_what_is_folded(browser, site):
    page = browser.new_page()
    page.goto(site + PAGES["measure"])
    for summary in page.locator("main summary:visible").all():
        summary.press("Enter")
    assert (
        page.locator("main summary:visible").count() == page.locator("main details[open] > summary:visible").count() > 0
    )
    page.close()


def test_each_page_shows_the_same_links_without_scripts(browser, scriptless, site):  # noqa: F811
    page, wrong = browser.new_page(), {}
    for name, path in MAIN.items():
        shown = []
        for one in (page, scriptless):
            one.goto(site + path)
            shown.append(one.locator("main a").evaluate_all(LINKS))
        if shown[0] != shown[1] or not scriptless.get_by_role("heading", level=1).is_visible():
            wrong[name] = set(shown[0]) ^ set(shown[1])
    page.close()
    assert wrong == {}


def test_a_report_is_written_and_looked_over_without_scripts(scriptless, site):  # noqa: F811
    scriptless.goto(site + PAGES["report"])
    scriptless.get_by_label("What is wrong").fill("The announcement was made a day earlier.")
    scriptless.locator("main form button").click()
    assert scriptless.get_by_text("That was quicker than anybody types.").is_visible()
    assert scriptless.get_by_label("What is wrong").input_value() == "The announcement was made a day earlier."
