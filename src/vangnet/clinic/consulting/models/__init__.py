"""Why this person may have this dose: the approval, the order, and what holds it back.

One module a subject; every table of the room is named here, so that Django finds it.
"""

from vangnet.clinic.consulting.models.approvals import Approval, ApprovalEnd, Review
from vangnet.clinic.consulting.models.holds import Hold, HoldKind
from vangnet.clinic.consulting.models.ladder import (
    Contact,
    Episode,
    EpisodeDose,
    EpisodeEnd,
    ExitTakenBack,
    TreatmentExit,
)
from vangnet.clinic.consulting.models.orders import Order, OrderStep, OrderStop
from vangnet.clinic.consulting.models.referrals import (
    Appeal,
    AppealAnswer,
    CriterionEvidence,
    EligibilityDecision,
    Referral,
)

__all__ = [
    "Appeal", "AppealAnswer", "Approval", "ApprovalEnd", "Contact", "CriterionEvidence",
    "EligibilityDecision", "Episode", "EpisodeDose", "EpisodeEnd", "ExitTakenBack", "Hold",
    "HoldKind", "Order", "OrderStep", "OrderStop", "Referral", "Review", "TreatmentExit",
]  # fmt: skip
