"""One list of all that the public site answers: pages and files by name, on the shipped data."""

import re
from html import unescape
from uuid import UUID

from django.apps import apps
from django.test import RequestFactory
from django.utils import timezone

from config import errors
from policy import kinds
from policy.alerts.choices import Frequency
from policy.alerts.links import Confirmation, unsubscribe_token
from policy.alerts.models import Alert
from policy.choices import ChangeKind, State
from policy.models import Event
from policy.record.publish import publish_all, retract
from policy.site.opened import FORM_TYPE
from tests.makers import change

MEASURE = "/events/2025-04-04-mofcom-gac-announcement-18/"
STATEMENT = "/events/2025-06-07-mofcom-statement-on-rare-earth-approvals/"
RETRACTED = "/events/2025-06-09-london-talks/"
CHINESE = "/zh-hans"
ALERT = UUID(int=1)

PAGES = {
    "timeline": "/",
    "filtered": "/?kind=measure,statement&country=CN&material=dysprosium&from=2025-04-01&to=2025-04-30",
    "searched": "/?q=licences&from=2025-06-01&to=2025-06-30",
    "misspelt": "/?q=neodimium",
    "coming": "/?from=2026-11-01",
    "by publication": "/?order=-published_at&kind=statement&from=2025-06-01&to=2025-06-30",
    "without changes of state": "/?from=2025-11-05&to=2025-11-12&changes=hide",
    "as once known": "/?known_at=2000-01-01T00:00:00Z",
    "empty": "/?q=unobtainium",
    **{kind.plural: f"/{kind.plural}/" for kind in kinds.every()},
    **{f"{kind.plural} of a month": f"/{kind.plural}/?from=2025-06-01&to=2025-06-30" for kind in kinds.every()},
    **{f"{kind.plural}, empty": f"/{kind.plural}/?q=unobtainium" for kind in kinds.every()},
    "measure": MEASURE,
    "suspended measure": "/events/2025-10-09-mofcom-announcement-61/",
    "suspension": "/events/2025-11-07-mofcom-gac-announcement-70/",
    "amended list": "/events/2024-11-15-mofcom-announcement-51-dual-use-list/",
    "statement": STATEMENT,
    "meeting": "/events/2025-06-09-london-talks/",
    "history": f"{STATEMENT}history/",
    "card to embed": f"{MEASURE}embed/",
    "report": f"{MEASURE}report/",
    "report received": f"{MEASURE}report/received/",
    "alerts": "/alerts/",
    "alerts of a list": "/alerts/?kind=measure&material=dysprosium",
    "alert asked for": "/alerts/asked/",
    "controls": "/controls/",
    "controls of a day": "/controls/?on=2025-11-23",
    "controls to come": "/controls/?on=2025-10-20&material=holmium",
    "controls in any state": f"/controls/?on=2026-11-23&material=gallium&state={','.join(State)}",
    "controls of an element": "/controls/?on=2026-11-23&material=dysprosium&known_at=2090-01-01T00:00:00Z",
    "controls, empty": "/controls/?on=2000-01-01",
    "materials": "/materials/",
    "material": "/materials/dysprosium/",
    "group of materials": "/materials/rare-earths/",
    "material without controls": "/materials/cobalt/",
    "actors": "/actors/",
    "actor": "/actors/mofcom/",
    "sources": "/sources/",
    "sources of a publisher": "/sources/?publisher=reuters",
    "source": "/sources/weiqi-tracker-2026-06/",
    "calendar": "/calendar/",
    "calendar of an element": "/calendar/?material=holmium",
    "corrections": "/corrections/",
    "about": "/about/",
    "glossary": "/glossary/",
    "data": "/data/",
}
REFUSED = {
    "timeline refused": "/?kind=rumour&from=2025-02-30&colour=red",
    **{f"{kind.plural} refused": f"/{kind.plural}/?from=2025-02-30&colour=red" for kind in kinds.every()},
    "controls refused": "/controls/?on=2025-02-30&destination=Narnia&known_at=yesterday",
    "alerts refused": "/alerts/?kind=rumour&from=2025-02-30&colour=red",
    "calendar refused": "/calendar/?order=date&from=2025-02-30",
    "corrections refused": "/corrections/?before=x",
    "history refused": f"{STATEMENT}history/?before=x",
    "question refused": "/about/?on=2025-01-01",
}
MISSING = {"missing": "/nothing/", "no alert": "/alerts/confirm/nothing/", "slip": "/events/2025-06-09-london-talk/"}
STAGED = {  # what these say takes a retraction, a correction and an alert: see `stage`
    "retracted": (RETRACTED, 410),
    "retracted card": (f"{RETRACTED}embed/", 410),
    "retracted history": (f"{RETRACTED}history/", 200),
    "retracted report": (f"{RETRACTED}report/", 200),
    "corrected": (STATEMENT, 200),
    "corrected card": (f"{STATEMENT}embed/", 200),
    "corrected history": (f"{STATEMENT}history/", 200),
    "corrections made": ("/corrections/", 200),
    "alert to confirm": (f"/alerts/confirm/{Confirmation(ALERT, Frequency.DAILY, 'en').token}/", 200),
    "alert to end": (f"/alerts/unsubscribe/{unsubscribe_token(ALERT)}/", 200),
    "alert that ended": (f"/alerts/unsubscribe/{unsubscribe_token(UUID(int=2))}/", 200),
}
FILES = {
    "calendar": "/calendar.ics",
    **{f"{form} feed": f"/feeds/events.{form}" for form in ("atom", "rss", "json")},
    **{f"{form} citation": f"{MEASURE}cite.{form}" for form in ("bib", "ris", "csl.json")},
    "card": f"{MEASURE}card.png",
    "card of the site": "/card.png",
    "oEmbed": f"/oembed?url=http://testserver{MEASURE}",
    "robots": "/robots.txt",
    "security": "/.well-known/security.txt",
    "sitemap": "/sitemap.xml",
    "part of the sitemap": "/sitemap-lists.xml",
    "kept files": "/data/index.json",
    "newest package": "/data/latest/",
    "package of a version": "/data/v1/",
    "newest file": "/data/latest/events.csv",
    "file of a version": "/data/v1/events.csv",
    "alive": "/healthz",
    "ready": "/readyz",
}
if apps.is_installed("permits"):
    PAGES |= {
        "permit": "/events/2025-06-11-jl-mag-licences/",
        "permits of an outcome": "/permits/?outcome=approved&from=2025-06-01",
    }
    REFUSED |= {"outcome refused": "/permits/?outcome=no"}
    FILES |= {"sums of permits": "/permits/summary.csv", "picture of permits": "/permits/month.svg"}


