"""Stepped care: what is counted of it, and what may be written down. Pure.

`words` names the rungs, `facts` is what is known of a person, `time` and `contacts` count,
`writing` says what may stand beside what. What a country asks of it is in its own file.
"""

from vangnet.rules.ladder.contacts import (
    attendance_share,
    contact_days,
    missed_days,
    missed_in_a_row,
)
from vangnet.rules.ladder.facts import (
    ContactFacts,
    DayOfAttendance,
    DoseSpan,
    EpisodeFacts,
    ExitFacts,
)
from vangnet.rules.ladder.time import (
    Run,
    days_on_each,
    dose_on,
    ever_lasted_months,
    longest_days,
    rung_now,
    runs_at_or_above,
    window,
)
from vangnet.rules.ladder.words import (
    HAT_DRUGS,
    ContactKind,
    EpisodeEndReason,
    Follows,
    LadderReason,
    Treatment,
)
from vangnet.rules.ladder.writing import faults, faults_of_exit, overlap

__all__ = [
    "HAT_DRUGS", "ContactFacts", "ContactKind", "DayOfAttendance", "DoseSpan", "EpisodeEndReason",
    "EpisodeFacts", "ExitFacts", "Follows", "LadderReason", "Run", "Treatment",
    "attendance_share", "contact_days", "days_on_each", "dose_on", "ever_lasted_months", "faults",
    "faults_of_exit", "longest_days", "missed_days", "missed_in_a_row", "overlap", "rung_now",
    "runs_at_or_above", "window",
]  # fmt: skip
