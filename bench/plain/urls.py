from django.http import HttpResponse
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from bench.plain import views

router = DefaultRouter()
router.register("events", views.EventViewSet)
router.register("provisions", views.ProvisionViewSet)

urlpatterns = [
    path("api/", include(router.urls)),
    path("ready", lambda request: HttpResponse("ready")),
    path("", views.timeline),
]
