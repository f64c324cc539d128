"""How every page of the desk looks: accessible, in bounds and without a complaint, narrow and wide, in light and dark."""

import pytest

from policy import kinds
from tests.admin.conftest import PASSWORD
from tests.looks import EXPECTED, NARROW, faults_of_shown

# The second, for the database that is copied to be made.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

OF_PUBLISHERS = [
    "/admin/",
    "/admin/policy/event/?waiting=coming",
    "/admin/policy/finding/?rule=others",
    "/admin/policy/scheduledpublication/",
    "/admin/policy/errorreport/",
    "/admin/policy/spreadsheet/",
    "/admin/policy/statement/spreadsheet/",
    "/admin/policy/source/{source}/kept/",
    "/admin/policy/actor/{actor}/rename/",
    "/admin/policy/statement/?year=2010",
    "/admin/policy/source/?language=ja",
    "/admin/policy/actor/?kind__exact=research",
    "/admin/policy/measure/?q=nothing+is+called+this",
    "/admin/policy/dataset/reviewed/",
    "/admin/policy/dataset/1/change/",
    "/admin/policy/lapsecheck/add/",
    "/admin/policy/source/add/",
    "/admin/policy/controlleditem/add/",
    "/admin/password_change/",
    "/admin/second-factor/",
    "/admin/auth/user/",
]
OF_ADMINISTRATORS = [
    "/admin/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/auth/user/{user}/change/",
    "/admin/auth/user/{user}/password/",
    "/admin/auth/group/2/change/",
    "/admin/policy/backgroundjob/",
    "/admin/signin/signin/",
    "/admin/signin/secondfactor/",
    "/admin/webhooks/subscription/",
    "/admin/webhooks/subscription/add/",
    "/admin/webhooks/attempt/",
]
ROWS = {
    "user": "SELECT id FROM auth_user WHERE username = 'editor'",
    "source": "SELECT min(id) FROM policy_source",
    "actor": "SELECT min(id) FROM policy_actor",
}
OUTSIDE = "region"  # select2 opens its lists at the end of the body, outside of all landmarks
PUBLIC = (
    "SELECT event_id FROM record_revision WHERE kind = %s AND superseded_at IS NULL AND document IS NOT NULL LIMIT 1"
)
DRAFT = (
    "SELECT id FROM policy_event e WHERE NOT EXISTS (SELECT 1 FROM record_revision WHERE event_id = e.id) AND kind = %s"
)


def sign_in(page, url, role):
    page.goto(f"{url}/admin/login/")
    page.get_by_label("Username").fill(role)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Editing").wait_for()


def pages_of(kind, ask):
    """Return the addresses of what is done with events of a kind."""
    at = f"/admin/{kind.model._meta.app_label}/{kind.model._meta.model_name}/"
    event = ask(PUBLIC, kind.name)[0][0]
    return [f"{at}add/", f"{at}{event}/change/"]


def pages_of_decisions(ask):
    """Return the addresses of what is decided about a draft, and about a published event of its kind."""
    kind, draft = next((kind, found[0][0]) for kind in kinds.every() if (found := ask(DRAFT, kind.name)))
    at = f"/admin/{kind.model._meta.app_label}/{kind.model._meta.model_name}/"
    given, public = f"?event={draft}", f"?event={ask(PUBLIC, kind.name)[0][0]}"
    return [f"{at}{draft}/{page}/" for page in ("review", "history", "rename", "delete")] + [
        f"{at}publish/{given}",
        f"{at}schedule/{given}",
        f"{at}retract/{public}",
    ]


def look(page, url, addresses, wrong):
    """Add what is wrong with pages to `wrong`, by their address."""
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in addresses:
        said.clear()
        answer = page.goto(f"{url}{address}")
        told = [f"answers {answer.status}"] if answer.status == 404 else []
        keep(page, address, told + list(said), wrong)  # before axe adds what the policy refuses


def keep(page, what, said, wrong, *, but=None, **options):
    found = [line for line in said if not EXPECTED.match(line)]
    found += [fault for fault in faults_of_shown(page, audited=(NARROW,), **options) if but is None or but not in fault]
    if found:
        wrong[what] = found


def test_every_page_of_the_desk(desk, browser):
    wrong, ids = {}, {name: desk.ask(question)[0][0] for name, question in ROWS.items()}
    page = browser.new_page()
    look(page, desk.url, ["/admin/login/"], wrong)
    sign_in(page, desk.url, "publisher")
    every = [address for kind in kinds.every() for address in pages_of(kind, desk.ask)]
    look(page, desk.url, [*(one.format(**ids) for one in OF_PUBLISHERS), *every, *pages_of_decisions(desk.ask)], wrong)
    page.goto(f"{desk.url}/admin/policy/statement/add/")
    page.get_by_role("button", name="Save and continue editing").click()
    page.locator(".errornote").wait_for()
    page.wait_for_load_state()
    keep(page, "a form with errors", [], wrong)
    page.set_viewport_size({"width": NARROW, "height": 1000})
    page.locator("#id_speaker + .select2-container").click()
    page.locator(".select2-results__option").first.wait_for()
    keep(page, "an open choice", [], wrong, but=OUTSIDE, widths=(NARROW,))
    page.close()
    for role, addresses in (("administrator", OF_ADMINISTRATORS), ("contributor", ["/admin/"])):
        page = browser.new_page()
        sign_in(page, desk.url, role)
        look(page, desk.url, [one.format(**ids) for one in addresses], wrong)
        page.close()
    assert wrong == {}
