"""Signs say what they ask for, by the signed lines; the database works it out once more."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, refusal
from tests.factories.gaps import sign_values
from tests.rules.test_watching import LEVELS_OF_POSS

from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery.models import Observation
from vangnet.rules.decision import Reason

ANSWERS = ("normal", "not_signed", "watch", "call", "overdose")


@pytest.fixture
def dosed(trial):
    """Somebody whose dose has just ended."""
    trial.visit = trial.at_the_hatch(trial.patient())
    trial.use(trial.hand_over(trial.visit))
    trial.ended_at = trial.now
    return trial


def seen(world, **signs):
    world.observe(world.visit, **signs)
    return Observation.objects.filter(visit=world.visit).latest("at", "pk")


def row(world, **changes):
    return {
        "id": uuid4(), "unit_id": world.unit.pk, "visit_id": world.visit.pk,
        "patient_id": world.visit.patient_id, "at": world.now, "by_id": world.nurse.pk,
        "sedation_score": 0, "asleep": False, "signs": [], "is_exit_check": False,
        "request_id": uuid4(), "sedation_scale": "plain", "sedation_level": "", "asks": "normal",
        **changes,
    }  # fmt: skip


def test_the_same_saturation_asks_for_more_when_the_first_minutes_are_over(dosed):
    assert seen(dosed.later(minutes=2), spo2_percent=76).asks == "normal"
    assert seen(dosed.later(minutes=20), spo2_percent=76).asks == "call"


def test_signs_before_a_dose_ask_for_nothing(trial):
    trial.visit = trial.check_in(trial.patient())
    assert seen(trial, spo2_percent=40).asks == ""


def test_the_level_is_kept_as_read_and_counts_as_signed(dosed):
    kept = seen(dosed, sedation_score=2, sedation_level="-3")
    assert (kept.sedation_scale, kept.sedation_level, kept.sedation_score) == ("rass", "-3", 2)


@BOTH
def test_the_database_agrees_with_the_rule_wherever_a_line_lies(dosed, role):
    """One rule, two evaluators: minutes and values on both sides of each line."""
    minutes, pulses = (0, 4, 5, 14, 15, 40), (None, 29, 30, 39, 40, 49, 50, 109, 110, 139, 140, 160)
    grid = [
        *product(minutes, (54, 55, 65, 75, 81, 82, 88), (3, 4, 6, 8, 10), (None,), (0, 2)),
        *product(minutes, (97,), (14,), pulses, (0,)),
    ]
    for minute, oxygen, breaths, pulse, score in grid[:: 3 if role == "vangnet_app" else 17]:
        dosed.now = dosed.ended_at + timedelta(minutes=minute)
        signs = {"sedation_score": score, "spo2_percent": oxygen, "breaths_per_minute": breaths,
                 "pulse_per_minute": pulse}  # fmt: skip
        said = recovery._asks(dosed.visit, recovery.Signs(**signs), at=dosed.now)
        refused = insert(role, "recovery_observation", row(dosed, asks=said, **signs))
        assert refused is None, (minute, signs, said)


@BOTH
def test_signs_cannot_be_kept_as_asking_for_something_else(dosed, role):
    guard = "signs_ask_by_the_signed_lines"
    for asks in ("", "normal", "watch", "overdose"):
        changed = row(dosed, spo2_percent=60, asks=asks)
        assert insert(role, "recovery_observation", changed) == guard
    assert insert(role, "recovery_observation", row(dosed, spo2_percent=60, asks="call")) is None


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({"sedation_scale": "rass", "sedation_level": "-3", "sedation_score": 0, "asks": "normal"},
     "score_is_that_of_the_signed_level"),
    ({"sedation_scale": "poss", "sedation_level": "S"}, "score_is_that_of_the_signed_level"),
    ({"sedation_scale": "rass", "sedation_level": "S"}, "score_is_that_of_the_signed_level"),
    ({"sedation_level": "0"}, "observation_level_is_of_its_scale"),
    ({"sedation_scale": "gcs"}, "score_is_that_of_the_signed_level"),
    ({"sedation_scale": "rass", "sedation_level": "0"}, None),
])  # fmt: skip
def test_a_level_counts_as_what_was_signed_and_as_nothing_else(dosed, role, changes, guard):
    assert insert(role, "recovery_observation", row(dosed, **changes)) == guard


def test_a_unit_that_chose_poss_reads_poss(dosed):
    units = {"sedation_levels": "{score}"}
    sign_values(
        dosed.later(minutes=1), units, sedation_scale="poss", sedation_levels=LEVELS_OF_POSS
    )
    dosed.visit = dosed.at_the_hatch(dosed.patient())
    dosed.use(dosed.hand_over(dosed.visit))
    assert seen(dosed, sedation_score=2, sedation_level="3").sedation_scale == "poss"


@pytest.mark.parametrize(("level", "released"), [("1", True), ("S", False)])
def test_who_is_read_as_asleep_leaves_no_room(dosed, level, released):
    """S of POSS is "asleep, easy to wake": its score alone would let a sleeper go."""
    units = {"sedation_levels": "{score}"}
    levels = [["1", 0], ["S", 0], ["2", 1], ["3", 2], ["4", 3]]
    sign_values(dosed.later(minutes=1), units, sedation_scale="poss", sedation_levels=levels)
    visit = dosed.visit = dosed.at_the_hatch(dosed.patient())
    dosed.use(dosed.hand_over(visit))
    dosed.later(minutes=31).observe(visit, sedation_level=level, exit_check=True)
    leaving = recovery.release(visit=visit, by=dosed.nurse, at=dosed.now)
    assert (leaving.departure is not None) is released
    assert released or leaving.decision.reasons == (Reason.EXIT_ASLEEP,)


def ready(world):
    """Observed for as long as was signed, with a good check."""
    world.now = world.ended_at + timedelta(minutes=31)
    world.observe(world.visit, exit_check=True)
    return world


def departure(world, check):
    return {
        "id": uuid4(), "unit_id": world.unit.pk, "visit_id": world.visit.pk,
        "patient_id": world.visit.patient_id, "kind": "released", "at": world.now,
        "by_id": world.nurse.pk, "exit_check_id": check.pk, "reasons": [],
    }  # fmt: skip


@BOTH
def test_a_value_that_asks_for_help_lets_nobody_go(dosed, role):
    ready(dosed)
    check = Observation.objects.get(visit=dosed.visit)
    assert insert(role, "recovery_departure", departure(dosed, check)) is None
    assert seen(dosed.later(minutes=1), breaths_per_minute=7).asks == "call"
    answer = recovery.release(visit=dosed.visit, by=dosed.nurse, at=dosed.now)
    assert answer.decision.reasons == (Reason.EXIT_VALUE_ASKS_FOR_HELP,)
    guard = "release_weighs_what_signs_ask_for"
    assert insert(role, "recovery_departure", departure(dosed, check)) == guard


@BOTH
def test_what_signs_asked_for_is_never_changed(dosed, role):
    kept = seen(dosed, spo2_percent=60)
    change = "update recovery_observation set asks = 'normal' where id = %s"
    assert refusal(role, change, kept.pk) in {"record_is_final", "42501"}
