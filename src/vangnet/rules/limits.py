"""One signed protocol, read for one drug, salt form and route: what the gate compares with.

Every field is set. "No limit here" is a `NoLimit` with its reason, never `None`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from vangnet.rules.amounts import SaltForm


@dataclass(frozen=True, slots=True)
class NoLimit:
    """A signed "no cap here", and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How fast a dose may rise. Shares are of 1: 0.5 is half."""

    first_dose_mg_max: Decimal | NoLimit
    at_once_dose_mg_max: Decimal | None  # second dose of the first day, without waiting; None: no
    first_day_dose_mg_max: Decimal | NoLimit
    day_share_max: Decimal | NoLimit  # one dose against the whole of the last day with a dose
    day_share_doses_fewest: int | NoLimit  # from so many ordered doses a day `day_share_max` holds
    step_share_max: Decimal | NoLimit  # else: rise over the last dose
    step_from: str  # "given" or "ordered": what of the last dose the step is counted from
    day_step_mg_max: Decimal | NoLimit  # rise of the day's total over the last day with a dose


Bands = tuple[tuple[int, int, int, int], ...]  # from minute, watch closer, call, overdose


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """When to look after a dose of this product, and what a value asks for. Signed, whole."""

    every: tuple[tuple[int, int], ...]  # from minute, minutes between two looks
    oxygen_percent: Bands | NoLimit  # below
    breaths: Bands | NoLimit  # a minute, below
    pulse_low: Bands | NoLimit  # a minute, below
    pulse_high: Bands | NoLimit  # a minute, from
    sedation_score: Bands  # from
    sedation_levels: tuple[tuple[str, int], ...]  # level of the unit's scale, score
    look_late_after: timedelta
    answer_within: timedelta
    signal_lost_after: timedelta
    silent_longest: timedelta  # an answered alarm rises again after this


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """All values the rules need for one product, in the types they compare."""

    dose_mg_max: Decimal | NoLimit
    day_mg_max: Decimal | NoLimit
    day_doses_max: int | NoLimit
    interval_shortest: timedelta | NoLimit
    growth: Growth
    day_total_factors: Mapping[SaltForm, Decimal]  # 1 mg of that form counts as so many of this
    co_methadone_day_mg_max: Decimal | NoLimit | None  # beside a drug of HAT; None: not set
    approval_months_longest: int | NoLimit
    breath_alcohol_max_ug_per_l: Decimal
    breath_test_valid: timedelta
    breath_retest_wait: timedelta
    breath_ratio: Decimal
    sedation_score_max: int
    pre_dose_check_valid: timedelta
    gap_days_max: int
    gap_sessions_max: int | None  # missed sessions; None: the days alone decide
    gap_step_down: tuple[tuple[int, Decimal], ...] | None  # missed days, share; None: not signed
    clock_skew_seconds_max: int
    hand_over_valid: timedelta
    use_attempts_max: int | NoLimit
    kit_needed: bool
    supply_allowed: bool | None  # doses to take home; None: not set, so none
    supply_days_longest: int | None  # of so many days at once; None: not set, so none
    room_needed: bool | None  # False: taken at the hatch, under sight; None: not set, so a room
    observation_shortest: timedelta
    exit_check_valid: timedelta
    exit_sedation_score_max: int
    exit_oxygen_percent_lowest: int | NoLimit
    waste_witnesses_fewest: int
    destruction_witnesses_fewest: int
    # Of ordering only. None: nobody has set it, and the rule says what follows from that.
    dose_change_share_asks_reason: Decimal | None = None
    dose_step_mg: Decimal | None = None  # doses are ordered in whole steps of this
    exposure_alarm_day_mg: Decimal | None = None
    watch: Watch | None = None  # None: signed before there were such values
