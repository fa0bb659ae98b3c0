"""Who may enter HAT, for many people at once: the country's own rules of entry, as thresholds.

The second evaluator of `vangnet.rules.eligibility.assess`; a property test ties the two together.
Time is counted in whole months, everything happens on the first of one.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.compiled import compiled
from vangnet.rules.criteria import Criterion, CriterionKind, Stage
from vangnet.rules.eligibility import EligibilityFacts
from vangnet.rules.eligibility.needed import compared
from vangnet.rules.ladder import Treatment
from vangnet.rules.protocol import Protocol

MONTHS = 12
Row = NDArray[np.int64]


class Needs(IntEnum):
    """One row of thresholds, by column. 0 asks for nothing."""

    CLOSED = 0  # something is not known, or nothing is asked: nobody is let in
    AGE_YEARS = auto()
    DEPENDENCE_YEARS = auto()
    IN_METHADONE = auto()
    DAYS_IN_METHADONE = auto()
    FAILED = auto()
    FAILED_ONGOING = auto()  # a treatment that goes on counts as one
    SUBSTITUTION_MONTHS = auto()
    SUBSTITUTION_ONGOING = auto()
    DOSE_MONTHS = auto()
    DOSE_MG = auto()
    LOOKBACK_MONTHS = auto()
    CONTACTS_MONTHS = auto()
    CONTACTS_3_A_WEEK = auto()
    CONTACTS_5_A_WEEK = auto()
    CONTACTS_7_A_WEEK = auto()
    INJECTING = auto()
    JUDGED = auto()


class Facts(IntEnum):
    """What is known of one person in one month, by column of an array."""

    AGE_YEARS = 0
    DEPENDENCE_YEARS = auto()
    IN_METHADONE = auto()
    RUN_DAYS = auto()  # in methadone without a break, today included
    RUN_MONTHS = auto()
    FAILED = auto()
    LONGEST_FAILED_MONTHS = auto()
    LAST_DOSE_END_MONTHS_AGO = auto()  # of an ended run at the dose and long enough; -1: none
    MG = auto()
    TIMES_A_WEEK = auto()
    CONTACTS = auto()  # in the window of the country
    INJECTING = auto()
    JUDGED = auto()


COLUMNS = len(Facts)


@compiled
def admits(needs: Row, facts: Row) -> bool:
    """May this person enter? `needs` is a row by Needs, `facts` one by Facts."""
    if needs[Needs.CLOSED] != 0:
        return False
    if facts[Facts.AGE_YEARS] < needs[Needs.AGE_YEARS]:
        return False
    if facts[Facts.DEPENDENCE_YEARS] < needs[Needs.DEPENDENCE_YEARS]:
        return False
    if facts[Facts.IN_METHADONE] < needs[Needs.IN_METHADONE]:
        return False
    if facts[Facts.RUN_DAYS] < needs[Needs.DAYS_IN_METHADONE]:
        return False
    if needs[Needs.INJECTING] > facts[Facts.INJECTING]:
        return False
    if needs[Needs.JUDGED] > facts[Facts.JUDGED]:
        return False
    return _treated(needs, facts) and _at_dose(needs, facts) and _seen(needs, facts)


@compiled
def _treated(needs: Row, facts: Row) -> bool:
    ongoing = facts[Facts.IN_METHADONE]
    if facts[Facts.FAILED] + needs[Needs.FAILED_ONGOING] * ongoing < needs[Needs.FAILED]:
        return False
    longest = facts[Facts.LONGEST_FAILED_MONTHS]
    if needs[Needs.SUBSTITUTION_ONGOING] != 0:
        longest = max(longest, facts[Facts.RUN_MONTHS])
    return bool(longest >= needs[Needs.SUBSTITUTION_MONTHS])


@compiled
def _at_dose(needs: Row, facts: Row) -> bool:
    months, back = needs[Needs.DOSE_MONTHS], needs[Needs.LOOKBACK_MONTHS]
    if months == 0:
        return True
    if facts[Facts.MG] < needs[Needs.DOSE_MG]:
        return False
    ago = facts[Facts.LAST_DOSE_END_MONTHS_AGO]
    return bool(min(facts[Facts.RUN_MONTHS], back) >= months or (ago >= 0 and back - ago >= months))


@compiled
def _seen(needs: Row, facts: Row) -> bool:
    if needs[Needs.CONTACTS_MONTHS] == 0:
        return True
    times = facts[Facts.TIMES_A_WEEK]
    enough = needs[Needs.CONTACTS_7_A_WEEK]
    if times <= 3:
        enough = needs[Needs.CONTACTS_3_A_WEEK]
    elif times <= 5:
        enough = needs[Needs.CONTACTS_5_A_WEEK]
    return bool(facts[Facts.CONTACTS] >= enough)


@compiled
def admitted(needs: Row, facts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The same for many: `facts` has a row a person. Shape (people,)."""
    found = np.zeros(len(facts), dtype=np.bool_)
    for person in range(len(facts)):
        found[person] = admits(needs, facts[person])
    return found


