"""Why this person may have this dose: the approval, the order, and what holds it back.

One module a subject; every table of the room is named here, so that Django finds it.
"""

from vangnet.clinic.consulting.models.approvals import Approval, ApprovalEnd, Review
from vangnet.clinic.consulting.models.care import CheckPlan, Result, ResultPart
from vangnet.clinic.consulting.models.counselling import (
    Appointment,
    AppointmentOutcome,
    AppointmentSeen,
    Complaint,
    ComplaintStep,
    Consent,
    Note,
)
from vangnet.clinic.consulting.models.holds import Hold, HoldKind, LiftRole
from vangnet.clinic.consulting.models.ladder import (
    Contact,
    Episode,
    EpisodeDose,
    EpisodeEnd,
    ExitTakenBack,
    TreatmentExit,
)
from vangnet.clinic.consulting.models.medicines import (
    OtherMedicine,
    OtherMedicineEnd,
    OtherMedicinesAsked,
)
from vangnet.clinic.consulting.models.moving import (
    Enrolment,
    GuestCut,
    GuestOrder,
    GuestPermission,
    NotTheSame,
    Transfer,
    TransferAnswer,
    TransferDone,
    TransferUndone,
)
from vangnet.clinic.consulting.models.ordering import OrderDecision
from vangnet.clinic.consulting.models.orders import Order, OrderStep, OrderStop
from vangnet.clinic.consulting.models.partners import PartnerCheck, PartnerLook, PartnerMatch
from vangnet.clinic.consulting.models.referrals import (
    Appeal,
    AppealAnswer,
    CriterionEvidence,
    EligibilityDecision,
    Referral,
)
from vangnet.clinic.consulting.models.tasks import TaskDone

__all__ = [
    "Appeal",
    "AppealAnswer",
    "Appointment",
    "AppointmentOutcome",
    "AppointmentSeen",
    "Approval",
    "ApprovalEnd",
    "CheckPlan",
    "Complaint",
    "ComplaintStep",
    "Consent",
    "Contact",
    "CriterionEvidence",
    "EligibilityDecision",
    "Enrolment",
    "Episode",
    "EpisodeDose",
    "EpisodeEnd",
    "ExitTakenBack",
    "GuestCut",
    "GuestOrder",
    "GuestPermission",
    "Hold",
    "HoldKind",
    "LiftRole",
    "NotTheSame",
    "Note",
    "Order",
    "OrderDecision",
    "OrderStep",
    "OrderStop",
    "OtherMedicine",
    "OtherMedicineEnd",
    "OtherMedicinesAsked",
    "PartnerCheck",
    "PartnerLook",
    "PartnerMatch",
    "Referral",
    "Result",
    "ResultPart",
    "Review",
    "TaskDone",
    "Transfer",
    "TransferAnswer",
    "TransferDone",
    "TransferUndone",
    "TreatmentExit",
]
