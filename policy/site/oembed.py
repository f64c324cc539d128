"""oEmbed 1.0 (oembed.com): what a site needs to show an event for whose address somebody asks."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from policy.record.former import EVENT, now_called
from policy.record.http import versioned
from policy.record.models import Revision
from policy.record.parameters import BadParameters, invalid, malformed
from policy.site import embed
from policy.site.card import HEIGHT, WIDTH
from policy.site.questions import in_text

SECONDS_KEPT = 3600


class Question(forms.Form):
    """What may be asked for; the least sizes are those at which a card can still be read."""

    url = forms.CharField()
    format = forms.CharField(required=False)
    maxwidth = forms.IntegerField(required=False, min_value=1)
    maxheight = forms.IntegerField(required=False, min_value=1)


@dataclass(frozen=True)
class Named:
    """The event that an address names, and the language of the page there."""

    slug: str
    language: str


@require_safe
@versioned
@in_text
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer how to embed the event at `url`; 404 for what is no event of this site, 501 for another format than JSON."""
    asked = _asked(request)
    if asked["format"] not in ("", "json"):
        return HttpResponse("Only JSON is answered.\n", status=501, content_type="text/plain; charset=utf-8")
    named = _named(asked["url"])
    revision = Revision.objects.current().public().filter(slug=now_called(EVENT, named.slug) or named.slug).first()
    if revision is None:
        raise Http404
    response = JsonResponse(
        _answer(request, revision, named.language, asked), json_dumps_params={"ensure_ascii": False}
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return the parameters, checked. Raises `BadParameters`."""
    errors = list(malformed(dict(request.GET.lists()), list(Question.base_fields)))
    form = Question(request.GET)
    if errors := [*errors, *invalid(form)]:
        raise BadParameters(errors)
    return form.cleaned_data


def _named(address: str) -> Named:
    """Read an address, with or without a language. Raises `Http404` where it leads to no event's page of this site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise Http404 from None
    host, _ = split_domain_port(parts.netloc)
    if parts.scheme not in ("http", "https") or not host or not validate_host(host, settings.ALLOWED_HOSTS):
        raise Http404
    language = translation.get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            found = resolve(parts.path)
        except Resolver404:
            raise Http404 from None
    if found.view_name != "event":
        raise Http404
    return Named(found.kwargs["slug"], language)


def _answer(request: HttpRequest, revision: Revision, language: str, asked: dict[str, Any]) -> dict[str, Any]:
    title = revision.content["title"]
    width = min(embed.WIDTH, asked["maxwidth"] or embed.WIDTH)
    height = min(embed.HEIGHT, asked["maxheight"] or embed.HEIGHT)
    with translation.override(language):
        card = request.build_absolute_uri(reverse("embed", args=[revision.slug]))
        home = request.build_absolute_uri(reverse("timeline"))
    answer = {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": "Monazite",
        "provider_url": home,
        "cache_age": SECONDS_KEPT,
        "html": embed.frame(card, title, width, height),
        "width": width,
        "height": height,
    }
    return answer | _thumbnail(request, revision, asked)


def _thumbnail(request: HttpRequest, revision: Revision, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the share picture where it is no larger than what was asked for, as the specification wants it."""
    width, height = WIDTH, HEIGHT
    if width > (asked["maxwidth"] or width) or height > (asked["maxheight"] or height):
        return {}
    picture = request.build_absolute_uri(reverse("card", args=[revision.slug]))
    return {"thumbnail_url": picture, "thumbnail_width": width, "thumbnail_height": height}
