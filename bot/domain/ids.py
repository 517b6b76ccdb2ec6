"""Identifiers of everything that is stored, each a type of its own so that they can't be mixed up."""

from typing import NewType

ParticipantId = NewType("ParticipantId", str)
RunId = NewType("RunId", str)
EntryId = NewType("EntryId", str)
ScheduleId = NewType("ScheduleId", str)
DecisionId = NewType("DecisionId", str)
DueItemId = NewType("DueItemId", str)
DeliveryId = NewType("DeliveryId", str)
DocumentId = NewType("DocumentId", str)
HoldId = NewType("HoldId", str)
SummaryId = NewType("SummaryId", str)
PlanItemId = NewType("PlanItemId", str)
PublicationId = NewType("PublicationId", str)
ChatId = NewType("ChatId", int)
CohortId = NewType("CohortId", str)
PostingId = NewType("PostingId", str)
LineId = NewType("LineId", str)
AuditId = NewType("AuditId", str)
