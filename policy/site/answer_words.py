"""The answer of the day in words: whole sentences, in the language of the moment."""

from collections.abc import Callable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policy.choices import Requirement, State
from policy.record.provisions import Document
from policy.site.acts import act_name
from policy.site.answer import Caveat, Figure, Subject

Sentence = Callable[[int], str]

SENTENCES: dict[tuple[Subject, str, State], Sentence] = {
    (Subject.RARE_EARTH, Requirement.LICENCE_REQUIRED, State.IN_FORCE): lambda n: ngettext(
        "{count} rare earth needs an export licence in listed forms",
        "{count} rare earths need an export licence in listed forms",
        n,
    ),
    (Subject.RARE_EARTH, Requirement.LICENCE_REQUIRED, State.SUSPENDED): lambda n: ngettext(
        "{count} rare earth: licence duty suspended", "{count} rare earths: licence duty suspended", n
    ),
    (Subject.RARE_EARTH, Requirement.PROHIBITED, State.IN_FORCE): lambda n: ngettext(
        "{count} rare earth is banned from export in listed forms",
        "{count} rare earths are banned from export in listed forms",
        n,
    ),
    (Subject.RARE_EARTH, Requirement.PROHIBITED, State.SUSPENDED): lambda n: ngettext(
        "{count} rare earth: export ban suspended", "{count} rare earths: export bans suspended", n
    ),
    (Subject.RARE_EARTH, Requirement.REPORTING_REQUIRED, State.IN_FORCE): lambda n: ngettext(
        "{count} rare earth has to be reported", "{count} rare earths have to be reported", n
    ),
    (Subject.RARE_EARTH, Requirement.REPORTING_REQUIRED, State.SUSPENDED): lambda n: ngettext(
        "{count} rare earth: reporting suspended", "{count} rare earths: reporting suspended", n
    ),
    (Subject.OTHER, Requirement.LICENCE_REQUIRED, State.IN_FORCE): lambda n: ngettext(
        "{count} other mineral needs an export licence in listed forms",
        "{count} other minerals need an export licence in listed forms",
        n,
    ),
    (Subject.OTHER, Requirement.LICENCE_REQUIRED, State.SUSPENDED): lambda n: ngettext(
        "{count} other mineral: licence duty suspended", "{count} other minerals: licence duty suspended", n
    ),
    (Subject.OTHER, Requirement.PROHIBITED, State.IN_FORCE): lambda n: ngettext(
        "{count} other mineral is banned from export in listed forms",
        "{count} other minerals are banned from export in listed forms",
        n,
    ),
    (Subject.OTHER, Requirement.PROHIBITED, State.SUSPENDED): lambda n: ngettext(
        "{count} other mineral: export ban suspended", "{count} other minerals: export bans suspended", n
    ),
    (Subject.OTHER, Requirement.REPORTING_REQUIRED, State.IN_FORCE): lambda n: ngettext(
        "{count} other mineral has to be reported", "{count} other minerals have to be reported", n
    ),
    (Subject.OTHER, Requirement.REPORTING_REQUIRED, State.SUSPENDED): lambda n: ngettext(
        "{count} other mineral: reporting suspended", "{count} other minerals: reporting suspended", n
    ),
}
CAVEATS: dict[Caveat, Callable[[], str]] = {
    Caveat.UNOFFICIAL: lambda: _("reported, not official: {acts}"),
    Caveat.UNREAD: lambda: _("the authority’s own text was not read: {acts}"),
    Caveat.UNNUMBERED: lambda: _("rests on what officials said, no numbered notice is recorded: {acts}"),
}


def figure_said(figure: Figure) -> SafeString:
    """Say a figure, such as "7 rare earths need an export licence", its number marked."""
    sentence = SENTENCES[figure.subject, figure.requirement, figure.state](figure.count)
    return format_html(sentence, count=format_html('<strong class="answer-number">{}</strong> ', figure.count))


def caveat_said(caveat: Caveat, acts: list[Document], linked: Callable[[Document, str], SafeString]) -> SafeString:
    """Say why some acts are less than sure; `linked` makes a link of an act and its name."""
    names = format_html_join(", ", "{}", ((linked(one, act_name(one)),) for one in acts))
    return format_html(CAVEATS[caveat](), acts=names)
