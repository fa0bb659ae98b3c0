"""What may be written on someone's ladder. The guards of the tables say the same once more."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from vangnet.rules.amounts import is_whole_step
from vangnet.rules.ladder.facts import DoseSpan, EpisodeFacts
from vangnet.rules.ladder.words import EpisodeEndReason, Follows
from vangnet.rules.ladder.words import LadderReason as R

DAYS_IN_A_WEEK = 7
MG_BELOW = 1_000_000  # more does not fit into the record: a slip of the hand


def faults(episode: EpisodeFacts, others: Iterable[EpisodeFacts], *, today: date) -> tuple[R, ...]:
    """Every reason why this episode cannot stand beside the person's others, each once."""
    found = [*_ends(episode, today), *_doses(episode, today)]
    if episode.started_on > today:
        found.insert(0, R.STARTS_IN_THE_FUTURE)
    known = list(others)
    if any(overlap(episode, other) for other in known):
        found.append(R.SAME_TREATMENT_TWICE)
    deaths = [one.ended_on for one in known if one.end_reason is EpisodeEndReason.DECEASED]
    if any(died and span.from_on > died for died in deaths for span in episode.doses):
        found.append(R.AFTER_DEATH)
    return tuple(dict.fromkeys(found))


def overlap(one: EpisodeFacts, other: EpisodeFacts) -> bool:
    """Whether two episodes are the same treatment at one time. One day may belong to both:

    the day on which one clinic took over from the other.
    """
    return (
        one.treatment is other.treatment
        and one.started_on < (other.ended_on or date.max)
        and other.started_on < (one.ended_on or date.max)
    )


def faults_of_exit(
    episodes: Sequence[EpisodeFacts], *, reason: EpisodeEndReason, follows: Follows, provider: str,
) -> tuple[R, ...]:  # fmt: skip
    """Every reason why this cannot be how someone leaves HAT."""
    found = []
    if not any(one.is_hat_here and one.ended_on is None for one in episodes):
        found.append(R.NO_HAT_TO_LEAVE)
    if (reason is EpisodeEndReason.DECEASED) != (follows is Follows.NOTHING):
        found.append(R.FOLLOWS_NOTHING)
    elsewhere = follows in (Follows.OTHER_PROVIDER, Follows.PRISON_MEDICAL_SERVICE)
    if elsewhere and not provider.strip():
        found.append(R.FOLLOWS_NOT_NAMED)
    if provider and not elsewhere:
        found.append(R.FOLLOWS_HERE_AND_ELSEWHERE)
    return tuple(found)


def _ends(episode: EpisodeFacts, today: date) -> Iterator[R]:
    if episode.ended_on is None:
        return
    if episode.ended_on < episode.started_on:
        yield R.ENDS_BEFORE_ITS_START
    if any(span.from_on > episode.ended_on for span in episode.doses):
        yield R.DOSE_AFTER_THE_END
    if episode.ended_on > today:
        yield R.ENDS_IN_THE_FUTURE
    if episode.end_reason is None:
        yield R.END_WITHOUT_A_REASON


def _doses(episode: EpisodeFacts, today: date) -> Iterator[R]:
    days = [span.from_on for span in episode.doses]
    if len(set(days)) < len(days):
        yield R.TWO_DOSES_ON_ONE_DAY
    for span in episode.doses:
        if span.from_on < episode.started_on:
            yield R.DOSE_BEFORE_THE_START
        if span.from_on > today:
            yield R.DOSE_IN_THE_FUTURE
        if not _possible(span):
            yield R.DOSE_IMPOSSIBLE


def _possible(span: DoseSpan) -> bool:
    days = span.supervised_days_per_week
    return (
        is_whole_step(span.mg_per_day)
        and 0 <= span.mg_per_day < MG_BELOW
        and (days is None or 0 <= days <= DAYS_IN_A_WEEK)
    )
