"""The trail of values, in one statement, says what the plain rows say."""

from datetime import timedelta
from itertools import groupby

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.devices import measured, monitor, oximeter, put_on

from vangnet.clinic.devices import trail
from vangnet.clinic.devices.actions import keep_readings
from vangnet.clinic.devices.facts import vitals_of_all
from vangnet.clinic.devices.frames.measured import PER_MINUTE, Flag, Kind
from vangnet.clinic.devices.frames.session import Keep
from vangnet.clinic.devices.models import Reading

FLAGS = (Flag.LOW_SIGNAL, Flag.QUESTIONABLE, Flag.SENSOR_ALARM, Flag.CLOCK_OFF, Flag.OUT_OF_ORDER)
frames = st.fixed_dictionaries(
    {
        "device": st.sampled_from(["own clock", "our clock", "other", "of nobody"]),
        "kind": st.sampled_from([Kind.SPO2, Kind.SPO2, Kind.PULSE, Kind.RESPIRATORY_RATE]),
        "value": st.sampled_from(["97", "96.5", "90", "76"]),
        "seconds": st.sampled_from([0, 1, 4]),
        "late": st.sampled_from([None, 0, 3, 40]),
        "flags": st.sampled_from([(), (), (), *((flag,) for flag in FLAGS)]),
    }
)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(sent=st.lists(frames, max_size=24), newest=st.sampled_from([None, 3, 6]))
def test_the_trail_is_every_change_and_the_last_value_of_the_plain_rows(trial, sent, newest):
    start = trial.now
    with transaction.atomic():
        visits = _send(trial, sent)
        _compare(visits, trail.of_visits(visits, newest=newest), since=start, at=trial.now)
        transaction.set_rollback(True)
    trial.now = start


def _send(world, sent):
    ours, theirs = (world.check_in(world.patient()) for _ in range(2))
    devices = {
        "own clock": monitor(world), "our clock": oximeter(world),
        "other": oximeter(world, name="Oximeter 2"), "of nobody": oximeter(world, name="Loose"),
    }  # fmt: skip
    for name, visit in (("own clock", ours), ("our clock", ours), ("other", theirs)):
        put_on(world, visit, devices[name])
    world.later(minutes=1)
    heard = []
    for one in sent:
        device = devices[one["device"]]
        late = 0 if one["late"] is None and device.goes_by_own_clock else one["late"]
        world.later(seconds=one["seconds"])
        when = None if late is None else world.now - timedelta(seconds=late)
        ignored = () if when is None or device.goes_by_own_clock else (Flag.CLOCK_IGNORED,)
        unit = "%" if one["kind"] is Kind.SPO2 else PER_MINUTE
        flags = (*one["flags"], *ignored)
        frame = measured(one["value"], kind=one["kind"], unit=unit, at=when, flags=flags)
        heard.append((device, Keep(measured=frame, received_at=world.now, fingerprint="")))
    keep_readings(heard, unit=world.unit)
    return [ours.pk, theirs.pk]


def _compare(visits, found, *, since, at, ends=False):
    plain = []
    for visit, vitals in vitals_of_all(visits, since, at=at).items():
        sure = [one for one in vitals if not one.is_doubtful]
        for _run, rows in groupby(
            sorted(sure, key=lambda one: (one.device, one.kind)),  # stable: in order of time
            key=lambda one: (one.device, one.kind),
        ):
            run = list(rows)
            plain += [
                (visit, one.device, one.kind, one.at, one.value)
                for before, one, after in zip([None, *run], run, [*run[1:], None], strict=False)
                if before is None
                or after is None
                or before.value != one.value
                or (ends and after.value != one.value)
            ]
    shown = [(one.visit, one.device, one.kind, one.at, one.value) for one in found.sent]
    assert [one[3] for one in shown] == sorted(one[3] for one in shown), "oldest first"
    for visit in visits:
        cut = found.whole_after.get(visit)
        of_visit = [sorted(one for one in rows if one[0] == visit) for rows in (shown, plain)]
        if cut is None:
            assert of_visit[0] == of_visit[1]
        else:
            _same_after_a_cut(*of_visit, cut=cut)
        newest = [{one[1:3]: one[3:] for one in rows} for rows in of_visit]
        assert newest[0].keys() == newest[1].keys()
    assert not Reading.objects.filter(visit__in=visits, device__name="Loose").exists()


def _same_after_a_cut(shown, plain, *, cut):
    """Of each device and sign the first one after a cut may only seem a change, or not be one."""
    for run in {one[1:3] for one in plain}:
        ours, theirs = (
            [one for one in rows if one[1:3] == run and one[3] > cut] for rows in (shown, plain)
        )
        if len(ours) != len(theirs):
            ours, theirs = max(ours, theirs, key=len)[1:], min(ours, theirs, key=len)
        assert ours[1:] == theirs[1:] or ours == theirs
