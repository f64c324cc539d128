from django.urls import path

from policy.site import (
    board_views,
    calendar_file,
    calendar_page,
    cite,
    corrections,
    embed,
    feeds,
    history,
    report,
    views,
)

urlpatterns = [
    path("", views.timeline, name="timeline"),
    path("calendar/", calendar_page.calendar, name="calendar"),
    path("calendar.ics", calendar_file.calendar_file, name="calendar-file"),
    *(path(f"feeds/events.{form}", feeds.feed, {"form": form}, name=f"feed-{form}") for form in feeds.FORMS),
    path("events/<slug:slug>/", views.event, name="event"),
    path("events/<slug:slug>/history/", history.history, name="event-history"),
    *(
        path(f"events/<slug:slug>/cite.{form}", cite.citation_file, {"form": form}, name=f"cite-{form}")
        for form in cite.FORMS
    ),
    path("events/<slug:slug>/embed/", embed.embed, name="embed"),
    path("events/<slug:slug>/report/", report.report, name="report"),
    path("events/<slug:slug>/report/received/", report.received, name="report-received"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("controls/", board_views.board, name="controls"),
    path("actors/", views.actors, name="actors"),
    path("actors/<slug:slug>/", views.actor, name="actor"),
    path("materials/", views.materials, name="materials"),
    path("materials/<slug:slug>/", views.material, name="material"),
]
