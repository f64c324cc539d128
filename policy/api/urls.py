from django.urls import path, re_path

from policy import kinds
from policy.api import changes, controls, facets, references, revisions, views
from policy.api.problems import not_found
from policy.api.reference_tables import TABLES
from policy.openapi import views as openapi

app_name = "api"

urlpatterns = [
    path("events/", views.EventList.as_view(), name="events"),
    path("events/<slug:slug>/", views.EventDetail.as_view(), name="event"),
    path("", views.Root.as_view(), name="root"),
    path("status/", views.Status.as_view(), name="status"),
    path("schema/", openapi.SchemaFile.as_view(), name="schema"),
    path("docs/", openapi.docs, name="docs"),
    path("facets/", facets.Facets.as_view(), name="facets"),
    path("changes/", changes.ChangeFeed.as_view(), name="changes"),
    path("controls/", controls.ControlList.as_view(), name="controls"),
    path("measures/<slug:slug>/status/", controls.MeasureStatus.as_view(), name="measure-status"),
    path("events/<slug:slug>/revisions/", revisions.RevisionList.as_view(), name="revisions"),
    path("events/<slug:slug>/revisions/<int:number>/", revisions.RevisionDetail.as_view(), name="revision"),
]
for kind in kinds.every():
    urlpatterns += [
        path(f"{kind.plural}/", views.of_kind(views.EventList, kind.name), name=kind.plural),
        path(f"{kind.plural}/<slug:slug>/", views.of_kind(views.EventDetail, kind.name), name=kind.name),
        path(
            f"{kind.plural}/<slug:slug>/revisions/",
            views.of_kind(revisions.RevisionList, kind.name),
            name=f"{kind.name}-revisions",
        ),
        path(
            f"{kind.plural}/<slug:slug>/revisions/<int:number>/",
            views.of_kind(revisions.RevisionDetail, kind.name),
            name=f"{kind.name}-revision",
        ),
    ]
for table in TABLES:
    urlpatterns += [
        path(f"{table.name}/", references.of_table(references.ReferenceList, table), name=table.name),
        path(f"{table.name}/<slug:slug>/", references.of_table(references.ReferenceDetail, table), name=table.one),
    ]
urlpatterns.append(re_path(r"^(?P<path>.*)$", not_found))
