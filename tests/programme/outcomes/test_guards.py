"""What the database refuses of outcome interviews, whoever asks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import APP, BOTH, insert, refusal, row_of
from tests.factories.filling.outcomes import answered, begun, ended, fill, followed, held
from tests.factories.world import make_world

from vangnet.programme.outcomes.models import Answer, Ending, InstrumentSet, SetItem

SET, ITEM, ENTRY = "outcomes_instrumentset", "outcomes_setitem", "outcomes_entry"
INTERVIEW, ANSWER, END = "outcomes_interview", "outcomes_answer", "outcomes_interviewend"


def again(table, row, **changes):
    """The row once more with its own key, and with these changes."""
    known = {**row_of(table, row.pk), "id": uuid4()}
    if "request_id" in known:
        known["request_id"] = uuid4()
    return {**known, **changes}


@pytest.fixture
def entry(trial):
    return followed(trial, trial.patient())


@BOTH
def test_a_set_is_named_by_its_content_and_never_grows_in_use(trial, entry, role):
    interview = begun(trial, entry)
    kept = interview.instruments
    assert insert(role, SET, again(SET, kept, content="[]")) == "set_is_named_by_its_content"
    first = SetItem.objects.filter(instruments=kept).first()
    more = again(ITEM, first, place=999, item="more")
    assert insert(role, ITEM, more) == "set_is_whole_before_its_first_interview"


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({"intake_on": "2026-01-01"}, None),
    ({}, "entry_once_a_day"),
    ({"intake_on": "2026-03-03"}, "entry_is_not_of_the_future"),
])  # fmt: skip
def test_somebody_is_followed_once_from_a_day_that_has_come(trial, entry, changes, guard, role):
    assert insert(role, ENTRY, again(ENTRY, entry, **changes)) == guard


@BOTH
@pytest.mark.parametrize(("name", "guard"), [
    ("nurse", None), ("prescriber", None), ("desk", "entry_is_by_who_may"),
    ("manager", "entry_is_by_who_may"), ("auditor", "entry_is_by_who_may"),
])  # fmt: skip
def test_a_nurse_or_prescriber_follows_somebody(trial, entry, name, guard, role):
    new = {"intake_on": "2026-01-01", "recorded_by_id": trial.staff[name].pk}
    assert insert(role, ENTRY, again(ENTRY, entry, **new)) == guard


@BOTH
def test_nobody_of_another_unit_is_followed_here(trial, entry, role):
    other = make_world(code="elsewhere")
    theirs = {"patient_id": other.patient().pk}
    assert insert(role, ENTRY, again(ENTRY, entry, **theirs)) == "entry_is_of_a_patient_here"
    assert insert(
        role, ENTRY, again(ENTRY, entry, intake_on="2026-01-01", recorded_by_id=other.nurse.pk)
    ) == "entry_is_by_who_may"  # fmt: skip


@BOTH
def test_a_day_of_intake_stays_once_there_is_an_interview(trial, entry, role):
    right = {"intake_on": "2026-01-01", "corrects_id": entry.pk}
    assert insert(role, ENTRY, again(ENTRY, entry, **right)) is None
    begun(trial, entry)
    assert insert(role, ENTRY, again(ENTRY, entry, **right)) == "entry_with_interviews_stays"
    other = followed(trial, trial.patient())
    wrong = {"intake_on": "2026-01-01", "corrects_id": other.pk}
    assert insert(role, ENTRY, again(ENTRY, entry, **wrong)) == "entry_corrects_its_own"


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"held_on": "2026-03-01"}, "interview_days_fit"),
    ({"due_on": "2026-02-01"}, "interview_days_fit"),
    ({"manner": "dream"}, "interview_manner_is_known"),
    ({"language": "xx"}, "interview_manner_is_known"),
    ({"wave_months": 0}, "interview_once_a_wave"),
])  # fmt: skip
def test_an_interview_is_of_one_wave_and_of_its_day(trial, entry, changes, guard, role):
    first = begun(trial, entry)
    due = entry.intake_on + timedelta(days=61)  # two months on, of 22 November
    new = {"wave_months": 2, "due_on": "2026-01-22", **changes}
    assert due.isoformat()[:7] == "2026-01"
    if changes.get("wave_months") == 0:
        new["due_on"] = first.due_on
    assert insert(role, INTERVIEW, again(INTERVIEW, first, **new)) == guard


@BOTH
def test_an_interview_is_of_its_own_patient_and_staff(trial, entry, role):
    first = begun(trial, entry)
    new = {"wave_months": 2, "due_on": "2026-01-22"}
    theirs = {**new, "patient_id": trial.patient().pk}
    assert insert(role, INTERVIEW, again(INTERVIEW, first, **theirs)) == "interview_is_of_its_entry"
    wrong = {**new, "started_by_id": trial.staff["desk"].pk}
    assert insert(role, INTERVIEW, again(INTERVIEW, first, **wrong)) == "interview_is_by_who_may"


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"value": 30}, None),
    ({"value": 31}, "answer_lies_in_its_bounds"),
    ({"value": -1}, "answer_lies_in_its_bounds"),
    ({"value": "0.5"}, "answer_lies_in_its_bounds"),
    ({"value": None}, "answer_has_a_value_or_says_why_not"),
    ({"state": "dont_know"}, "answer_has_a_value_or_says_why_not"),
    ({"state": "dont_know", "value": None}, None),
    ({"state": "perhaps"}, "answer_has_a_value_or_says_why_not"),
    ({"recorded_at": "2026-03-02T07:00:00+00:00"}, "answer_comes_after_the_start"),
])  # fmt: skip
def test_an_answer_lies_within_its_question(trial, entry, changes, guard, role):
    interview = begun(trial, entry)
    answered(trial, interview, places=1)
    second = SetItem.objects.get(instruments=interview.instruments, place=2)
    first = Answer.objects.get(interview=interview)
    new = {"item_id": second.pk, "value": 5, **changes}
    assert insert(role, ANSWER, again(ANSWER, first, **new)) == guard


@BOTH
def test_an_answer_is_given_once_and_then_corrected_by_its_own(trial, entry, role):
    interview = begun(trial, entry)
    answered(trial, interview, places=2)
    first, second = Answer.objects.filter(interview=interview).order_by("item__place")
    assert insert(role, ANSWER, again(ANSWER, first, value=3)) == "answer_given_once"
    right = again(ANSWER, first, value=3, corrects_id=first.pk)
    assert insert(role, ANSWER, right) is None
    wrong = again(ANSWER, first, value=3, corrects_id=second.pk)
    assert insert(role, ANSWER, wrong) == "answer_corrects_its_own"
    by = again(ANSWER, first, value=3, corrects_id=first.pk, recorded_by_id=trial.staff["desk"].pk)
    assert insert(role, ANSWER, by) == "answer_is_by_who_may"


@BOTH
def test_after_the_end_an_answer_is_only_put_right_with_a_reason(trial, entry, role):
    interview = begun(trial, entry)
    answered(trial, interview, places=1)
    ended(trial, interview, Ending.BROKEN_OFF)
    first = Answer.objects.get(interview=interview)
    second = SetItem.objects.get(instruments=interview.instruments, place=2)
    late = "answer_after_the_end_is_a_correction"
    assert insert(role, ANSWER, again(ANSWER, first, item_id=second.pk)) == late
    fix = {"value": 3, "corrects_id": first.pk}
    assert insert(role, ANSWER, again(ANSWER, first, **fix)) == late
    assert insert(role, ANSWER, again(ANSWER, first, **fix, because="misheard")) is None


@BOTH
@pytest.mark.parametrize(("places", "ending", "guard"), [
    (None, "completed", None), (1, "completed", "interview_ends_as_it_was"),
    (1, "broken_off", None), (None, "broken_off", "interview_ends_as_it_was"),
    (0, "refused", None), (0, "not_reached", None), (1, "refused", "interview_ends_as_it_was"),
    (0, "asleep", "interview_ending_is_known"),
])  # fmt: skip
def test_an_interview_ends_as_it_was(trial, entry, places, ending, guard, role):
    interview = begun(trial, entry)
    answered(trial, interview, places=places)
    kept = {
        "id": uuid4(), "interview_id": interview.pk, "ending": ending, "words": "",
        "ended_at": trial.now, "ended_by_id": trial.nurse.pk,
    }  # fmt: skip
    assert insert(role, END, kept) == guard
    early = {**kept, "ended_at": trial.now - timedelta(minutes=1)}
    if guard is None:
        assert insert(role, END, early) == "interview_ends_last"
        by = {**kept, "ended_by_id": trial.staff["desk"].pk}
        assert insert(role, END, by) == "interview_end_is_by_who_may"


@BOTH
def test_an_interview_ends_once(trial, entry, role):
    interview = held(trial, entry, 0)
    assert insert(role, END, again(END, interview.end)) is not None


@BOTH
@pytest.mark.parametrize("table", [SET, ITEM, ENTRY, INTERVIEW, ANSWER, END])
def test_nothing_of_an_interview_is_changed_or_removed(trial, table, role):
    fill(trial, trial.patient())
    denied = {"record_is_final", "42501"} if role == APP else {"record_is_final"}
    assert refusal(role, f"update {table} set id = id") in denied
    assert refusal(role, f"delete from {table}") in denied


def test_every_row_of_an_interview_has_its_leaf(trial):
    fill(trial, trial.patient())
    from vangnet.clinic.journal.models import Leaf

    for table, model in ((ANSWER, Answer), (SET, InstrumentSet), (ITEM, SetItem)):
        keys = {str(key) for key in model.objects.values_list("pk", flat=True)}
        leaves = Leaf.objects.filter(table_name=table).values_list("row_key", flat=True)
        assert keys <= set(leaves)
