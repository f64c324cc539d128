from django.urls import path

from policy.alerts import views

urlpatterns = [
    path("", views.alerts, name="alerts"),
    path("asked/", views.asked, name="alert-asked"),
    path("confirm/<str:token>/", views.confirm, name="alert-confirm"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="alert-unsubscribe"),
]
