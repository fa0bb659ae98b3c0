"""What holds for everyone: more proof takes nothing away, and time alone loses nobody."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.rules.eligibility.people import COUNTRIES, TODAY, episode, evidence, facts, protocol

from vangnet.rules.eligibility import Assessment, EligibilityFacts, Judged, Stage, State, assess
from vangnet.rules.ladder import ContactFacts, ContactKind, EpisodeEndReason, Treatment

days = st.dates(date(2015, 1, 1), TODAY)
countries = st.sampled_from(COUNTRIES)


@st.composite
def episodes(draw: st.DrawFn):
    first, length = draw(days), draw(st.none() | st.integers(0, 800))
    last = None if length is None else min(first + timedelta(days=length), TODAY)
    return episode(
        first, last, treatment=draw(st.sampled_from(Treatment)), mg=draw(st.sampled_from(
            ["20", "50", "60", "80"])), end=draw(st.sampled_from(EpisodeEndReason)),
    )  # fmt: skip


@st.composite
def people(draw: st.DrawFn, country: str) -> EligibilityFacts:
    codes = [one.code for one in protocol(country).criteria]
    rows = draw(st.lists(st.builds(
        evidence, st.sampled_from(codes), st.sampled_from(Judged), on=days,
        document=st.sampled_from(["Paper", ""]))))  # fmt: skip
    return replace(
        facts(country), stage=draw(st.sampled_from(Stage)),
        birth_date=draw(st.none() | st.dates(date(1950, 1, 1), TODAY)),
        dependence_since=draw(st.none() | days),
        episodes=tuple(draw(st.lists(episodes(), max_size=4))),
        contacts=tuple(draw(st.lists(st.builds(
            ContactFacts, kind=st.sampled_from(ContactKind), on=days, missed=st.booleans())))),
        contacts_on_paper=draw(st.none() | st.integers(0, 100)),
        dispensing_days_per_week=draw(st.none() | st.integers(1, 7)), evidence=tuple(rows),
    )  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, EligibilityFacts]:
    country = draw(countries)
    return country, draw(people(country))


def states(answer: Assessment) -> dict[str, State]:
    return {one.code: one.state for one in answer.findings}


@given(case=cases(), code=st.data())
def test_more_proof_never_turns_met_into_something_else(case, code):
    country, known = case
    before = states(assess(known, protocol(country)))
    proven = code.draw(st.sampled_from(sorted(before)))
    more = replace(known, evidence=(*known.evidence, evidence(proven)))
    after = states(assess(more, protocol(country)))
    assert all(after[one] is State.MET for one, was in before.items() if was is State.MET)


@given(case=cases(), older=st.integers(0, 20_000), longer=st.integers(0, 5_000))
def test_older_and_longer_dependent_loses_nothing(case, older, longer):
    country, known = case
    before = states(assess(known, protocol(country)))
    since = known.dependence_since
    more = replace(
        known, birth_date=known.birth_date and known.birth_date - timedelta(days=older),
        dependence_since=since and since - timedelta(days=longer),
    )  # fmt: skip
    after = states(assess(more, protocol(country)))
    for code in ("age", "dependence"):
        if before.get(code) is State.MET:
            assert after[code] is State.MET


@given(case=cases())
def test_nobody_is_eligible_with_anything_unknown_and_every_opening_says_what_would_close_it(case):
    country, known = case
    answer = assess(known, protocol(country))
    assert answer.eligible == (set(states(answer).values()) <= {State.MET, State.WAIVED})
    assert len(answer.findings) == len(states(answer)) > 0
    for one in answer.findings:
        assert (one.change is None) == (one.state in (State.MET, State.WAIVED))
        if one.state is State.MET:
            assert one.document
            assert one.verified_by
            assert one.verified_on <= known.on


@given(case=cases(), more=st.lists(st.builds(
    ContactFacts, kind=st.sampled_from(ContactKind), on=days)))  # fmt: skip
def test_coming_more_often_loses_nothing(case, more):
    country, known = case
    before = states(assess(known, protocol(country)))
    came = replace(known, contacts=(*known.contacts, *more))
    after = states(assess(came, protocol(country)))
    assert all(after[one] is State.MET for one, was in before.items() if was is State.MET)