def chinese(pages):
    """Return the same pages in Chinese."""
    return {f"{name}, in Chinese": f"{CHINESE}{path}" for name, path in pages.items()}


def second_page(client, root=""):
    """Return the address to which the first page of the timeline leads."""
    found = re.search(r'<a [^>]*href="([^"]*cursor=[^"]*)"', client.get(f"{root}/").content.decode())
    return unescape(found[1])


def stage():
    """Retract an event and correct another, and let somebody ask for an alert."""
    retract(Event.objects.get(slug=RETRACTED.split("/")[2]), reason="The report was withdrawn.", by="tester")
    event = Event.objects.get(slug=STATEMENT.split("/")[2])
    change(event, title="Another title", summary=event.summary.replace("certain", "large"))
    publish_all([event], reason="It was misread.", by="tester", change=ChangeKind.CORRECTION)
    Alert.objects.create(key=ALERT, email="reader@example.org", frequency=Frequency.DAILY, asked_at=timezone.now())


def otherwise(client):
    """Return what answers requests that no link makes, by name, each with the status it should have."""
    return {
        "wrong method": (client.post("/about/"), 405),
        "malformed": (client.get("/", headers={"Host": "elsewhere.example"}), 400),
        "report refused": (client.post(f"{MEASURE}report/", "what=Wrong.", content_type=FORM_TYPE), 400),
        "file that isn't kept": (client.get("/data/v9/events.csv", headers={"Accept": "text/html"}), 404),
        "failure": (errors.server_error(RequestFactory().get("/")), 500),
        "failure, in Chinese": (errors.server_error(RequestFactory().get(f"{CHINESE}/")), 500),
    }
