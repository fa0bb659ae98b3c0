"""Episodes, doses, ends and contacts as staff write and correct them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.clinic.consulting.ladder.people import (
    HAT_SINCE,
    TODAY,
    begin,
    begun,
    facts,
    in_hat,
    settle,
    written,
)
from tests.factories.world import make_world

from vangnet.clinic.consulting.ladder import actions
from vangnet.clinic.consulting.ladder.facts import (
    as_facts,
    attendance_of,
    contacts_of,
    episodes_of,
    episodes_of_unit,
    standing_contacts,
    standing_episodes,
)
from vangnet.clinic.consulting.models import Contact
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.ladder import (
    ContactKind,
    DoseSpan,
    EpisodeEndReason,
    LadderReason,
    Treatment,
    rung_now,
)

DAY = timedelta(days=1)
T = Treatment
SINCE = date(2024, 1, 1)
WHY = EpisodeEndReason.NOT_EFFECTIVE


def over(treatment=T.METHADONE, first=SINCE, last=date(2025, 1, 1), **more):
    return facts(treatment, first, (first, "60"), ended_on=last, end_reason=WHY, **more)


def test_what_was_written_is_what_the_rules_are_told(trial):
    patient = trial.patient()
    told = [
        over(provider="North clinic", evidence="letter of 3 Feb 2025"),
        facts(T.HAT, HAT_SINCE, (HAT_SINCE, "300"), (TODAY, "360.5")),
    ]
    for one in reversed(told):
        begun(trial, patient, one)
    assert list(episodes_of(patient)) == told
    assert episodes_of_unit(trial.unit)[patient.pk] == tuple(told)


def test_the_questions_about_a_whole_unit_do_not_grow_with_it(trial, django_assert_num_queries):
    for _ in range(3):
        begun(trial, trial.patient(), over())
    with django_assert_num_queries(2):
        assert len(episodes_of_unit(trial.unit)) == 3


def test_hat_runs_beside_methadone(trial):
    patient = in_hat(trial)
    assert begin(trial, patient, facts(T.METHADONE, HAT_SINCE)).reasons == ()
    assert rung_now(episodes_of(patient), on=TODAY) is T.HAT


def test_a_second_methadone_at_the_same_time_is_refused(trial):
    patient = trial.patient()
    begun(trial, patient, facts(T.METHADONE, SINCE))
    again = begin(trial, patient, facts(T.METHADONE, TODAY, provider="North"))
    assert again.reasons == (LadderReason.SAME_TREATMENT_TWICE,)
    assert len(episodes_of(patient)) == 1


def test_every_reason_comes_back_and_nothing_is_written(trial):
    patient = trial.patient()
    wrong = facts(T.METHADONE, TODAY + DAY, (TODAY, "60"), ended_on=TODAY, end_reason=None)
    answer = begin(trial, patient, wrong)
    assert set(answer.reasons) == {
        LadderReason.STARTS_IN_THE_FUTURE, LadderReason.ENDS_BEFORE_ITS_START,
        LadderReason.END_WITHOUT_A_REASON, LadderReason.DOSE_BEFORE_THE_START,
    }  # fmt: skip
    assert answer.row is None
    assert episodes_of(patient) == ()


def test_the_same_request_twice_is_one_episode(trial):
    patient, key = trial.patient(), uuid4()
    first = begin(trial, patient, over(), request_id=key)
    assert begin(trial, patient, over(), request_id=key).row == first.row
    with pytest.raises(RequestReused):
        begin(trial, patient, over(T.OTHER), request_id=key)
    with pytest.raises(RequestReused):
        begin(trial, trial.patient(), over(), request_id=key)


def test_nobody_but_a_prescriber_of_the_unit_writes_episodes(trial):
    patient, other = trial.patient(), make_world(code="east")
    with pytest.raises(NotAllowed):
        begin(trial, patient, over(), by=trial.nurse)
    stranger = begin(trial, patient, over(), by=other.staff["prescriber"])
    assert stranger.reasons == (LadderReason.PATIENT_OF_ANOTHER_UNIT,)


def span(day, mg="70", days=None):
    return DoseSpan(from_on=day, mg_per_day=Decimal(mg), supervised_days_per_week=days)


def dose(world, episode, new):
    return actions.record_dose(episode=episode, dose=new, **written(world))


def test_a_dose_is_added_once_and_only_inside_its_episode(trial):
    patient = trial.patient()
    episode = begun(trial, patient, over())
    last = date(2025, 1, 1)
    first = dose(trial, episode, span(last, days=5))
    assert dose(trial, episode, span(last, days=5)).row == first.row
    assert as_facts(standing_episodes(pk=episode.pk).get()).doses[-1] == span(last, days=5)
    refused = {
        span(last + DAY): LadderReason.DOSE_AFTER_THE_END,
        span(SINCE - DAY): LadderReason.DOSE_BEFORE_THE_START,
        span(last, "80"): LadderReason.TWO_DOSES_ON_ONE_DAY,
        span(SINCE + DAY, "-1"): LadderReason.DOSE_IMPOSSIBLE,
    }
    for new, reason in refused.items():
        assert dose(trial, episode, new).reasons == (reason,)
    assert episode.doses.count() == 2


def end(world, episode, on, reason=WHY, **more):
    answer = actions.end_episode(episode=episode, ended_on=on, reason=reason, **written(world))
    settle()
    return answer


def test_an_episode_ends_once(trial):
    episode = begun(trial, trial.patient(), facts(T.METHADONE, SINCE, (TODAY - DAY, "60")))
    assert end(trial, episode, TODAY - 2 * DAY).reasons == (LadderReason.DOSE_AFTER_THE_END,)
    assert end(trial, episode, TODAY + DAY).reasons == (LadderReason.ENDS_IN_THE_FUTURE,)
    first = end(trial, episode, TODAY - DAY)
    assert end(trial, episode, TODAY - DAY).row == first.row
    assert end(trial, episode, TODAY).reasons == (LadderReason.ALREADY_ENDED,)


def correct(world, episode, new, **more):
    answer = actions.correct_episode(
        episode=episode, new=new, why="letter read again",
        **{"request_id": uuid4(), **written(world), **more},
    )  # fmt: skip
    settle()
    return answer


def test_a_correction_takes_the_place_of_the_whole_episode(trial):
    patient = trial.patient()
    wrong = begun(trial, patient, over())
    right = replace(over(first=SINCE + DAY), evidence="letter of 3 Feb 2025")
    row = correct(trial, wrong, right).row
    assert (row.corrects, row.why_corrected) == (wrong, "letter read again")
    assert episodes_of(patient) == (right,)
    assert wrong.doses.count() == 1  # what was first written stays
    assert correct(trial, wrong, right).reasons == (
        LadderReason.ALREADY_CORRECTED, LadderReason.SAME_TREATMENT_TWICE
    )  # fmt: skip
    assert dose(trial, wrong, span(SINCE + 5 * DAY)).reasons[0] is LadderReason.ALREADY_CORRECTED


def test_an_episode_that_never_was_is_taken_back(trial):
    patient, key = trial.patient(), uuid4()
    wrong = begun(trial, patient, facts(T.METHADONE, SINCE))
    row = correct(trial, wrong, None, request_id=key).row
    assert row.withdrawn
    assert episodes_of(patient) == ()
    assert correct(trial, wrong, None, request_id=key).row == row
    begun(trial, patient, facts(T.METHADONE, SINCE))
    with pytest.raises(RequestReused):
        correct(trial, standing_episodes(patient=patient).get(), None, request_id=key)


def test_a_correction_cannot_bring_in_what_could_not_be_begun(trial):
    patient = in_hat(trial)
    wrong = begun(trial, patient, over())
    assert correct(trial, wrong, facts(T.HAT, TODAY)).reasons == (
        LadderReason.SAME_TREATMENT_TWICE,
    )
    ended = over(T.HAT, date(2020, 1, 1), date(2021, 1, 1))
    assert correct(trial, wrong, ended).reasons == (LadderReason.HAT_ENDS_BY_LEAVING,)


def contact(world, patient, **changes):
    values = {"kind": ContactKind.COUNSELLING, "on": TODAY, **changes}
    return actions.record_contact(
        patient=patient, new=actions.NewContact(**values), request_id=uuid4(), by=world.nurse,
        at=world.now,
    )  # fmt: skip


def test_contacts_are_told_newest_first_and_missed_ones_as_well(trial):
    patient = trial.patient()
    contact(trial, patient, on=TODAY - 5 * DAY, missed=True)
    contact(trial, patient)
    assert [(one.on, one.missed) for one in contacts_of(patient)] == [
        (TODAY, False), (TODAY - 5 * DAY, True)
    ]  # fmt: skip
    assert [one.on for one in contacts_of(patient, since=TODAY)] == [TODAY]


def test_a_contact_of_tomorrow_or_of_another_unit_is_refused(trial):
    patient, other = trial.patient(), make_world(code="east")
    assert contact(trial, patient, on=TODAY + DAY).reasons == (LadderReason.CONTACT_IN_THE_FUTURE,)
    assert contact(other, patient).reasons == (LadderReason.PATIENT_OF_ANOTHER_UNIT,)
    assert not Contact.objects.filter(patient=patient).exists()


@pytest.mark.parametrize("who", ["desk", "pharmacist", "manager", "auditor"])
def test_who_may_not_record_a_contact(trial, who):
    with pytest.raises(NotAllowed):
        actions.record_contact(
            patient=trial.patient(), request_id=uuid4(), by=trial.staff[who], at=trial.now,
            new=actions.NewContact(kind=ContactKind.VISIT, on=TODAY),
        )  # fmt: skip


def test_a_contact_is_corrected_and_taken_back(trial):
    patient = trial.patient()
    first = contact(trial, patient, missed=True).row
    told = {"why": "came late", "by": trial.nurse, "at": trial.now}
    seen = actions.NewContact(kind=ContactKind.VISIT, on=TODAY)
    second = actions.correct_contact(contact=first, new=seen, request_id=uuid4(), **told)
    assert [one.missed for one in contacts_of(patient)] == [False]
    late = actions.correct_contact(contact=first, new=seen, request_id=uuid4(), **told)
    assert late.reasons == (LadderReason.ALREADY_CORRECTED,)
    actions.correct_contact(contact=second.row, new=None, request_id=uuid4(), **told)
    assert not standing_contacts(patient).exists()
    assert Contact.objects.filter(patient=patient).count() == 3


def test_attendance_counts_from_the_start_of_hat_and_not_a_day_that_is_not_over(trial):
    patient = trial.patient()
    began = TODAY + DAY
    trial.later(days=1)
    begun(trial, patient, facts(T.HAT, began))
    trial.hand_over(trial.at_the_hatch(patient))
    came = [(one.on, one.came) for one in attendance_of(patient, days=28, on=began)]
    assert came == [(began, True)]
    later = attendance_of(patient, days=28, on=began + 3 * DAY)
    assert [one.came for one in later] == [True, False, False]
    assert [one.came for one in attendance_of(patient, days=2, on=began + 3 * DAY)] == [False]
