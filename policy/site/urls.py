from django.urls import path

from policy.site import views

urlpatterns = [
    path("", views.timeline, name="timeline"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("materials/", views.materials, name="materials"),
    path("materials/<slug:slug>/", views.material, name="material"),
]
