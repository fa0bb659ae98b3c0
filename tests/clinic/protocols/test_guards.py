"""A signed version keeps the limits it was signed with, and so does the clock's tolerance."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, refusal, row_of

from vangnet.clinic.board.verify import decisions
from vangnet.clinic.protocols.models import ProtocolLimit, ProtocolVersion


@BOTH
def test_no_limits_are_added_to_a_signed_version(trial, role):
    version = ProtocolVersion.objects.get(unit=trial.unit)
    row = row_of("protocols_protocollimit", version.limits.first().pk)
    more = {**row, "id": uuid4(), "route": "nasal", "dose_mg_max": 9000}
    assert insert(role, "protocols_protocollimit", more) == "limit_is_signed_with_its_version"


@BOTH
def test_a_version_without_all_its_limits_is_not_kept(trial, role):
    row = row_of("protocols_protocolversion", ProtocolVersion.objects.get(unit=trial.unit).pk)
    later = trial.now + timedelta(hours=1)
    bare = {**row, "id": uuid4(), "in_force_from": later, "signed_at": later}
    assert insert(role, "protocols_protocolversion", bare) == "version_has_all_its_limits"


@BOTH
@pytest.mark.parametrize(("seconds", "guard"), [(-1, None), (0, None), (1, True)])
def test_the_clock_may_stray_as_far_as_was_signed_and_no_further(trial, seconds, guard, role):
    limit = ProtocolLimit.objects.filter(version__unit=trial.unit).earliest("clock_skew_max")
    wanted = limit.clock_skew_max + timedelta(seconds=seconds)
    change = "update registry_unit set clock_skew_max = %s where id = %s"
    expected = "clock_tolerance_is_the_signed_one" if guard else None
    assert refusal(role, change, wanted, trial.unit.pk) == expected


def test_verify_compares_the_limits_with_what_was_signed(trial, monkeypatch):
    assert list(decisions._protocols()) == []
    signed = decisions.columns_of
    monkeypatch.setattr(
        decisions, "columns_of",
        lambda limits: {**signed(limits), "gap_days_max": limits.gap_days_max + 1},
    )  # fmt: skip
    told = list(decisions._protocols())
    assert {one.table for one in told} == {"protocols_protocollimit"}
    assert str(ProtocolVersion.objects.get(unit=trial.unit).pk) in {one.key for one in told}
