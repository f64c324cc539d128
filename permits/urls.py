from django.urls import path

from permits import site

urlpatterns = [
    path("", site.permits, name="permits"),
    path("summary.csv", site.summary_file, name="permit-summary-file"),
    path("<slug:by>.svg", site.picture, name="permit-picture"),
]
