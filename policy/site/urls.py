from django.urls import path

from policy.site import board_views, views

urlpatterns = [
    path("", views.timeline, name="timeline"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("controls/", board_views.board, name="controls"),
    path("materials/", views.materials, name="materials"),
    path("materials/<slug:slug>/", views.material, name="material"),
]
