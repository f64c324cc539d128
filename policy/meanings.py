"""What each value of the closed vocabularies means: one definition for the glossary, the data dictionary and the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from policy import choices


@dataclass(frozen=True)
class ClosedVocabulary:
    """The values of one field of documents; `name` is the field's, `labels` and `means` are by value.

    `is_plain`: its values are spoken of by themselves ("in force"), so that the glossary names them without the field.
    """

    name: str
    title: Any
    labels: Mapping[str, Any]
    means: Mapping[str, Any]
    is_plain: bool = False

    def entry_of(self, value: str) -> str:
        """Return the name of the glossary's entry for a value."""
        return value if self.is_plain else f"{self.name}-{value}"


CERTAINTY = ClosedVocabulary(
    "certainty",
    _("Certainty: who asserts it"),
    dict(choices.Certainty.choices),
    {
        "official": _("The authority itself said or did this: its own text, or its words quoted by a named source."),
        "reported": _("Media report this, on their own or citing officials they do not name."),
        "claimed": _("One party says this about another, which has not confirmed it."),
    },
    is_plain=True,
)
STATE = ClosedVocabulary(
    "state",
    _("State: what a provision is on a day"),
    dict(choices.State.choices),
    {
        "not_yet_effective": _("Announced, and to commence on a later day."),
        "in_force": _("It has commenced, has not ended, and nothing suspends it on that day."),
        "suspended": _(
            "Written, and not applied for now: an act has put it aside for a time, or until further notice."
        ),
        "expired": _("Its last day with legal effect, written in the measure itself, has passed."),
        "repealed": _("A later act ended it."),
        "undated": _("No day is recorded on which it begins: a proposal, or a start that no source gives."),
    },
    is_plain=True,
)
REQUIREMENT = ClosedVocabulary(
    "requirement",
    _("Requirement: what a provision demands"),
    dict(choices.Requirement.choices),
    {
        "licence_required": _("Export, or the dealing it names, needs a licence first."),
        "prohibited": _("What it names may not be done, and no licence is foreseen."),
        "reporting_required": _("What it names has to be reported, declared or registered."),
        "tariff": _("A duty on imports."),
        "exemption": _("It relieves from what another provision demands. It has no state of its own."),
        "framework": _("It sets out rules that other acts fill: who decides, by which procedure."),
        "other": _("A demand of another sort; its summary says which."),
    },
)
EFFECT = ClosedVocabulary(
    "effect",
    _("Effect: what an act does to an earlier one"),
    dict(choices.EffectKind.choices),
    {
        "suspends": _("Puts it aside from a day on, until a last day or until it is resumed."),
        "extends_suspension": _("Lets an earlier suspension last longer."),
        "resumes": _("Ends its suspension: it is in force again from that day."),
        "repeals": _("Ends it for good."),
        "amends": _("Changes it without changing its state: both are read together."),
        "implements": _("Carries it out, or fills in its details."),
    },
)
INSTRUMENT_TYPE = ClosedVocabulary(
    "instrument_type",
    _("Type of instrument"),
    dict(choices.InstrumentType.choices),
    {
        "export_control": _("Goods may be exported only with a licence."),
        "export_ban": _("Goods may not be exported, to anyone or to those it names."),
        "technology_control": _("Know-how, software or processing technology is controlled."),
        "entity_listing": _("Dealings with named companies or bodies are restricted."),
        "tariff": _("A duty on imports is imposed or raised."),
        "tariff_reduction": _("A duty is lowered, suspended or lifted."),
        "suspension": _("Earlier measures are put aside for a time. What it does is its effects on them."),
        "investigation": _("An inquiry is opened that may lead to duties or controls."),
        "visa_restriction": _("Persons are refused visas or entry."),
        "reporting_requirement": _("Production, stocks or deliveries have to be reported."),
        "quota": _("A quantity is allotted: of production, smelting or export."),
        "licensing_relief": _("Licensing is made easier: general licences, exemptions, quicker procedures."),
        "investment_restriction": _("Investments are forbidden, limited or made subject to review."),
        "law": _("A law or regulation on which other measures rest."),
        "stockpile_or_subsidy": _("A state buys, stores, funds or guarantees a price."),
        "other": _("An instrument of another sort; its summary says which."),
    },
)
DIRECTION = ClosedVocabulary(
    "direction",
    _("Direction"),
    dict(choices.Direction.choices),
    {
        "tightening": _("Trade becomes harder, or is announced to."),
        "easing": _("Trade becomes easier, or is announced to."),
        "neutral": _("Neither, or both in equal measure."),
    },
)
STANCE = ClosedVocabulary(
    "stance",
    _("Stance of a statement"),
    dict(choices.Stance.choices),
    {
        "tightening": _("It announces, defends or threatens restrictions."),
        "easing": _("It announces, promises or welcomes relief."),
        "neutral": _("It informs, and leans to neither side."),
        "contradicting": _("It denies what another side said."),
    },
)
FORM = ClosedVocabulary(
    "form",
    _("Form of a controlled item"),
    dict(choices.Form.choices),
    {
        "metal": _("The material as metal."),
        "alloy": _("Metal with other metals."),
        "oxide": _("Its oxide, the form in which rare earths are mostly traded."),
        "compound": _("A chemical compound other than the oxide."),
        "mixture": _("A mixture of compounds or powders."),
        "target": _("A target for sputtering or evaporation."),
        "magnet": _("A permanent magnet, or material for one."),
        "ore": _("Ore or concentrate."),
        "equipment": _("Machines and devices to mine, separate, make or recycle it."),
        "technology": _("Knowledge: processes, drawings, software, services."),
        "other": _("Another form; its description says which."),
    },
)
CHANNEL = ClosedVocabulary(
    "channel",
    _("Channel of a statement"),
    dict(choices.Channel.choices),
    {
        "written_statement": _("A text published by who speaks."),
        "press_conference": _("Said to the press, in a conference or briefing."),
        "social_media": _("A post."),
        "interview": _("Said in an interview."),
        "phone_call_readout": _("What one side published about a call."),
        "speech": _("Said in a speech or hearing."),
        "joint_statement": _("One text of two or more sides."),
        "filing": _("Written to an authority, court or stock exchange."),
    },
)
MEETING_KIND = ClosedVocabulary(
    "meeting_kind",
    _("Kind of meeting"),
    dict(choices.MeetingKind.choices),
    {
        "call": _("By telephone or video."),
        "talks": _("Negotiations, in person."),
        "summit": _("Heads of state or government meet."),
        "consultation": _("A consultation, under a dispute settlement or an agreed mechanism."),
    },
)
HELD = ClosedVocabulary(
    "held",
    _("Whether a meeting took place"),
    dict(choices.Held.choices),
    {
        "held": _("It took place."),
        "scheduled": _("It is announced for a day."),
        "cancelled": _("It was announced, and did not take place."),
    },
)
RELATION = ClosedVocabulary(
    "relation",
    _("Link between two events"),
    dict(choices.Relation.choices),
    {
        "responds_to": _("It answers the other event."),
        "implements": _("It carries out what the other event set or agreed."),
        "contradicts": _("It denies what the other event says, which is then disputed."),
        "follows": _("It comes after the other event in one matter."),
        "leads_to": _("The other event came out of it."),
        "confirms": _("It bears out what the other event says."),
    },
)
TIER = ClosedVocabulary(
    "tier",
    _("Tier of a source"),
    {"primary": _("primary"), "reporting": _("reporting"), "analysis": _("analysis")},
    {
        "primary": _("The authority’s own text: the notice, order, statement or transcript itself."),
        "reporting": _("Somebody reports what happened or was said: news agencies, newspapers, trade press."),
        "analysis": _("Somebody explains it: law firms, researchers, commentators."),
    },
)
CHECKED = ClosedVocabulary(
    "checked",
    _("How a source was checked"),
    dict(choices.Checked.choices),
    {
        "text": _("An editor read the passage that supports the fact, at its address or in a public copy."),
        "url-only": _("The address is known, but the text was not seen: alone it is not enough to publish an event."),
    },
)
ACTOR_ROLE = ClosedVocabulary(
    "role",
    _("Role of an actor in an event"),
    {
        "issuer": _("issuer"),
        "target": _("target"),
        "speaker": _("speaker"),
        "on_behalf_of": _("on behalf of"),
        "participant": _("participant"),
        "authority": _("authority"),
        "beneficiary": _("beneficiary"),
        "applicant": _("applicant"),
        "claimant": _("claimant"),
    },
    {
        "issuer": _("It issued the measure."),
        "target": _("The measure binds dealings with it."),
        "speaker": _("Who spoke."),
        "on_behalf_of": _("For whom the speaker spoke."),
        "participant": _("It took part in the meeting."),
        "authority": _("It decided on the permit."),
        "beneficiary": _("The permit was granted to it."),
        "applicant": _("It applied for the permit."),
        "claimant": _("It states another number than others do."),
    },
)
ACTOR_KIND = ClosedVocabulary(
    "actor_kind",
    _("Kind of actor"),
    dict(choices.ActorKind.choices),
    {
        "government": _("A ministry, agency, court or other public body."),
        "official": _("A person who speaks or acts for a public body."),
        "company": _("A company."),
        "media": _("A publisher of news: agency, newspaper, trade press."),
        "industry_body": _("An association of companies."),
        "international_org": _("An organisation of states."),
        "research": _("A research institute, university or law firm that publishes analyses."),
        "person": _("A person who speaks for nobody else."),
    },
)
MATERIAL_GROUP = ClosedVocabulary(
    "group",
    _("Group of a material"),
    dict(choices.MaterialGroup.choices),
    {
        "light_rare_earth": _("Lanthanum, cerium, praseodymium, neodymium and promethium."),
        "medium_heavy_rare_earth": _(
            "Samarium to lutetium, with yttrium and scandium: what China’s notices call medium and heavy."
        ),
        "other_critical_mineral": _("Another mineral under control, such as gallium or antimony."),
        "material": _("A product, or a collective name such as rare earths as a whole."),
    },
)
DATE_PRECISION = ClosedVocabulary(
    "date_precision",
    _("How precisely a date is known"),
    {"day": _("day"), "month": _("month"), "year": _("year")},
    {
        "day": _("The day is known."),
        "month": _(
            "Only the month is known; it counts as its first day where a day is needed, as its last where it ends something."
        ),
        "year": _("Only the year is known; it counts in the same way."),
    },
)
LINK_DIRECTION = ClosedVocabulary(
    "link_direction",
    _("Direction of a link"),
    {"out": _("out"), "in": _("in")},
    {
        "out": _("This event tells of the link."),
        "in": _("The other event tells of it."),
    },
)

VOCABULARIES = (
    *(STATE, CERTAINTY, REQUIREMENT, EFFECT, INSTRUMENT_TYPE, DIRECTION, STANCE, CHANNEL, MEETING_KIND, HELD, RELATION),
    *(FORM, MATERIAL_GROUP, TIER, CHECKED, ACTOR_KIND, ACTOR_ROLE, DATE_PRECISION, LINK_DIRECTION),
)
