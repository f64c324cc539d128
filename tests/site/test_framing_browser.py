"""In a browser: who may frame what, and that what pages tell programs breaks no policy."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

EVENT = "/events/2025-04-04-mofcom-gac-announcement-18/"
ELSEWHERE = "http://elsewhere.example/"


def test_others_may_frame_the_card_alone_and_nothing_breaks_the_policy(browser, site):
    page, told = browser.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    for path in ("/", EVENT, f"{EVENT}embed/"):
        page.goto(site + path)
    assert told == []
    frames = "".join(f'<iframe src="{site}{path}"></iframe>' for path in (f"{EVENT}embed/", EVENT))
    page.route(
        ELSEWHERE, lambda route: route.fulfill(body=f"<title>Elsewhere</title>{frames}", content_type="text/html")
    )
    page.goto(ELSEWHERE)
    card, refused = page.frames[1:]
    assert card.locator("h1").inner_text() == "Export controls on seven medium and heavy rare earths"
    assert refused.locator("h1").count() == 0
    assert any("frame-ancestors 'none'" in text for text in told)
    page.close()
