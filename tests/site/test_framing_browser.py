"""In a browser: who may frame what, and that what pages tell programs breaks no policy."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

EVENT = "/events/2025-04-04-mofcom-gac-announcement-18/"


@pytest.fixture
def elsewhere(site):
    """The address of another site, whose page frames the card of an event and then the event's own page."""
    frames = "".join(f'<iframe src="{site}{path}"></iframe>' for path in (f"{EVENT}embed/", EVENT))

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Elsewhere</title>{frames}".encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_others_may_frame_the_card_alone_and_nothing_breaks_the_policy(browser, site, elsewhere):
    page, told = browser.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    for path in ("/", EVENT, f"{EVENT}embed/"):
        page.goto(site + path)
    assert told == []
    page.goto(elsewhere)
    card, refused = page.frames[1:]
    assert card.locator("h1").inner_text() == "Export controls on seven medium and heavy rare earths"
    assert refused.locator(".event-title").count() == 0
    assert any("frame-ancestors 'none'" in text for text in told)
    page.close()
