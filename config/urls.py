"""Which part of the project answers which path."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from policy import kinds
from policy.api.problems import not_found
from policy.site import health

handler400 = "config.errors.bad_request"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

# In the order of how much they are asked: each address is compared with one after the other.
urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"api/v1/{kind.plural}/", include(kind.api_urls)) for kind in kinds.every() if kind.api_urls),
    path("api/v1/", include("policy.api.urls")),
    path("api/", include([path("v1", not_found, {"path": "v1"})])),
    path("admin/", include("policy.signin.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("data/", include("policy.files.urls")),
    path("", include("policy.site.machine_urls")),
    *i18n_patterns(
        *(path(f"{kind.plural}/", include(kind.site_urls)) for kind in kinds.every() if kind.site_urls),
        path("alerts/", include("policy.alerts.urls")),
        path("", include("policy.site.urls")),
        prefix_default_language=False,
    ),
]
