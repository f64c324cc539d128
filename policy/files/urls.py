from django.urls import path, register_converter
from django.urls.converters import StringConverter

from policy.files import views
from policy.files.package import NAME


class FileName(StringConverter):
    regex = r"[a-z]+(?:\.[a-z]+)+"


register_converter(FileName, "file_name")

urlpatterns = [
    path("index.json", views.index, name="bulk-index"),
    path("latest/", views.file, {"name": NAME}, name="bulk-latest-folder"),
    path("v<int:seq>/", views.file, {"name": NAME}, name="bulk-folder"),
    path("latest/<file_name:name>", views.file, name="bulk-latest"),
    path("v<int:seq>/<file_name:name>", views.file, name="bulk-file"),
]
