from allauth.account.apps import AccountConfig as LibraryAccountConfig
from django.apps import AppConfig


class AccountConfig(LibraryAccountConfig):
    """The library's app, without its demand for a middleware on every page: `policy.signin.middleware` runs it."""

    def ready(self) -> None:
        from allauth.account import checks  # noqa: F401  (registers the checks of the library's settings)


class SignInConfig(AppConfig):
    name = "policy.signin"
    label = "signin"
    verbose_name = "Signing in"

    def ready(self) -> None:
        from allauth.mfa import signals
        from django.core.checks import Tags, register

        from policy.signin import factors
        from policy.signin.checks import check_second_factor

        register(check_second_factor, Tags.security, deploy=True)
        for signal in (signals.authenticator_used, signals.authenticator_added, signals.authenticator_reset):
            signal.connect(factors.remember)
