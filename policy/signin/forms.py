"""The library's forms for second factors, with the desk's limits."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.app_settings import TOTP_PERIOD, TOTP_TOLERANCE
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django.core.cache import cache
from django.core.exceptions import ValidationError

from policy.signin.attempts import TooManyAttemptsError, attempt
from policy.signin.models import Outcome


def limited(form: Any, clean: Any) -> Any:
    """Return what a form's own check returns, as one attempt of its account; it raises ValidationError as that does."""
    errors: list[ValidationError] = []

    def verify() -> Any:
        try:
            return clean()
        except ValidationError as error:
            errors.append(error)

    try:
        found = attempt(context.request, form.user.get_username(), verify, wrong=Outcome.WRONG_SECOND_FACTOR)
    except TooManyAttemptsError:
        raise get_adapter().validation_error("too_many_login_attempts") from None
    if errors:
        raise errors[0]
    return found


def used_once(form: Any, clean: Any) -> Any:
    """Return a check of a code that passes it once while it is valid: the library forgets a used one after half a minute."""

    def verify() -> Any:
        found = clean()
        digits = "".join(filter(str.isalnum, found))
        used = f"signin.code?user={form.user.pk}&code={digits}"
        if not cache.add(used, True, timeout=TOTP_PERIOD * (2 * TOTP_TOLERANCE + 1)):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return found

    return verify


class CodeForm(AuthenticateForm):
    def clean_code(self) -> str:
        return limited(self, used_once(self, super().clean_code))


class CodeAgainForm(ReauthenticateForm):
    def clean_code(self) -> str:
        return limited(self, used_once(self, super().clean_code))


class KeyForm(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        return limited(self, super().clean_credential)


class KeyAgainForm(ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        return limited(self, super().clean_credential)
