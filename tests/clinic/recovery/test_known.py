"""What is asked of devices first is little, and says the same as everything they ever sent."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.devices import keep_all, measured, oximeter, put_on

from vangnet.clinic.devices.frames.measured import PER_MINUTE, Kind
from vangnet.clinic.recovery import alarm_words, known, vitals
from vangnet.rules.alarms import alarm_of

runs = st.lists(
    st.tuples(st.sampled_from([97, 96, 88, 84, 74]), st.integers(1, 6)), min_size=1, max_size=12
)


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(sent=runs, pulses=runs, asked=st.integers(3, 9), shown=st.integers(1, 4))
def test_alarm_and_trend_are_those_of_all_values(trial, sent, pulses, asked, shown, monkeypatch):
    monkeypatch.setattr(known, "NEWEST", asked)
    monkeypatch.setattr(known, "READINGS_SHOWN", shown)
    monkeypatch.setattr(alarm_words, "READINGS_SHOWN", shown)
    start = trial.now
    with transaction.atomic():
        _compare(trial, sent, pulses)
        transaction.set_rollback(True)
    trial.now = start


def _compare(world, sent, pulses):
    visit = world.at_the_hatch(world.patient())
    world.use(world.hand_over(visit))
    world.later(minutes=12).observe(visit, spo2_percent=95)
    device = oximeter(world)
    put_on(world, visit, device)
    heard = []
    for kind, unit, values in ((Kind.SPO2, "%", sent), (Kind.PULSE, PER_MINUTE, pulses)):
        one_a_second = [value for value, times in values for _ in range(times)]
        for second, value in enumerate(one_a_second, start=1):
            heard.append((measured(value, kind=kind, unit=unit), timedelta(seconds=second)))
    keep_all(world, device, heard)
    world.later(seconds=80).observe(visit, spo2_percent=93)
    world.now += timedelta(seconds=1)
    little = known.of_visit(visit, at=world.now)
    whole = vitals.of_visits([visit.pk]).readings[visit.pk]
    full = type(little)(**{**_fields(little), "readings": whole})
    assert alarm_of(little) == alarm_of(full)
    assert alarm_words.trend(little) == alarm_words.trend(full)


def _fields(facts):
    return {name: getattr(facts, name) for name in type(facts).__dataclass_fields__}
