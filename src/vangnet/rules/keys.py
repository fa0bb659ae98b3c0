"""The catalogue of values a country file or a unit may set: unit, type, and which way is tighter.

No value stands here, only what a value must look like. `needed` values stop every dose until set.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import partial
from typing import Any

from vangnet.rules import check_keys, incident_keys, readiness_keys, watch_keys
from vangnet.rules.written import counts, decimal, shares, times


class Kind(StrEnum):
    """What a value is written as."""

    DECIMAL = auto()
    COUNT = auto()
    FLAG = auto()
    TEXT = auto()
    TEXTS = auto()
    COUNTS = auto()  # whole numbers, each above the one before
    SHARES = auto()  # from so many on: at most this share
    TIMES = auto()  # of the clock on the wall, each after the one before
    WINDOWS = auto()  # from a minute on: so many minutes between two looks
    BANDS_LOW = auto()  # from a minute on: below what a value asks to watch, call, act
    BANDS_HIGH = auto()  # from a minute on: from what a value asks to watch, call, act
    LEVELS = auto()  # each level of a sedation scale, and the score it counts as


class Tighter(StrEnum):
    """Which way a unit may move from its country's value."""

    LOWER = auto()
    HIGHER = auto()
    EXACT = auto()
    FREE = auto()


ROWS: dict[Kind, Callable[[Any], Any]] = {
    Kind.COUNTS: counts,
    Kind.SHARES: shares,
    Kind.TIMES: times,
    Kind.WINDOWS: watch_keys.windows,
    Kind.BANDS_LOW: partial(watch_keys.bands, falling=True),
    Kind.BANDS_HIGH: partial(watch_keys.bands, falling=False),
    Kind.LEVELS: watch_keys.levels,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One name a value can have."""

    name: str
    kind: Kind
    tighter: Tighter
    unit: str = ""  # UCUM where it is a quantity
    needed: bool = False  # the rules cannot answer without it
    needed_from: int = 1  # the format of signed content from which it is
    per_product: bool = False  # may differ by drug, salt form and route
    no_limit: bool = False  # "no cap here" can be said, with its reason
    absent_is_tightest: bool = False  # a rule that only ever allows more: the country must have it
    lowest: int = 0  # of a count: every 0 months would be never
    highest: int | None = None  # of a count: more than this the program cannot do
    choices: tuple[str, ...] = ()

    def read(self, raw: Any) -> Any:
        """The value in its own type, or a ValueError that says what is wrong with it."""
        if self.kind is Kind.DECIMAL:
            return decimal(raw)
        if self.kind is Kind.COUNT:
            if isinstance(raw, bool) or not isinstance(raw, int) or raw < self.lowest:
                raise ValueError(f"must be a whole number, not below {self.lowest}")
            if self.highest is not None and raw > self.highest:
                raise ValueError(f"must be at most {self.highest}: the program can do no more")
            return raw
        if self.kind is Kind.FLAG:
            if not isinstance(raw, bool):
                raise ValueError("must be true or false")
            return raw
        if self.kind is Kind.TEXTS:
            if not isinstance(raw, list | tuple) or not all(isinstance(one, str) for one in raw):
                raise ValueError("must be a list of texts")
            return tuple(raw)
        if self.kind in ROWS:
            return ROWS[self.kind](raw)
        if not isinstance(raw, str) or not raw.strip():
            raise ValueError("must be a text")
        if self.choices and raw not in self.choices:
            raise ValueError(f"must be one of {', '.join(self.choices)}")
        return raw


def _keys(
    names: str, *, kind: Kind, tighter: Tighter, unit: str = "", **more: Any
) -> Iterable[Key]:
    return (Key(name=n, kind=kind, tighter=tighter, unit=unit, **more) for n in names.split())


WITNESSES_ASKED = 2  # the page of waste always asks for so many, also where fewer would do
D, C, LOW, HIGH, FREE = Kind.DECIMAL, Kind.COUNT, Tighter.LOWER, Tighter.HIGHER, Tighter.FREE
PRODUCT: dict[str, Any] = {"per_product": True, "needed": True}
CAP: dict[str, Any] = {"per_product": True, "needed": True, "no_limit": True}


def _defined(rows: Iterable[dict[str, Any]]) -> Iterable[Key]:
    return (
        Key(**{**one, "kind": Kind(one["kind"]), "tighter": Tighter(one["tighter"])})
        for one in rows
    )


NEEDED: tuple[Key, ...] = (
    *_keys("dose_mg_max day_mg_max", kind=D, tighter=LOW, unit="mg", **CAP),
    *_keys("day_doses_max use_attempts_max", kind=C, tighter=LOW, unit="1", **CAP),
    *_keys("interval_shortest", kind=D, tighter=HIGH, unit="min", **CAP),
    *_keys("observation_shortest", kind=D, tighter=HIGH, unit="min", **PRODUCT),
    *_keys(
        "growth_first_dose_mg_max growth_first_day_dose_mg_max growth_day_step_mg_max",
        kind=D, tighter=LOW, unit="mg", **CAP,
    ),
    *_keys("growth_day_share_max growth_step_share_max", kind=D, tighter=LOW, unit="1", **CAP),
    *_keys("growth_day_share_doses_fewest", kind=C, tighter=Tighter.EXACT, unit="1", **CAP),
    *_keys(
        "growth_step_from", kind=Kind.TEXT, tighter=FREE, choices=("given", "ordered"), **PRODUCT
    ),
    *_keys("kit_needed", kind=Kind.FLAG, tighter=HIGH, **PRODUCT),
    *_keys("exit_oxygen_percent_lowest", kind=C, tighter=HIGH, unit="%", **CAP),
    *_keys("approval_months_longest", kind=C, tighter=LOW, unit="mo", needed=True, no_limit=True),
    *_keys("breath_alcohol_max_ug_per_l", kind=D, tighter=LOW, unit="ug/L", needed=True),
    *_keys(
        "breath_test_valid pre_dose_check_valid hand_over_valid exit_check_valid",
        kind=D, tighter=LOW, unit="min", needed=True,
    ),
    *_keys("breath_retest_wait", kind=D, tighter=HIGH, unit="min", needed=True),
    *_keys("breath_ratio", kind=D, tighter=Tighter.EXACT, unit="1", needed=True),
    *_keys(
        "sedation_score_max exit_sedation_score_max", kind=C, tighter=LOW, unit="{score}",
        needed=True,
    ),
    *_keys("gap_days_max", kind=C, tighter=LOW, unit="d", needed=True),
    *_keys("clock_skew_seconds_max", kind=C, tighter=LOW, unit="s", needed=True),
    *_keys(
        "waste_witnesses_fewest destruction_witnesses_fewest", kind=C, tighter=HIGH, unit="1",
        needed=True, highest=WITNESSES_ASKED,
    ),
    *_defined(watch_keys.definitions()),
)  # fmt: skip

# Weighed by the rules when set; left out, the rule that would allow more simply does not apply.
WEIGHED: tuple[Key, ...] = (
    *_keys(
        "growth_at_once_dose_mg_max", kind=D, tighter=LOW, unit="mg", per_product=True,
        absent_is_tightest=True,
    ),
    *_keys("co_methadone_day_mg_max", kind=D, tighter=LOW, unit="mg/d", no_limit=True),
    *_keys("room_needed", kind=Kind.FLAG, tighter=HIGH, per_product=True),
    *_keys("supply_allowed", kind=Kind.FLAG, tighter=LOW, per_product=True),
    *_keys("supply_days_longest", kind=C, tighter=LOW, unit="d", per_product=True),
    *_keys(
        "factor_hydrochloride_monohydrate factor_hydrochloride_anhydrous factor_base",
        kind=D, tighter=HIGH, unit="1", per_product=True,
    ),
    # Ordering: a change beyond this share asks for a written reason; not set, any change does.
    *_keys("dose_change_share_asks_reason", kind=D, tighter=LOW, unit="1", per_product=True),
    *_keys("dose_step_mg", kind=D, tighter=FREE, unit="mg", per_product=True),
    # In mg of morphine by mouth; only for the alarm.
    *_keys("exposure_alarm_day_mg", kind=D, tighter=LOW, unit="mg/d"),
    *_keys("gap_sessions_max", kind=C, tighter=LOW, unit="1"),
    *_keys("gap_step_down", kind=Kind.SHARES, tighter=Tighter.EXACT, unit="1", per_product=True),
    # Left out: RASS. Another scale must be named beside its levels.
    *_keys("sedation_scale", kind=Kind.TEXT, tighter=FREE, choices=tuple(watch_keys.SCALES)),
)  # fmt: skip

FOR_THE_RECORD: tuple[Key, ...] = (
    *_keys(
        "age_years_lowest dependence_years_shortest", kind=C, tighter=HIGH, unit="a", no_limit=True
    ),
    *_keys("methadone_lookback_years", kind=C, tighter=LOW, unit="a"),
    *_keys("failed_treatments_fewest", kind=C, tighter=HIGH, unit="1", no_limit=True),
    *_keys(
        "substitution_months_shortest psychosocial_care_months_shortest", kind=C, tighter=HIGH,
        unit="mo",
    ),
    *_keys("methadone_days_shortest", kind=C, tighter=HIGH, unit="d"),
    *_keys("intravenous_use_needed review_outside_physician", kind=Kind.FLAG, tighter=HIGH),
    *_keys("methadone_mg_lowest", kind=D, tighter=HIGH, unit="mg/d", per_product=True),
    *_keys(
        "methadone_months_shortest take_home_treatment_months_shortest", kind=C, tighter=HIGH,
        unit="mo",
    ),
    *_keys("contacts_window_months", kind=C, tighter=LOW, unit="mo"),
    *_keys(
        "contacts_fewest_3_a_week contacts_fewest_5_a_week contacts_fewest_7_a_week",
        kind=C, tighter=HIGH, unit="1",
    ),
    *_keys("approval_signatures_fewest", kind=C, tighter=HIGH, unit="1"),
    # Days before an approval ends on which its prescriber is warned: first, second and last.
    *_keys(
        "approval_warning_days_first approval_warning_days_second approval_warning_days_last",
        kind=C, tighter=HIGH, unit="d",
    ),
    *_keys(
        "exceptions_allowed take_home_allowed methadone_take_home_allowed",
        kind=Kind.FLAG, tighter=LOW,
    ),
    *_keys(
        "review_months_longest unit_licence_months_longest prescriber_licence_months_longest",
        kind=C, tighter=LOW, unit="mo",
    ),
    *_keys("sessions_per_day_fewest", kind=C, tighter=HIGH, unit="/d"),
    *_keys("sessions_per_day_most", kind=C, tighter=LOW, unit="/d"),
    # What a trial asked of those it took: to compare with, never to decide by.
    *_keys(
        "trial_age_years_lowest trial_age_years_highest trial_dependence_years_shortest"
        " trial_injecting_years_shortest", kind=C, tighter=FREE, unit="a",
    ),
    *_keys("trial_failed_treatments_fewest", kind=C, tighter=FREE, unit="1"),
    *_keys("trial_methadone_mg_lowest", kind=D, tighter=FREE, unit="mg/d"),
    *_keys("trial_methadone_days_shortest", kind=C, tighter=FREE, unit="d"),
    *_keys("trial_substitution_months_shortest", kind=C, tighter=FREE, unit="mo"),
    *_keys("trial_use_days_percent_lowest", kind=C, tighter=FREE, unit="%"),
    *_keys("trial_day_mg_max", kind=D, tighter=LOW, unit="mg/d"),
    *_keys(
        "mean_day_mg full_tolerance_day_mg less_effective_day_mg", kind=D, tighter=FREE,
        unit="mg/d", per_product=True,
    ),
    *_keys("vial_mg vial_base_mg", kind=D, tighter=FREE, unit="mg", per_product=True),
    *_keys("concentration_mg_per_ml", kind=D, tighter=FREE, unit="mg/mL", per_product=True),
    *_keys("concentration_mg_per_ml_max", kind=D, tighter=LOW, unit="mg/mL", per_product=True),
    *_keys("reconstituted_hours_longest", kind=C, tighter=LOW, unit="h", per_product=True),
    *_keys(
        "vapour_recovery_percent_low vapour_recovery_percent_high", kind=C, tighter=FREE, unit="%",
        per_product=True,
    ),
    *_keys("room_time_longest", kind=D, tighter=LOW, unit="min", per_product=True),
    *_keys("failed_attempts_observation_shortest", kind=D, tighter=HIGH, unit="min"),
    *_keys("exit_oxygen_checks_fewest stock_check_people_fewest", kind=C, tighter=HIGH, unit="1"),
    *_keys(
        "take_home_days_longest take_home_permit_days_longest methadone_take_home_days_longest",
        kind=C, tighter=LOW, unit="d",
    ),
    *_keys("naloxone_mg", kind=D, tighter=FREE, unit="mg"),
    *_keys("naloxone_repeat_shortest naloxone_repeat_longest", kind=D, tighter=FREE, unit="min"),
    *_keys("naloxone_doses_before_other_cause", kind=C, tighter=LOW, unit="1"),
    *_keys("overdose_observation_shortest", kind=D, tighter=HIGH, unit="min"),
    *_keys("oxygen_l_per_min", kind=D, tighter=FREE, unit="L/min"),
    *_keys(
        "register_retention_years invoice_retention_years destruction_record_retention_years",
        kind=C, tighter=HIGH, unit="a",
    ),
    *_keys(
        "stock_months_max stock_order_months_max central_register_deletion_months_longest",
        kind=C, tighter=LOW, unit="mo",
    ),
    *_keys("missed_day_task_days", kind=Kind.COUNTS, tighter=FREE, unit="d"),
    *_keys("task_escalation_days", kind=C, tighter=LOW, unit="d"),
    *_keys("stock_check_days_longest loss_report_days_longest", kind=C, tighter=LOW, unit="d"),
    *_keys(
        "legal_basis unit_licence patient_approver stepped_care psychosocial_care session_hours"
        " presentation pregnancy_rule missed_dose_rule methadone_conversion night_cover"
        " take_home_conditions delegation intoxication_rule supervision naloxone_routes"
        " overdose_care register_entry storage staffing stopping_rule reporting"
        " health_checks response_definition incident_report observation_rule"
        " prescriber_qualification titration_example failed_attempts_rule rooms"
        " methadone_take_home_conditions stock_supply stock_check_rule storage_cabinet"
        " destruction_rule",
        kind=Kind.TEXT, tighter=FREE, per_product=True,
    ),
    *_keys(
        "criteria_other exclusions injection_sites instruments equipment",
        kind=Kind.TEXTS, tighter=FREE,
    ),
)  # fmt: skip

# Health checks and counselling: a unit's own; left out, every list says that it is not set.
CARE: tuple[Key, ...] = (
    *_defined(check_keys.definitions()),
    *_keys("note_late_after", kind=C, tighter=LOW, unit="min"),
    *_keys("complaint_answer_days_longest", kind=C, tighter=LOW, unit="d"),
    # Who went against advice is looked for until reached; not set: at once.
    *_keys("follow_up_hours_longest", kind=C, tighter=LOW, unit="h"),
)

# Whether the unit may give a dose at all (readiness_keys.py).
READINESS: tuple[Key, ...] = tuple(_defined(readiness_keys.definitions()))

# To whom an incident of a kind is reported, within how many days, and from which grade on.
INCIDENTS: tuple[Key, ...] = (
    *_defined(incident_keys.definitions()),
    *_keys("learning_cell_fewest", kind=C, tighter=HIGH, unit="1", lowest=1),
)

KEYS: dict[str, Key] = {
    key.name: key for key in (*NEEDED, *WEIGHED, *FOR_THE_RECORD, *CARE, *READINESS, *INCIDENTS)
}
