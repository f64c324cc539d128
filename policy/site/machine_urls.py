"""What programs ask for: it has one address, whatever the language."""

from django.urls import path

from policy.site import card, oembed, robots, sitemap

urlpatterns = [
    path("robots.txt", robots.robots, name="robots"),
    path(".well-known/security.txt", robots.security, name="security"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap.sitemap, name="sitemap-section"),
    path("oembed", oembed.oembed, name="oembed"),
    path("card.png", card.default_card, name="site-card"),
    path("events/<slug:slug>/card.png", card.card, name="card"),
]
