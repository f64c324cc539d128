"""What the timeline says in links and sentences: `{% load timeline %}`."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from policy.choices import State
from policy.record.provisions import Document
from policy.record.sentences import joined
from policy.site.acts import act_name
from policy.site.answer import Caveat, Ground
from policy.site.answer_words import caveat_said, figure_said
from policy.site.wording import heading, lang
from policy.templatetags.wording import when

register = template.Library()

register.filter(figure_said)


@register.filter
def ground_said(ground: Ground) -> SafeString:
    """Say by which act, and since or until when: "Announcement No. 18 of 2025, since 4 April 2025"."""
    act = linked_act(ground.document, act_name(ground.document))
    if ground.period.state == State.SUSPENDED:
        if ground.period.until is None:
            return format_html(_("{act}, until resumed"), act=act)
        return format_html(_("{act}, until {day}"), act=act, day=when(ground.period.until.isoformat()))
    if ground.period.since is None:
        return act
    said = _("{act}, since {day}")
    if ground.period.lapsed_suspension:
        said = _("{act}, again since {day}, for no extension of the suspension is on record")
    return format_html(said, act=act, day=when(ground.period.since.isoformat()))


@register.simple_tag
def caveat(reason: Caveat, acts: list[Document]) -> SafeString:
    return caveat_said(reason, acts, linked_act)


@register.simple_tag
def banning(document: Document, refs: list[str]) -> SafeString:
    """Say which provisions of an act ban something: "Announcement No. 46 of 2024 (Article 1)"."""
    act = linked_act(document, act_name(document))
    said = joined(refs, "and")
    return format_html(
        _("{act} ({provisions})"), act=act, provisions=format_html("<span{}>{}</span>", lang(said), said)
    )


def linked_act(document: Document, name: str) -> SafeString:
    """Return a link to an act by a short name, its title told as well."""
    address = reverse("event", args=[document["slug"]])
    return format_html('<a class="link" href="{}" title="{}">{}</a>', address, heading(document), name)
