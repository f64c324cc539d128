"""The closed vocabularies of the record. Values are those of data/SCHEMA.md, labels are what people read, in English:
pages translate them where they show them (docs/languages.md).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_noop as _


class Certainty(TextChoices):
    """Who asserts it."""

    OFFICIAL = "official", _("official")
    REPORTED = "reported", _("reported")
    CLAIMED = "claimed", _("claimed")


class Direction(TextChoices):
    TIGHTENING = "tightening", _("tightening")
    EASING = "easing", _("easing")
    NEUTRAL = "neutral", _("neutral")


class Stance(TextChoices):
    EASING = "easing", _("easing")
    TIGHTENING = "tightening", _("tightening")
    NEUTRAL = "neutral", _("neutral")
    CONTRADICTING = "contradicting", _("contradicting")


class MaterialGroup(TextChoices):
    LIGHT_RARE_EARTH = "light_rare_earth", _("light rare earth")
    MEDIUM_HEAVY_RARE_EARTH = "medium_heavy_rare_earth", _("medium or heavy rare earth")
    OTHER_CRITICAL_MINERAL = "other_critical_mineral", _("other critical mineral")
    MATERIAL = "material", _("material or collective name")


class Form(TextChoices):
    METAL = "metal", _("metal")
    ALLOY = "alloy", _("alloy")
    OXIDE = "oxide", _("oxide")
    COMPOUND = "compound", _("compound")
    MIXTURE = "mixture", _("mixture")
    TARGET = "target", _("target")
    MAGNET = "magnet", _("magnet")
    ORE = "ore", _("ore")
    EQUIPMENT = "equipment", _("equipment")
    TECHNOLOGY = "technology", _("technology")
    OTHER = "other", _("other")


class ActorKind(TextChoices):
    GOVERNMENT = "government", _("government")
    OFFICIAL = "official", _("official")
    COMPANY = "company", _("company")
    MEDIA = "media", _("media")
    INDUSTRY_BODY = "industry_body", _("industry body")
    INTERNATIONAL_ORG = "international_org", _("international organisation")
    RESEARCH = "research", _("research")
    PERSON = "person", _("person")


class SourceTier(TextChoices):
    PRIMARY = "primary", _("primary (the authority's own text)")
    REPORTING = "reporting", _("reporting")
    ANALYSIS = "analysis", _("analysis")


class Checked(TextChoices):
    TEXT = "text", _("the text was read")
    URL_ONLY = "url-only", _("address known, text not seen")


class InstrumentType(TextChoices):
    EXPORT_CONTROL = "export_control", _("export control")
    EXPORT_BAN = "export_ban", _("export ban")
    TECHNOLOGY_CONTROL = "technology_control", _("technology control")
    ENTITY_LISTING = "entity_listing", _("entity listing")
    TARIFF = "tariff", _("tariff")
    TARIFF_REDUCTION = "tariff_reduction", _("tariff reduction")
    SUSPENSION = "suspension", _("suspension")
    INVESTIGATION = "investigation", _("investigation")
    VISA_RESTRICTION = "visa_restriction", _("visa restriction")
    REPORTING_REQUIREMENT = "reporting_requirement", _("reporting requirement")
    QUOTA = "quota", _("quota")
    LICENSING_RELIEF = "licensing_relief", _("licensing relief")
    INVESTMENT_RESTRICTION = "investment_restriction", _("investment restriction")
    LAW = "law", _("law")
    STOCKPILE_OR_SUBSIDY = "stockpile_or_subsidy", _("stockpile or subsidy")
    OTHER = "other", _("other")


class Requirement(TextChoices):
    """What a provision demands."""

    LICENCE_REQUIRED = "licence_required", _("licence required")
    PROHIBITED = "prohibited", _("prohibited")
    REPORTING_REQUIRED = "reporting_required", _("reporting required")
    TARIFF = "tariff", _("tariff")
    EXEMPTION = "exemption", _("exemption")
    FRAMEWORK = "framework", _("framework")
    OTHER = "other", _("other")


class EffectKind(TextChoices):
    """What an instrument does to an earlier provision or whole instrument."""

    SUSPENDS = "suspends", _("suspends")
    EXTENDS_SUSPENSION = "extends_suspension", _("extends the suspension of")
    RESUMES = "resumes", _("resumes")
    REPEALS = "repeals", _("repeals")
    AMENDS = "amends", _("amends")
    IMPLEMENTS = "implements", _("implements")


class Channel(TextChoices):
    WRITTEN_STATEMENT = "written_statement", _("written statement")
    PRESS_CONFERENCE = "press_conference", _("press conference")
    SOCIAL_MEDIA = "social_media", _("social media")
    INTERVIEW = "interview", _("interview")
    PHONE_CALL_READOUT = "phone_call_readout", _("phone call readout")
    SPEECH = "speech", _("speech")
    JOINT_STATEMENT = "joint_statement", _("joint statement")
    FILING = "filing", _("filing")


class MeetingKind(TextChoices):
    CALL = "call", _("call")
    TALKS = "talks", _("talks")
    SUMMIT = "summit", _("summit")
    CONSULTATION = "consultation", _("consultation")


class Held(TextChoices):
    HELD = "held", _("held")
    SCHEDULED = "scheduled", _("scheduled")
    CANCELLED = "cancelled", _("cancelled")


class Relation(TextChoices):
    RESPONDS_TO = "responds_to", _("responds to")
    IMPLEMENTS = "implements", _("implements")
    CONTRADICTS = "contradicts", _("contradicts")
    FOLLOWS = "follows", _("follows")
    LEADS_TO = "leads_to", _("leads to")
    CONFIRMS = "confirms", _("confirms")


class ChangeKind(TextChoices):
    """Why a published event is published again; its public reason begins with the label."""

    CORRECTION = "correction", _("Correction")
    UPDATE = "update", _("Update")
    EDITORIAL = "editorial", _("Editorial change")

    def told(self, reason: str) -> str:
        """Return a reason that says which of them it is."""
        return f"{self.label}: {reason}"


class SpreadsheetState(TextChoices):
    """What was done with a spreadsheet."""

    READ = "read", "looked at, not imported"
    IMPORTED = "imported", "imported"
    EXPORTED = "exported", "exported"


class ScheduleState(TextChoices):
    """What has come of a scheduled publication."""

    WAITING = "waiting", "waiting"
    DONE = "done", "published"
    REFUSED = "refused", "refused"
    CANCELLED = "cancelled", "cancelled"


class ReportState(TextChoices):
    """What has come of a reader's report of an error."""

    OPEN = "open", "open"
    IN_HAND = "in_hand", "in hand"
    SETTLED = "settled", "settled"
    SPAM = "spam", "spam"


class LinkState(TextChoices):
    """What came of asking for a source's page."""

    ANSWERS = "answers", "answers"
    MOVED = "moved", "moved"
    GONE = "gone", "not found"
    REFUSED = "refused", "lets no program see it"
    UNREACHABLE = "unreachable", "unreachable"
    NOT_ASKED = "not_asked", "can't be asked for"


class State(TextChoices):
    """What a provision is on a day (design.md, section 3)."""

    NOT_YET_EFFECTIVE = "not_yet_effective", _("not yet effective")
    IN_FORCE = "in_force", _("in force")
    SUSPENDED = "suspended", _("suspended")
    EXPIRED = "expired", _("expired")
    REPEALED = "repealed", _("repealed")
    UNDATED = "undated", _("no commencement recorded")
