"""The pages of signing in, below /admin/: those of the library that the desk has a use for, and no others."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from django.urls import include, path
from django.views.decorators.http import require_POST

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", require_POST(account.logout), name="account_logout"),
    path("password/", account.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/code/", mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", include("allauth.mfa.totp.urls")),
    path("second-factor/keys/", include("allauth.mfa.webauthn.urls")),
    path("second-factor/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery-codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
