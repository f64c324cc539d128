"""The editorial tables: normalised, mutable, seen by editors only."""

from policy.models.actors import Actor
from policy.models.copies import SourceCopy
from policy.models.dataset import DataSet
from policy.models.desk import Finding, LapseCheck
from policy.models.events import Event, EventTopic, Link
from policy.models.jobs import BackgroundJob
from policy.models.links import LinkCheck, LinkStatus
from policy.models.materials import ControlledItem, Material
from policy.models.measures import Effect, Measure, MeasureIssuer, Provision, ProvisionItem, ProvisionMaterial, Target
from policy.models.meetings import Meeting, MeetingParticipant
from policy.models.reports import ErrorReport, ReportTrace
from policy.models.review import Approval, Submission
from policy.models.schedule import ScheduledPublication
from policy.models.sources import Citation, Source
from policy.models.spreadsheets import Spreadsheet
from policy.models.statements import Quotation, Statement, StatementMaterial
from policy.models.topics import Topic

__all__ = [
    "Actor",
    "Approval",
    "BackgroundJob",
    "Citation",
    "ControlledItem",
    "DataSet",
    "Effect",
    "ErrorReport",
    "Event",
    "EventTopic",
    "Finding",
    "LapseCheck",
    "Link",
    "LinkCheck",
    "LinkStatus",
    "Material",
    "Measure",
    "MeasureIssuer",
    "Meeting",
    "MeetingParticipant",
    "Provision",
    "ProvisionItem",
    "ProvisionMaterial",
    "Quotation",
    "ReportTrace",
    "ScheduledPublication",
    "Source",
    "SourceCopy",
    "Spreadsheet",
    "Statement",
    "StatementMaterial",
    "Submission",
    "Target",
    "Topic",
]
