from django.urls import path

from policy import kinds
from policy.site import (
    about,
    board_views,
    calendar_file,
    calendar_page,
    cite,
    corrections,
    data_page,
    embed,
    feeds,
    glossary,
    history,
    lists,
    report,
    sources,
    views,
)

urlpatterns = [
    path("", views.timeline, name="timeline"),
    *(
        path(f"{kind.plural}/", lists.events_of, {"kind": kind.name}, name=kind.plural)
        for kind in kinds.every()
        if not kind.site_urls
    ),
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
    path("sources/", sources.sources, name="sources"),
    path("sources/<slug:slug>/", sources.source, name="source"),
    path("about/", about.about, name="about"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("data/", data_page.data, name="data"),
    path("materials/", views.materials, name="materials"),
    path("materials/<slug:slug>/", views.material, name="material"),
]
