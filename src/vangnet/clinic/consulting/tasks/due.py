"""One thing that is due, whatever it is about: an expiry, a gap, a check, a hold without an end.

Nothing is stored until somebody has done it: what is due is read from the records each time, so
no job has to run and none can be missed.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A task as the list shows it. `key` names it for good: the same thing due again differs."""

    key: str  # "approval-ends:<approval>:30"
    kind: str  # a stable code: "approval_ends", "missed_days", "check_overdue", ...
    patient: UUID | None  # None: about nobody; it is done where its page says, not by a note
    number: str  # of the patient, as staff say it
    due_on: date
    roles: tuple[str, ...]  # whose task it is; values of staff.roles.Role
    sentence: str  # what is so and what to do, in the reader's language
    url: str  # where it is done
    urgent: bool = False
    tells_nothing_clinical: bool = False  # sentence and page are for readers of every role
    values: dict[str, str] = field(default_factory=dict)
