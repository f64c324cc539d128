"""Which part of the project answers which path."""

from django.contrib import admin
from django.urls import include, path

from policy.site import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("policy.api.urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("policy.site.urls")),
]
