"""The closed vocabularies of the record. Values are those of data/SCHEMA.md, labels are what people read."""

from django.db.models import TextChoices


class Certainty(TextChoices):
    """Who asserts it."""

    OFFICIAL = "official", "official"
    REPORTED = "reported", "reported"
    CLAIMED = "claimed", "claimed"


class Direction(TextChoices):
    TIGHTENING = "tightening", "tightening"
    EASING = "easing", "easing"
    NEUTRAL = "neutral", "neutral"


class Stance(TextChoices):
    EASING = "easing", "easing"
    TIGHTENING = "tightening", "tightening"
    NEUTRAL = "neutral", "neutral"
    CONTRADICTING = "contradicting", "contradicting"


class MaterialGroup(TextChoices):
    LIGHT_RARE_EARTH = "light_rare_earth", "light rare earth"
    MEDIUM_HEAVY_RARE_EARTH = "medium_heavy_rare_earth", "medium or heavy rare earth"
    OTHER_CRITICAL_MINERAL = "other_critical_mineral", "other critical mineral"
    MATERIAL = "material", "material or collective name"


class Form(TextChoices):
    METAL = "metal", "metal"
    ALLOY = "alloy", "alloy"
    OXIDE = "oxide", "oxide"
    COMPOUND = "compound", "compound"
    MIXTURE = "mixture", "mixture"
    TARGET = "target", "target"
    MAGNET = "magnet", "magnet"
    ORE = "ore", "ore"
    EQUIPMENT = "equipment", "equipment"
    TECHNOLOGY = "technology", "technology"
    OTHER = "other", "other"


class ActorKind(TextChoices):
    GOVERNMENT = "government", "government"
    OFFICIAL = "official", "official"
    COMPANY = "company", "company"
    MEDIA = "media", "media"
    INDUSTRY_BODY = "industry_body", "industry body"
    INTERNATIONAL_ORG = "international_org", "international organisation"
    RESEARCH = "research", "research"
    PERSON = "person", "person"


class SourceTier(TextChoices):
    PRIMARY = "primary", "primary (the authority's own text)"
    REPORTING = "reporting", "reporting"
    ANALYSIS = "analysis", "analysis"


class Checked(TextChoices):
    TEXT = "text", "the text was read"
    URL_ONLY = "url-only", "address known, text not seen"


class InstrumentType(TextChoices):
    EXPORT_CONTROL = "export_control", "export control"
    EXPORT_BAN = "export_ban", "export ban"
    TECHNOLOGY_CONTROL = "technology_control", "technology control"
    ENTITY_LISTING = "entity_listing", "entity listing"
    TARIFF = "tariff", "tariff"
    TARIFF_REDUCTION = "tariff_reduction", "tariff reduction"
    SUSPENSION = "suspension", "suspension"
    INVESTIGATION = "investigation", "investigation"
    VISA_RESTRICTION = "visa_restriction", "visa restriction"
    REPORTING_REQUIREMENT = "reporting_requirement", "reporting requirement"
    QUOTA = "quota", "quota"
    LICENSING_RELIEF = "licensing_relief", "licensing relief"
    INVESTMENT_RESTRICTION = "investment_restriction", "investment restriction"
    LAW = "law", "law"
    STOCKPILE_OR_SUBSIDY = "stockpile_or_subsidy", "stockpile or subsidy"
    OTHER = "other", "other"


class Requirement(TextChoices):
    """What a provision demands."""

    LICENCE_REQUIRED = "licence_required", "licence required"
    PROHIBITED = "prohibited", "prohibited"
    REPORTING_REQUIRED = "reporting_required", "reporting required"
    TARIFF = "tariff", "tariff"
    EXEMPTION = "exemption", "exemption"
    FRAMEWORK = "framework", "framework"
    OTHER = "other", "other"


class EffectKind(TextChoices):
    """What an instrument does to an earlier provision or whole instrument."""

    SUSPENDS = "suspends", "suspends"
    EXTENDS_SUSPENSION = "extends_suspension", "extends the suspension of"
    RESUMES = "resumes", "resumes"
    REPEALS = "repeals", "repeals"
    AMENDS = "amends", "amends"
    IMPLEMENTS = "implements", "implements"


class Channel(TextChoices):
    WRITTEN_STATEMENT = "written_statement", "written statement"
    PRESS_CONFERENCE = "press_conference", "press conference"
    SOCIAL_MEDIA = "social_media", "social media"
    INTERVIEW = "interview", "interview"
    PHONE_CALL_READOUT = "phone_call_readout", "phone call readout"
    SPEECH = "speech", "speech"
    JOINT_STATEMENT = "joint_statement", "joint statement"
    FILING = "filing", "filing"


class MeetingKind(TextChoices):
    CALL = "call", "call"
    TALKS = "talks", "talks"
    SUMMIT = "summit", "summit"
    CONSULTATION = "consultation", "consultation"


class Held(TextChoices):
    HELD = "held", "held"
    SCHEDULED = "scheduled", "scheduled"
    CANCELLED = "cancelled", "cancelled"


class Relation(TextChoices):
    RESPONDS_TO = "responds_to", "responds to"
    IMPLEMENTS = "implements", "implements"
    CONTRADICTS = "contradicts", "contradicts"
    FOLLOWS = "follows", "follows"
    LEADS_TO = "leads_to", "leads to"
    CONFIRMS = "confirms", "confirms"


class ChangeKind(TextChoices):
    """Why a published event is published again; its public reason begins with the label."""

    CORRECTION = "correction", "Correction"
    UPDATE = "update", "Update"
    EDITORIAL = "editorial", "Editorial change"

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

    NOT_YET_EFFECTIVE = "not_yet_effective", "not yet effective"
    IN_FORCE = "in_force", "in force"
    SUSPENDED = "suspended", "suspended"
    EXPIRED = "expired", "expired"
    REPEALED = "repealed", "repealed"
    UNDATED = "undated", "no commencement recorded"
