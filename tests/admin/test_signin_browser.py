"""Setting up second factors in a real browser, under the content security policy that the whole site has."""

import time
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from tests.admin.conftest import PASSWORD
from tests.admin.test_browser import complaints, page  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MAKE = """
    INSERT INTO auth_user (username, password, is_staff, is_superuser, is_active, date_joined, first_name, last_name, email)
    VALUES (%s, %s, true, false, true, now(), '', '', '') RETURNING id
"""
OUTCOMES = "SELECT outcome FROM signin_signin WHERE name = %s ORDER BY id"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def type_password(page, url, name):  # noqa: F811
    page.goto(f"{url}/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def is_at_the_desk(page):  # noqa: F811
    expect(page.get_by_role("heading", name="Editing")).to_be_visible()


def test_an_app_is_set_up_and_a_recovery_code_signs_in(desk, page, complaints):  # noqa: F811
    desk.ask(MAKE, "appia", make_password(PASSWORD))
    type_password(page, desk.url, "appia")
    page.get_by_role("link", name="Second factor").click()
    page.get_by_role("link", name="Set up an app").click()
    drawn = page.get_by_alt_text("QR code").evaluate("picture => [picture.complete, picture.naturalWidth > 100]")
    page.get_by_label("Authenticator code").fill(code_of(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="Set up").click()
    codes = page.locator(".codes code").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download them").click()
    assert (drawn, len(codes)) == ([True, True], 10)
    assert Path(download.value.path()).read_text().split() == codes
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Log out").click()
    type_password(page, desk.url, "appia")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    is_at_the_desk(page)
    assert [row[0] for row in desk.ask(OUTCOMES, "appia")] == ["signed_in", "second_factor_asked", "signed_in"]
    assert complaints == []


def test_a_passkey_is_set_up_and_signs_in(desk, page, complaints):  # noqa: F811
    url = desk.url.replace("127.0.0.1", "localhost")  # passkeys are bound to names
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    desk.ask(MAKE, "keya", make_password(PASSWORD))
    type_password(page, url, "keya")
    page.get_by_role("link", name="Second factor").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Log out").click()
    type_password(page, url, "keya")
    page.get_by_role("button", name="Use a passkey").click()
    is_at_the_desk(page)
    page.goto(f"{url}/admin/second-factor/keys/")
    expect(page.get_by_role("rowheader", name="My laptop")).to_be_visible()
    assert complaints == []
