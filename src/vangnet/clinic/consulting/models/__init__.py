"""Why this person may have this dose: the approval, the order, and what holds it back.

One module a subject; every table of the room is named here, so that Django finds it.
"""

from vangnet.clinic.consulting.models.approvals import Approval, ApprovalEnd
from vangnet.clinic.consulting.models.holds import Hold, HoldKind, LiftRole
from vangnet.clinic.consulting.models.ladder import Contact, Episode, EpisodeDose, EpisodeEnd
from vangnet.clinic.consulting.models.orders import Order, OrderStep, OrderStop
from vangnet.clinic.consulting.models.tasks import TaskDone

__all__ = [
    "Approval", "ApprovalEnd", "Contact", "Episode", "EpisodeDose", "EpisodeEnd", "Hold",
    "HoldKind", "LiftRole", "Order", "OrderStep", "OrderStop", "TaskDone",
]  # fmt: skip
