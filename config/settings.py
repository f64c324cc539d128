"""Django's settings: one file, safe by default, told what differs by the environment (docs/settings.md)."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from config import build, devdb, env
from config.address import site_address
from config.mail import TIMEOUT_SECONDS, mail

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

# The local set-up is a checkout that nobody configured: private database, demo accounts, plain HTTP on this machine.
DATABASE_URL = env.text("DATABASE_URL")
LOCAL_SETUP = not DATABASE_URL

DEBUG = env.flag("DEBUG", default=False)
BUILD = env.text("BUILD") or build.build_id(BASE_DIR)
SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY and LOCAL_SETUP:
    try:
        SECRET_KEY = build.kept_secret(LOCAL_DIR / "secret_key")
    except OSError as error:
        raise env.SettingsError(f"The secret key of this checkout can't be kept: {error}.") from error
if not SECRET_KEY:
    raise env.SettingsError("DATABASE_URL is set but SECRET_KEY is not: set SECRET_KEY (or SECRET_KEY_FILE) as well.")
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS")

HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", default=8000, least=1, most=65535)
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", HOST])

INSTALLED_APPS = [
    # Before the admin, which reads which kinds of events there are as soon as it is ready.
    "config",
    "policy",
    "policy.record",
    "policy.alerts",
    "policy.files.apps.FilesConfig",
    "permits",
    "policy.webhooks.apps.WebhooksConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "django_filters",
    "csp",
    "policy.signin.apps.AccountConfig",
    "allauth.mfa",
    "policy.signin.apps.SignInConfig",
    "policy.keys.apps.KeysConfig",
    "procrastinate.contrib.django",
]

# Who reads a public page passes the first and what it leads to; the rest is for the desk and for forms (config/lanes.py).
MIDDLEWARE = [
    "config.lanes.Lanes",
    "policy.keys.middleware.LimitsMiddleware",
    "config.languages.LanguageOfPath",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.content_policy.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.lengths.LengthMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "policy.signin.middleware.DeskMiddleware",
    "config.errors.WrongMethodMiddleware",
    "config.lanes.views",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    """Return the server that DATABASE_URL names, or this checkout's own, started if it isn't running."""
    if LOCAL_SETUP:
        return devdb.settings(BASE_DIR)
    try:
        database = dict(dj_database_url.parse(DATABASE_URL))
    except ValueError as error:
        raise env.SettingsError(f"DATABASE_URL can't be read: {error}") from error
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise env.SettingsError(
            "DATABASE_URL names another engine than PostgreSQL, which is all that Monazite runs on."
        )
    return database


DATABASES = {"default": _database() | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]

# Public pages speak the language of their path (config/languages.py); the default one has no prefix.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = LOCAL_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.assets.Storage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Plain HTTP only where nobody else listens: the local set-up, or a deployment that says so.
HTTPS = env.flag("HTTPS", default=not LOCAL_SETUP)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from inside, without TLS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", default=31_536_000, least=1, most=63_072_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
TRUST_FORWARDED_PROTO = env.flag("TRUST_FORWARDED_PROTO", default=False)
if TRUST_FORWARDED_PROTO:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if LOCAL_SETUP and not HTTPS:
    # HSTS, redirect and secure cookies: they would make plain HTTP on 127.0.0.1 impossible.
    SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

# The site's own address, for what is written without a request: mails, files, notices to partners.
_own_hosts = [HOST, *ALLOWED_HOSTS] if LOCAL_SETUP else ALLOWED_HOSTS
SITE_URL = site_address(https=HTTPS, hosts=_own_hosts, port=PORT if LOCAL_SETUP else None)

# Mail. Where none is configured, nothing that would send any is offered.
_mail = mail(to_files=LOCAL_SETUP)
MAIL_CONFIGURED = _mail.is_configured
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _mail.sender
EMAIL_BACKEND = _mail.backend
EMAIL_FILE_PATH = str(LOCAL_DIR / "mail")
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starts_tls, _mail.is_tls
EMAIL_TIMEOUT = TIMEOUT_SECONDS

# Copies of sources. A deployment says where: its own folder may be replaced with each release.
COPIES_DIR = env.text("COPIES_DIR", str(LOCAL_DIR / "copies") if LOCAL_SETUP else "")
# Bulk files: they can be built again at any time, and have the same bytes whether lxml is installed or not.
env.tell_library("OPENPYXL_LXML", "False")
FILES_DIR = env.text("FILES_DIR", str(LOCAL_DIR / "files") if LOCAL_SETUP else "")
MOST_UPLOAD_BYTES = env.number("UPLOAD_MEGABYTES", default=20, least=1, most=500) * 1_000_000
FILE_UPLOAD_HANDLERS = [
    "config.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Whether sources still answer is asked of other people's servers: never from a checkout that nobody configured.
LINK_CHECKS = env.flag("LINK_CHECKS", default=not LOCAL_SETUP)

# Webhooks go to public addresses only, over TLS, unless this is a place to try things out.
WEBHOOK_PRIVATE_ADDRESSES = env.flag("WEBHOOK_PRIVATE_ADDRESSES", default=False)
WEBHOOK_SECONDS = env.number("WEBHOOK_SECONDS", default=15, least=1, most=30)

# Nobody publishes alone what they alone wrote, but in an emergency, of which the public is told.
FOUR_EYES = env.flag("FOUR_EYES", default=True)
EMERGENCY_PUBLICATION = env.flag("EMERGENCY_PUBLICATION", default=True)

# Whoever may publish or manage accounts shows a second factor. Only a site that nobody else reaches may do without.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=not LOCAL_SETUP)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_ADAPTER = "policy.signin.adapter.DeskAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # policy.signin.attempts counts failures, so that nobody locks out another
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Monazite"
MFA_TOTP_TOLERANCE = (
    1  # a code of the half minute before or after passes too, for slow typing and clocks (RFC 6238, 5.2)
)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no address is ever verified
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "policy.signin.forms.CodeForm",
    "authenticate_webauthn": "policy.signin.forms.KeyForm",
    "reauthenticate": "policy.signin.forms.CodeAgainForm",
    "reauthenticate_webauthn": "policy.signin.forms.KeyAgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", default=int(TRUST_FORWARDED_PROTO), least=0, most=9)
# The processes share what the library counts, and which codes were used. No public page reads it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "signin_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Sessions are the desk's. They end after eight hours without a request, and after a day (policy.signin.sessions).
SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_PATH = "/admin/"
SESSION_COOKIE_AGE = 8 * 3600
ACCOUNT_SESSION_REMEMBER = True

# Background work. A nightly task that was missed for less than a day is done as soon as a worker is there again.
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 4}
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 86_400}

# Where somebody writes to who found a weakness, as security.txt tells it (RFC 9116); nothing is told without it.
SECURITY_CONTACT = env.text("SECURITY_CONTACT")
SECURITY_CONTACT_EXPIRES = env.instant("SECURITY_CONTACT_EXPIRES")
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https:", "tel:")):
    raise env.SettingsError(f"SECURITY_CONTACT is {SECURITY_CONTACT!r}; it begins with mailto:, https: or tel:.")
if bool(SECURITY_CONTACT) != bool(SECURITY_CONTACT_EXPIRES):
    raise env.SettingsError("Set both SECURITY_CONTACT and SECURITY_CONTACT_EXPIRES, or neither.")

# Who changed what: asked where something may change, so that reading a page reads no session.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "policy.api.problems.handle",
    "DEFAULT_SCHEMA_CLASS": "policy.openapi.operations.Described",  # read where docs/openapi.yaml is written, only there
    "URL_FORMAT_OVERRIDE": None,  # a parameter that nothing reads is refused by name, this one too
}

# How many requests of the API one client may make in a minute: without a key those of a sort, with one all of them.
API_LIMITS = {
    "search": env.number("SEARCHES_A_MINUTE", default=300, least=1, most=1_000_000),
    "facets": env.number("FACETS_A_MINUTE", default=300, least=1, most=1_000_000),
    "export": env.number("EXPORTS_A_MINUTE", default=60, least=1, most=1_000_000),
    "keyed": env.number("KEYED_A_MINUTE", default=3_000, least=1, most=1_000_000),
    "partner": env.number("PARTNER_A_MINUTE", default=12_000, least=1, most=1_000_000),
}

# Where partners ask for a key, as the answers that refuse one request too many tell it; nothing is told without it.
API_CONTACT = env.text("API_CONTACT")
if API_CONTACT and not API_CONTACT.startswith(("mailto:", "https:")):
    raise env.SettingsError(f"API_CONTACT is {API_CONTACT!r}; it begins with mailto: or https:.")

# How much of finished answers each process keeps in memory.
FINISHED_ANSWERS_MEGABYTES = env.number("FINISHED_ANSWERS_MEGABYTES", default=16, least=0, most=10_000)

# How many whole lists one process streams at a time. Each holds a thread for as long as somebody reads it.
STREAMS_AT_ONCE = 2

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"one_line": {"()": "config.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one_line"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # a page that isn't there is no news
    },
}
