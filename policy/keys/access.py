"""Who asks, whether they may, and how often they did: what the framework asks of a view of the API before it answers.

Everything is public, so a request without a key is answered as well. A key is read from one header alone; no cookie and no
session ever is.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.throttling import BaseThrottle

from policy.keys.counting import count
from policy.keys.models import ApiKey, Scope, State
from policy.keys.policies import EXPORT, FACETS, SEARCH, STANDING_FIELD, Standing, policy
from policy.keys.text import is_key
from policy.signin.attempts import Place

CHALLENGE = 'Bearer realm="Monazite"'
HOW = "Send a key as “Authorization: Bearer mz_…”, or no such header at all: nothing here needs a key."
NO_KEY = f"This is no key of this site, or a part of one. {HOW}"
UNKNOWN = "Nobody has this key."
LACKING = {
    Scope.SEARCH: "This key may not search (q, facets/). Requests without a key may.",
    Scope.EXPORT: "This key may not export whole lists. Requests without a key may.",
}
SCOPES = {SEARCH: Scope.SEARCH, FACETS: Scope.SEARCH, EXPORT: Scope.EXPORT}
PROBLEM = {
    "type": "https://iana.org/assignments/http-problem-types#quota-exceeded",
    "title": "Request cannot be satisfied as assigned quota has been exceeded",
}


class Bearer(BaseAuthentication):
    """Reads `Authorization: Bearer <key>` (RFC 6750, 2.1); `request.auth` is the key's row, `None` without the header."""

    def authenticate(self, request: Any) -> tuple[None, ApiKey] | None:
        given = get_authorization_header(request).decode("latin-1").strip()
        if not given:
            return None
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationFailed(f"Only the scheme Bearer is known here. {HOW}")
        key = known(token.strip(), timezone.now())
        return None, key

    def authenticate_header(self, request: Any) -> str:
        """Return the challenge of a 401: what is wrong with a key, but not with what was sent in its place (RFC 6750, 3)."""
        is_bearer = get_authorization_header(request).lower().startswith(b"bearer")
        return f'{CHALLENGE}, error="invalid_token"' if is_bearer else CHALLENGE


def known(token: str, now: datetime) -> ApiKey:
    """Return the row of a key that is accepted at an instant, and note its use. Raises `AuthenticationFailed`.

    What is told of a key is told to those who have all of it: a wrong secret is a key that nobody has.
    """
    if not is_key(token):
        raise AuthenticationFailed(NO_KEY)
    key = ApiKey.objects.of_text(token)
    if key is None:
        raise AuthenticationFailed(UNKNOWN)
    state = key.state(now.date())
    if state is State.REVOKED:
        raise AuthenticationFailed(f"This key was revoked on {key.revoked_at:%Y-%m-%d}.")
    if state is State.EXPIRED:
        raise AuthenticationFailed(f"This key expired: {key.expires_on} (UTC) was its last day.")
    key.note_use(now)
    return key


class LacksScope(PermissionDenied):
    """A key is good, but not for this (RFC 6750, 3.1)."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(LACKING[scope])
        self.auth_header = f'{CHALLENGE}, error="insufficient_scope", scope="{scope.value}"'


class HasScope(BasePermission):
    """Lets a key do what its scopes name. `view.counted` says what sort of request it is. Raises `LacksScope`."""

    def has_permission(self, request: Any, view: Any) -> bool:
        scope = SCOPES.get(view.counted)
        if request.auth is not None and scope and scope not in request.auth.scopes:
            raise LacksScope(scope)
        return True


class QuotaExceeded(Throttled):
    """One request too many. The problem's type and its member are the draft's (section 5)."""

    def __init__(self, standing: Standing, *, is_keyed: bool) -> None:
        quota, name = standing.policy.quota, standing.policy.name
        whose = "This key" if is_keyed else "This address"
        told = f"{whose} has made the {quota} requests that the limit “{name}” allows in a minute."
        super().__init__(detail=f"{told} The next one is answered in {standing.reset_seconds} s.{_offer(is_keyed)}")
        self.wait = standing.reset_seconds
        self.members = {**PROBLEM, "violated-policies": [name]}


def _offer(is_keyed: bool) -> str:
    contact = settings.API_CONTACT
    return f" For a key, which may do more, ask {contact.removeprefix('mailto:')}." if contact and not is_keyed else ""


class Quotas(BaseThrottle):
    """Counts requests that reach a view: all of a key, and others where `view.counted` names a limit. Raises `QuotaExceeded`.

    HEAD counts as GET does; OPTIONS is free.
    """

    def allow_request(self, request: Any, view: Any) -> bool:
        key = request.auth
        name = key.quota if key else view.counted
        if request.method == "OPTIONS" or name is None:
            return True
        standing = _counted_once(request, name)
        if standing is None:
            return True
        if key or standing.is_over:
            view.headers[STANDING_FIELD] = str(standing)
        if standing.is_over:
            raise QuotaExceeded(standing, is_keyed=key is not None)
        return True


def _counted_once(request: Any, name: str) -> Standing | None:
    """Count a request under a limit, however often a view is asked for its answer, and return where its sender stands."""
    http, key = request._request, request.auth
    if not hasattr(http, "standing"):
        client = f"key {key.pk}" if key else _hashed(Place.of(request).network)
        http.standing = count(policy(name), client, timezone.now())
    return http.standing


def _hashed(network: str) -> str:
    return salted_hmac("policy.keys", network, algorithm="sha256").hexdigest()
