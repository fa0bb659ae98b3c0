"""What the gate can answer: allowed, or every reason why not with the facts it rests on.

A refusal carries raw values (decimals, ISO times, codes); `wording` turns them into sentences.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum, auto
from typing import Any, Self


class Reason(StrEnum):
    """Stored and translated by value. Add freely; never rename or reuse one."""

    # Who, and with whose permission
    IDENTITY_NOT_CONFIRMED = auto()
    NO_OPEN_VISIT = auto()
    NO_APPROVAL = auto()
    APPROVAL_NOT_YET_VALID = auto()
    APPROVAL_END_NOT_KNOWN = auto()
    APPROVAL_EXPIRED = auto()
    APPROVAL_ENDED = auto()
    APPROVAL_TOO_OLD = auto()
    APPROVAL_REVIEW_OVERDUE = auto()
    # At which unit
    DOSED_AT_ANOTHER_UNIT_TODAY = auto()
    MOVED_TO_ANOTHER_UNIT = auto()
    GUEST_AT_ANOTHER_UNIT = auto()
    NOT_EXPECTED_AT_THIS_UNIT = auto()
    NO_GUEST_ORDER = auto()
    GUEST_ORDER_FOR_OTHER_PRODUCT = auto()
    DOSE_ABOVE_GUEST_ORDER = auto()
    DAY_TOTAL_ABOVE_GUEST_ORDER = auto()
    DOSES_ABOVE_GUEST_ORDER = auto()
    # What the prescriber ordered
    NO_ORDER = auto()
    ORDER_NOT_YET_VALID = auto()
    ORDER_END_NOT_KNOWN = auto()
    ORDER_EXPIRED = auto()
    ORDER_STOPPED = auto()
    ORDER_FOR_OTHER_DRUG = auto()
    ORDER_FOR_OTHER_SALT_FORM = auto()
    ORDER_FOR_OTHER_ROUTE = auto()
    PRESCRIBER_NOT_AUTHORISED = auto()
    DOSE_ABOVE_ORDER = auto()
    DAY_TOTAL_ABOVE_ORDER = auto()
    DOSES_ABOVE_ORDER = auto()
    # What the unit's protocol says
    NO_PROTOCOL = auto()
    PROTOCOL_INCOMPLETE = auto()
    PROTOCOL_OUT_OF_DATE = auto()
    PRODUCT_NOT_IN_PROTOCOL = auto()
    # Whether the unit is ready for anyone
    READINESS_NOT_SET = auto()
    UNIT_NOT_CHECKED = auto()
    NALOXONE_TOO_LITTLE = auto()
    OXYGEN_NOT_READY = auto()
    RESUSCITATION_KIT_NOT_READY = auto()
    STAFF_TOO_FEW = auto()
    NO_CALIBRATED_BREATH_TESTER = auto()
    # Breath
    NO_BREATH_TEST = auto()
    BREATH_TEST_EXPIRED = auto()
    BREATH_TESTER_NOT_CALIBRATED = auto()
    BREATH_TESTER_OVERDUE = auto()
    BREATH_READING_IMPOSSIBLE = auto()
    BREATH_OVER_LIMIT = auto()
    BREATH_RETEST_TOO_EARLY = auto()
    # The check before the dose
    NO_CHECK = auto()
    CHECK_EXPIRED = auto()
    CHECK_BEFORE_LAST_DOSE = auto()
    SEDATION_NOT_ASSESSED = auto()
    TOO_SEDATED = auto()
    ASLEEP = auto()
    INTOXICATION_SIGNS = auto()
    # Limits
    DOSE_ABOVE_MAX = auto()
    DAY_TOTAL_NOT_KNOWN = auto()
    DAY_TOTAL_ABOVE_MAX = auto()
    CO_METHADONE_MAX_NOT_SET = auto()
    CO_METHADONE_ABOVE_MAX = auto()
    OTHER_HAT_DRUG_TODAY = auto()
    TOO_MANY_DOSES_TODAY = auto()
    TOO_SOON_AFTER_LAST_DOSE = auto()
    # Growth
    FIRST_DOSE_ABOVE_MAX = auto()
    FIRST_DAY_DOSE_ABOVE_MAX = auto()
    DOSE_ABOVE_DAY_SHARE = auto()
    DOSE_GROWS_TOO_FAST = auto()
    DAY_TOTAL_GROWS_TOO_FAST = auto()
    # History
    GAP_WITHOUT_RESTART = auto()
    DOSE_HISTORY_NOT_KNOWN = auto()
    DOSE_STILL_OPEN = auto()
    # Gaps
    SESSIONS_MISSED_WITHOUT_RESTART = auto()
    DOSE_ABOVE_STEP_DOWN = auto()
    # To take home
    TAKEN_HOME_TODAY = auto()
    SUPPLY_NEEDS_ENTITLEMENT = auto()
    SUPPLY_NOT_ALLOWED = auto()
    SUPPLY_TOO_LONG = auto()
    SUPPLY_DAY_OUTSIDE_ORDER = auto()
    SUPPLY_SEVERAL_DOSES_A_DAY = auto()
    SUPPLY_DAY_HAS_DOSE = auto()
    # Holds
    HOLD_SOFT = auto()
    HOLD_HARD = auto()
    HOLD_EMERGENCY = auto()
    OPIOIDS_LOCKED = auto()
    # Health checks
    HEALTH_CHECK_OVERDUE = auto()
    # Room and people
    NO_ROOM = auto()
    ROOM_OUT_OF_SERVICE = auto()
    ROOM_OCCUPIED = auto()
    NO_GIVER = auto()
    GIVER_NOT_ALLOWED = auto()
    NO_WITNESS = auto()
    WITNESS_IS_GIVER = auto()
    WITNESS_NOT_ALLOWED = auto()
    WITNESS_NOT_AUTHENTICATED = auto()
    # Stock
    REGISTER_CLOSED = auto()
    NO_CONTAINER = auto()
    CONTAINER_OTHER_DRUG = auto()
    CONTAINER_OTHER_SALT_FORM = auto()
    CONTAINER_OTHER_ROUTE = auto()
    CONTAINER_EXPIRY_NOT_KNOWN = auto()
    CONTAINER_EXPIRED = auto()
    CONTAINER_NOT_IN_USE = auto()
    CONTAINER_TOO_LITTLE = auto()
    NO_KIT = auto()
    KIT_EXPIRED = auto()
    KIT_ALREADY_ISSUED = auto()
    KIT_OTHER_ROUTE = auto()
    # Clock
    CLOCK_NOT_COMPARED = auto()
    CLOCK_OFF = auto()
    FACT_IN_THE_FUTURE = auto()
    # Leaving
    USE_STILL_OPEN = auto()
    OBSERVATION_NOT_OVER = auto()
    NO_EXIT_CHECK = auto()
    EXIT_CHECK_BEFORE_LAST_DOSE = auto()
    EXIT_CHECK_EXPIRED = auto()
    EXIT_SEDATION_NOT_ASSESSED = auto()
    EXIT_TOO_SEDATED = auto()
    EXIT_ASLEEP = auto()
    EXIT_SIGNS = auto()
    EXIT_OXYGEN_NOT_MEASURED = auto()
    EXIT_OXYGEN_TOO_LOW = auto()
    EXIT_DEVICE_OXYGEN_TOO_LOW = auto()
    EXIT_VALUE_ASKS_FOR_HELP = auto()
    EXIT_NOT_IN_ROOM = auto()
    # After an overdose
    EMERGENCY_RUNS = auto()
    OVERDOSE_WATCH_NOT_OVER = auto()
    OVERDOSE_NOT_REVIEWED = auto()
    # Writing an order
    ORDERING_NOT_A_PRESCRIBER = auto()
    ORDERING_FOR_THE_DEAD = auto()
    ORDERING_ALIKE_ENROLLED = auto()
    ORDERING_WITHOUT_PROTOCOL = auto()
    ORDERING_PRODUCT_NOT_IN_PROTOCOL = auto()
    ORDERING_FROM_THE_PAST = auto()
    ORDERING_END_NOT_KNOWN = auto()
    ORDERING_ENDS_BEFORE_START = auto()
    ORDERING_WITHOUT_APPROVAL = auto()
    ORDERING_BEYOND_APPROVAL = auto()
    ORDERING_DAY_DOES_NOT_FIT = auto()
    ORDERING_DOSE_IS_NO_STEP = auto()
    ORDERING_DOSE_ABOVE_MAX = auto()
    ORDERING_DAY_ABOVE_MAX = auto()
    ORDERING_TOO_MANY_DOSES = auto()
    ORDERING_FIRST_DOSE_ABOVE_MAX = auto()
    ORDERING_FIRST_DAY_DOSE_ABOVE_MAX = auto()
    ORDERING_DOSE_ABOVE_DAY_SHARE = auto()
    ORDERING_DOSE_GROWS_TOO_FAST = auto()
    ORDERING_DAY_TOTAL_GROWS_TOO_FAST = auto()
    ORDERING_HISTORY_NOT_KNOWN = auto()
    ORDERING_AFTER_A_GAP = auto()
    ORDERING_FRESH_START_WITHOUT_GAP = auto()
    ORDERING_CO_METHADONE_NOT_SET = auto()
    ORDERING_CO_METHADONE_ABOVE_MAX = auto()
    ORDERING_BESIDE_OTHER_HAT_DRUG = auto()
    ORDERING_EXPOSURE_ASKS_REASON = auto()
    ORDERING_SEDATIVE_ASKS_REASON = auto()
    ORDERING_CHANGE_ASKS_REASON = auto()
    ORDERING_ON_HOLD = auto()
    ORDERING_LOCKED = auto()


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, with the fact and the limit its sentence needs, as raw text."""

    reason: Reason
    values: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        return {"reason": self.reason.value, "values": dict(self.values)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(Reason(stored["reason"]), dict(stored["values"]))


def refuse(reason: Reason, **facts: object) -> Refusal:
    """A refusal from typed facts: times as ISO text, amounts as plain numbers."""
    return Refusal(reason, {name: _raw(fact) for name, fact in facts.items()})


def _raw(fact: object) -> str:
    if isinstance(fact, Decimal):
        return format(fact, "f")
    if isinstance(fact, datetime):
        return fact.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(fact, timedelta):
        return format(Decimal(round(fact.total_seconds())) / 60, "f")
    if isinstance(fact, tuple):
        return ", ".join(map(str, fact))
    return str(fact)  # dates and codes are written as they are


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer. Several holds give several refusals of one reason."""

    refusals: tuple[Refusal, ...]

    @property
    def allowed(self) -> bool:
        return not self.refusals

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(dict.fromkeys(refusal.reason for refusal in self.refusals))

    def to_json(self) -> dict[str, Any]:
        return {
            "allowed": self.allowed,
            "refusals": [refusal.to_json() for refusal in self.refusals],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read back what `to_json` wrote. `allowed` is worked out again, never believed."""
        return cls(tuple(Refusal.from_json(one) for one in stored["refusals"]))
