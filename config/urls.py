"""Which part of the project answers which path."""

from django.contrib import admin
from django.urls import include, path

from policy.site import health

handler400 = "config.errors.bad_request"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/permits/", include("permits.api")),
    path("api/v1/", include("policy.api.urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("permits/", include("permits.urls")),
    path("", include("policy.site.urls")),
]