def needs_of(protocol: Protocol, *, on: date, product: str, by_usage: tuple[str, ...]) -> Row:
    """The thresholds of a country on that day. `by_usage`: criteria that ask for injecting."""
    row = np.zeros(len(Needs), dtype=np.int64)
    asked = [one for one in protocol.criteria if Stage.START in one.stages]
    row[Needs.CLOSED] = not asked
    told = _nobody(on, product)
    for one in asked:
        values = compared(one, told, protocol)
        if values.fault is not None or one.kind not in SETS:
            row[Needs.CLOSED] = 1
            continue
        amounts = [int(values.amounts[key] or 0) for key in one.values]
        if one.kind is CriterionKind.JUDGEMENT and one.code in by_usage:
            row[Needs.INJECTING] = 1
            continue
        SETS[one.kind](row, one, amounts)
    return row


def _nobody(on: date, product: str) -> EligibilityFacts:
    return EligibilityFacts(
        on=on, stage=Stage.START, product=product, birth_date=None, dependence_since=None,
        episodes=(), contacts=(), contacts_on_paper=None, dispensing_days_per_week=None,
        opinions=(), evidence=(), waivers=(),
    )  # fmt: skip


def _raise(row: Row, column: Needs, amount: int) -> None:
    row[column] = max(int(row[column]), amount)


def _age(row: Row, one: Criterion, amounts: list[int]) -> None:
    _raise(row, Needs.AGE_YEARS, amounts[0])


def _dependence(row: Row, one: Criterion, amounts: list[int]) -> None:
    _raise(row, Needs.DEPENDENCE_YEARS, amounts[0])


def _in_methadone(row: Row, one: Criterion, amounts: list[int]) -> None:
    row[Needs.IN_METHADONE] = 1
    _methadone_counts(row, one)


def _days(row: Row, one: Criterion, amounts: list[int]) -> None:
    _in_methadone(row, one, amounts)
    _raise(row, Needs.DAYS_IN_METHADONE, amounts[0])


def _failed(row: Row, one: Criterion, amounts: list[int]) -> None:
    _raise(row, Needs.FAILED, amounts[0])
    row[Needs.FAILED_ONGOING] = one.ongoing_counts
    if amounts[0]:
        _methadone_counts(row, one)


def _substitution(row: Row, one: Criterion, amounts: list[int]) -> None:
    _raise(row, Needs.SUBSTITUTION_MONTHS, amounts[0])
    row[Needs.SUBSTITUTION_ONGOING] = one.ongoing_counts
    _methadone_counts(row, one)


def _dose(row: Row, one: Criterion, amounts: list[int]) -> None:
    mg, months, years = amounts
    row[Needs.DOSE_MG], row[Needs.DOSE_MONTHS] = mg, months
    row[Needs.LOOKBACK_MONTHS] = MONTHS * years
    _methadone_counts(row, one)


def _contacts(row: Row, one: Criterion, amounts: list[int]) -> None:
    row[Needs.CONTACTS_MONTHS : Needs.CONTACTS_7_A_WEEK + 1] = amounts


def _judged(row: Row, one: Criterion, amounts: list[int]) -> None:
    row[Needs.JUDGED] = 1


def _methadone_counts(row: Row, one: Criterion) -> None:
    """The model knows no other rung: where methadone does not count, nobody gets there."""
    if Treatment.METHADONE not in one.treatments:
        row[Needs.CLOSED] = 1


SETS: Mapping[CriterionKind, Callable[[Row, Criterion, list[int]], None]] = {
    CriterionKind.AGE: _age,
    CriterionKind.DEPENDENCE: _dependence,
    CriterionKind.IN_TREATMENT: _in_methadone,
    CriterionKind.DAYS_IN_TREATMENT: _days,
    CriterionKind.FAILED_TREATMENTS: _failed,
    CriterionKind.SUBSTITUTION: _substitution,
    CriterionKind.SUBSTITUTION_AT_DOSE: _dose,
    CriterionKind.CONTACTS: _contacts,
    CriterionKind.CONSENT: _judged,
    CriterionKind.JUDGEMENT: _judged,
}
