"""Only a prescriber orders and releases; only the medical director signs a protocol."""

from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, refusal, row_of

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.protocols.models import ProtocolLimit, ProtocolVersion

NOT_PRESCRIBERS = ("desk", "nurse", "pharmacist", "manager", "auditor")


@BOTH
@pytest.mark.parametrize("name", NOT_PRESCRIBERS)
def test_only_a_prescriber_signs_an_order(trial, name, role):
    patient = trial.patient()
    order = row_of("consulting_order", patient.orders.get().pk)
    row = {
        **order, "id": uuid4(), "number": 2, "supersedes_id": order["id"], "signed_at": trial.now
    }  # fmt: skip
    assert insert(role, "consulting_order", row) is None
    by = {"prescriber_id": trial.staff[name].pk}
    assert insert(role, "consulting_order", row | by) == "order_is_signed_by_a_prescriber"


@BOTH
@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"supersedes_id": None}, "order_only_the_first_supersedes_nothing"),
        ({"number": 1}, "order_supersedes_one_of_the_same_patient"),
        ({"dose_mg": "0"}, "order_amounts_are_possible"),
        ({"day_mg": "199"}, "order_amounts_are_possible"),
        ({"doses_per_day": 0}, "order_amounts_are_possible"),
        ({"valid_until": "2025-01-01"}, "order_ends_after_it_starts"),
    ],
)
def test_an_order_with_one_thing_wrong_stays_out(trial, changes, guard, role):
    order = row_of("consulting_order", trial.patient().orders.get().pk)
    row = {**order, "id": uuid4(), "number": 2, "supersedes_id": order["id"], **changes}
    assert insert(role, "consulting_order", row) == guard


@BOTH
@pytest.mark.parametrize("name", NOT_PRESCRIBERS)
@pytest.mark.parametrize("kind", [HoldKind.EMERGENCY, HoldKind.HARD])
def test_only_a_prescriber_lifts_an_emergency_or_a_hard_hold(trial, kind, name, role):
    hold = consulting.put_on_hold(
        patient=trial.patient(), kind=kind, reason="test", owner=trial.staff[name],
        by=trial.nurse, at=trial.now,
    )  # fmt: skip
    lifted = """update consulting_hold set lifted_at = %s, lifted_by_id = %s,
                lifted_because = 'seen' where id = %s"""
    by = trial.staff[name].pk
    assert refusal(role, lifted, trial.now, by, hold.pk) == "hold_is_lifted_by_who_may"
    assert (
        consulting.lift_hold(hold=hold, because="seen", by=trial.staff[name], at=trial.now) is None
    )
    prescriber = trial.staff["prescriber"].pk
    assert refusal(role, lifted, trial.now, prescriber, hold.pk) is None


@BOTH
@pytest.mark.parametrize("name", [*NOT_PRESCRIBERS, "second_nurse"])
def test_only_the_medical_director_signs_a_protocol(trial, name, role):
    signed = row_of("protocols_protocolversion", ProtocolVersion.objects.latest("signed_at").pk)
    later = trial.later(minutes=1).now
    row = {**signed, "id": uuid4(), "signed_at": later, "in_force_from": later,
           "limits_count": 0}  # fmt: skip
    assert insert(role, "protocols_protocolversion", row) is None
    by = {"signed_by_id": trial.staff[name].pk}
    assert insert(role, "protocols_protocolversion", row | by) == (
        "protocol_is_signed_by_the_medical_director"
    )
    early = {"in_force_from": signed["signed_at"]}
    assert insert(role, "protocols_protocolversion", row | early) is not None


@BOTH
@pytest.mark.parametrize("change", ["content = '{}'", "version = 'x'", "in_force_from = now()"])
def test_a_signed_version_stays_as_it_was_signed(trial, change, role):
    answer = refusal(role, f"update protocols_protocolversion set {change}")
    assert answer in {"record_is_final", "42501"}


@BOTH
def test_an_unset_limit_is_no_limit_only_where_it_says_so(trial, role):
    limit = row_of("protocols_protocollimit", ProtocolLimit.objects.first().pk)
    row = {**limit, "id": uuid4(), "drug": "other"}
    # Right in itself: all that is wrong is that it comes after the signature.
    assert insert(role, "protocols_protocollimit", row) == "limit_is_signed_with_its_version"
    unset = row | {"dose_mg_max": None}
    assert insert(role, "protocols_protocollimit", unset) == "limit_dose_mg_max_set_or_said_none"
    both = row | {"no_limit": [*row["no_limit"], "dose_mg_max"]}
    assert insert(role, "protocols_protocollimit", both) == "limit_dose_mg_max_set_or_said_none"
