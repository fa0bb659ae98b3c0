"""The catalogue's keys by what they are about, in the order in which a reader asks.

Only for reading: terminals and pages. A key that stands nowhere here is shown last, under `OTHER`.
"""

from collections.abc import Iterable, Mapping

from vangnet.rules.keys import INCIDENTS, KEYS

OTHER = "Other"
_NAMED: Mapping[str, str] = {
    "Law and permission": (
        "legal_basis unit_licence unit_licence_months_longest prescriber_qualification"
        " prescriber_licence_months_longest patient_approver approval_months_longest"
        " review_months_longest review_outside_physician"
    ),
    "Who may enter": (
        "age_years_lowest dependence_years_shortest failed_treatments_fewest"
        " substitution_months_shortest intravenous_use_needed methadone_mg_lowest"
        " methadone_months_shortest methadone_days_shortest methadone_lookback_years"
        " contacts_window_months contacts_fewest_3_a_week contacts_fewest_5_a_week"
        " contacts_fewest_7_a_week criteria_other exceptions_allowed exclusions stepped_care"
        " psychosocial_care psychosocial_care_months_shortest stopping_rule"
    ),
    "Sessions": "sessions_per_day_fewest sessions_per_day_most session_hours",
    "Dosing": (
        "dose_mg_max day_mg_max day_doses_max interval_shortest growth_first_dose_mg_max"
        " growth_at_once_dose_mg_max growth_first_day_dose_mg_max growth_day_share_max"
        " growth_day_share_doses_fewest growth_step_share_max growth_day_step_mg_max"
        " growth_step_from titration_example full_tolerance_day_mg less_effective_day_mg"
        " mean_day_mg co_methadone_day_mg_max night_cover methadone_conversion missed_dose_rule"
        " gap_days_max pregnancy_rule factor_hydrochloride_monohydrate"
        " factor_hydrochloride_anhydrous factor_base"
    ),
    "Taking home": (
        "take_home_allowed take_home_days_longest take_home_treatment_months_shortest"
        " take_home_permit_days_longest take_home_conditions delegation"
        " methadone_take_home_allowed methadone_take_home_days_longest"
        " methadone_take_home_conditions"
    ),
    "Before the dose": (
        "breath_alcohol_max_ug_per_l breath_test_valid breath_retest_wait breath_ratio"
        " pre_dose_check_valid sedation_score_max intoxication_rule kit_needed hand_over_valid"
    ),
    "Readiness of the unit": (
        "readiness_shift_starts readiness_naloxone_fewest readiness_oxygen_needed"
        " readiness_resuscitation_kit_needed readiness_breath_tester_needed"
        " readiness_on_duty_nurse_fewest readiness_on_duty_prescriber_fewest"
        " readiness_on_duty_pharmacist_fewest readiness_on_duty_desk_fewest"
    ),
    "Use and observation": (
        "supervision injection_sites use_attempts_max failed_attempts_rule"
        " failed_attempts_observation_shortest room_time_longest observation_shortest"
        " observation_rule exit_check_valid exit_sedation_score_max exit_oxygen_percent_lowest"
        " exit_oxygen_checks_fewest watch_every watch_oxygen_percent watch_breaths watch_pulse_low"
        " watch_pulse_high watch_sedation_score sedation_scale sedation_levels"
        " alarm_look_late_after alarm_silent_longest alarm_answer_seconds_max"
        " alarm_signal_lost_seconds_max follow_up_hours_longest"
    ),
    "Overdose": (
        "overdose_care naloxone_mg naloxone_routes naloxone_repeat_shortest"
        " naloxone_repeat_longest naloxone_doses_before_other_cause oxygen_l_per_min"
        " overdose_observation_shortest equipment incident_report"
    ),
    "Incidents and reports": " ".join(key.name for key in INCIDENTS),
    "Stock and register": (
        "presentation vial_mg vial_base_mg concentration_mg_per_ml concentration_mg_per_ml_max"
        " reconstituted_hours_longest vapour_recovery_percent_low vapour_recovery_percent_high"
        " stock_supply stock_order_months_max stock_months_max storage storage_cabinet"
        " register_entry register_retention_years invoice_retention_years stock_check_rule"
        " stock_check_days_longest stock_check_people_fewest loss_report_days_longest"
        " waste_witnesses_fewest destruction_rule destruction_witnesses_fewest"
        " destruction_record_retention_years clock_skew_seconds_max"
    ),
    "People, figures and outcome": (
        "staffing rooms reporting central_register_deletion_months_longest health_checks"
        " instruments response_definition"
    ),
    "What trials asked, to compare with": (
        "trial_age_years_lowest trial_age_years_highest trial_dependence_years_shortest"
        " trial_injecting_years_shortest trial_failed_treatments_fewest"
        " trial_methadone_mg_lowest trial_methadone_days_shortest"
        " trial_substitution_months_shortest trial_use_days_percent_lowest trial_day_mg_max"
    ),
}
NAMED: Mapping[str, tuple[str, ...]] = {
    theme: tuple(keys.split()) for theme, keys in _NAMED.items()
}


def themes(keys: Iterable[str] = KEYS) -> dict[str, tuple[str, ...]]:
    """Those keys under their themes; no theme is empty."""
    asked = set(keys)
    named = {key for listed in NAMED.values() for key in listed}
    all_of_them = {**NAMED, OTHER: tuple(key for key in KEYS if key not in named)}
    found = {theme: tuple(k for k in listed if k in asked) for theme, listed in all_of_them.items()}
    return {theme: listed for theme, listed in found.items() if listed}
