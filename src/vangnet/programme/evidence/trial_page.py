"""What the page "Evidence" shows: figures, tables, and the sentences made from their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language, gettext

from vangnet.programme.charts.figure import Figure, KeyItem, standing_keys, swatch
from vangnet.programme.charts.numbers import number, percent, with_interval
from vangnet.programme.charts.theme import HAT
from vangnet.programme.evidence import trials
from vangnet.programme.evidence.forest_chart import forest_drawings, forest_label
from vangnet.programme.evidence.harms import Harm, harm_drawings, harms, with_interval_of
from vangnet.programme.evidence.links import linked, square_keys
from vangnet.programme.evidence.pools import GROUPS, RESPONDING, STAYING, Forest, forest
from vangnet.programme.evidence.recompute import Verdict
from vangnet.programme.evidence.recomputed_table import counted, recomputed_table
from vangnet.programme.evidence.saying import of_comparison, of_pool, printed_words
from vangnet.programme.evidence.steadiness import (
    lowest_and_highest,
    steadiness_drawings,
    steadiness_table,
)
from vangnet.programme.evidence.trial_table import counts_table
from vangnet.programme.sources import Standing


@dataclass(frozen=True, kw_only=True)
class TrialPage:
    """Figures by their key; sentences as they stand on the page, in its language."""

    staying: Figure
    responding: Figure
    harms: Figure
    steadiness: Figure
    counts: Figure
    again: Figure
    means: tuple[str, ...]
    checked: tuple[str, ...]
    trust: tuple[tuple[str, str], ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        return *self.drawn, self.counts, self.steadiness, self.again

    @property
    def drawn(self) -> tuple[Figure, ...]:
        """Those whose numbers stand together in one table on the page."""
        return self.staying, self.responding, self.harms


def trial_page() -> TrialPage:
    return _page(get_language() or "en")


@cache
def _page(language: str) -> TrialPage:
    """Made once a language: the files do not change while the server runs."""
    staying, responding = (forest(group) for group in GROUPS)
    return TrialPage(
        staying=_forest_figure(
            staying,
            heading=gettext(
                "Staying in treatment: about %(more)s more people stay, but not in every country"
            ),
            subtitle=gettext(
                "Ratio of people still in treatment. %(n)s trials, %(people)s people, HAT against "
                "oral methadone"
            ),
        ),
        responding=_forest_figure(
            responding,
            heading=gettext("Getting better: about %(more)s more people respond"),
            subtitle=gettext(
                "Ratio of people who met the trial's own definition of response. The definitions "
                "differ, so read the diamond as a summary, not as one measurement"
            ),
        ),
        harms=_harms_figure(),
        steadiness=_steadiness_figure(staying, responding),
        counts=_counts((staying, responding)),
        again=_again(),
        means=_means(staying),
        checked=_checked(staying),
        trust=_trust(staying, responding),
    )  # fmt: skip


def _forest_figure(found: Forest, *, heading: str, subtitle: str) -> Figure:
    _, people, _, control_people = found.totals
    told = {
        "more": percent(round(found.pooled.effect - 1, 2)),
        "n": number(len(found.lines)),
        "people": number(people + control_people),
    }
    finding = heading % told
    lines = (*found.lines, *found.beside)
    return linked(
        Figure(
            key=found.group,
            heading=finding,
            subtitle=subtitle % told,
            drawings=forest_drawings(found, label=forest_label(found, finding)),
            table=counts_table([found]),
            keys=(
                *square_keys(line.comparison.standing for line in lines if line.ratio),
                KeyItem(swatch("diamond", HAT), gettext("pooled"), gettext("with 95% interval")),
                KeyItem(
                    swatch("dotted", HAT), gettext("where a new trial may land"), gettext("(95%)")
                ),
                KeyItem(swatch("square", HAT), gettext("bigger square"), gettext("more weight")),
            ),
        )
    )


def _harms_figure() -> Figure:
    deaths, overdose = _harm("mortality"), trials.arm_rows()[_OVERDOSE]
    heading = gettext(
        "Harms: serious side effects are more common; no difference in deaths is shown"
    )
    told = {"n": overdose.events, "people": overdose.people}
    subtitle = gettext(
        "Pooled ratios as printed by the reviews, not worked out here. In NAOMI %(n)s of "
        "%(people)s people on HAT had an overdose (not read again)"
    )
    label = "; ".join(f"{one.label} {with_interval_of(one, 2)}" for one in harms())
    note = gettext(
        "The interval for deaths runs from %(low)s to %(high)s times: these trials were too small "
        "to tell."
    )
    return linked(
        Figure(
            key="harms",
            heading=heading,
            subtitle=subtitle % told,
            drawings=harm_drawings(label=f"{heading}: {label}"),
            table=counts_table(with_harms=True),
            keys=standing_keys(one.row.standing for one in harms()),
            note=note % {"low": number(deaths.low, 2), "high": number(deaths.high, 1)},
        )
    )


_OVERDOSE = ("NAOMI2009", "diacetylmorphine", "SAE_overdose_patients")


def _harm(outcome: str) -> Harm:
    return next(one for one in harms() if one.row.outcome == outcome)


def _counts(forests: Sequence[Forest]) -> Figure:
    """All of the counts and results in one table, as it stands on the page."""
    heading = gettext("Counts and results")
    table = counts_table(forests, with_harms=True)
    return linked(Figure(key="counts", heading=heading, subtitle="", drawings=(), table=table))


def _steadiness_figure(staying: Forest, responding: Forest) -> Figure:
    heading = gettext("No single trial carries the result; few trials make it uncertain")
    parts = []
    for one in (staying, responding):
        low, high = lowest_and_highest(one)
        parts.append(
            gettext("without one trial the ratio is %(low)s to %(high)s")
            % {"low": low, "high": high}
        )
    return linked(
        Figure(
            key="one-trial-less",
            heading=heading,
            subtitle=gettext(
                "The pooled ratio without each trial in turn, and with other ways to pool. Hartung "
                "and Knapp's interval is the more careful one when trials are few"
            ),
            drawings=steadiness_drawings(
                (staying, responding), label=f"{heading}: {'; '.join(parts)}"
            ),
            table=steadiness_table((staying, responding)),
            keys=standing_keys((Standing.COMPUTED,)),
        )
    )


def _again() -> Figure:
    """A table only: every printed effect beside ours."""
    return linked(
        Figure(
            key="again",
            heading=gettext("Every printed effect, worked out again"),
            subtitle="",
            drawings=(),
            table=recomputed_table(),
        )
    )


def _means(found: Forest) -> tuple[str, ...]:
    """Of every 100 people; why the trials differ; where a new one may land."""
    pooled = found.pooled
    _, _, events, people = found.totals
    control = events / people
    beside = [line for line in found.beside if line.comparison.country == "NL" and line.ratio]
    ratios = gettext(" and ").join(number(line.ratio.value, 2) for line in beside if line.ratio)
    return (
        gettext(
            "Of every 100 people offered methadone in these trials, about %(control)s were "
            "still in treatment at the end. With HAT it would be about %(treated)s (between "
            "%(low)s and %(high)s). The pooled ratio is %(ratio)s."
        )
        % {
            "control": number(100 * control),
            "treated": number(100 * control * pooled.effect),
            "low": number(100 * control * pooled.low),
            "high": number(100 * control * pooled.high),
            "ratio": with_interval(pooled.effect, pooled.low, pooled.high, 2),
        },
        gettext(
            "The trials do not agree with each other (I² %(i2)s). In Germany many people drawn for "
            "methadone never started, which makes HAT look better. In the two Dutch trials fewer "
            "people finished with heroin (ratios %(ratios)s): the control group was already stable "
            "in methadone, and heroin was withdrawn for breaking rules."
        )
        % {"i2": percent(pooled.i2), "ratios": ratios},
        gettext(
            "The dotted line is where a new trial may land: %(low)s to %(high)s. It includes 1, "
            "“no difference”."
        )
        % {"low": number(pooled.new_low, 2), "high": number(pooled.new_high, 1)},
    )


def _checked(found: Forest) -> tuple[str, ...]:
    review, naomi = of_pool(STAYING), of_comparison("naomi_stay")
    assert review is not None
    assert naomi is not None
    pooled = found.pooled
    count = counted()
    return (
        gettext("Cochrane 2011 prints %(printed)s. We get %(ours)s, p %(p)s, from the same trials.")
        % {
            "printed": printed_words(review.printed),
            "ours": with_interval(pooled.effect, pooled.low, pooled.high, 2),
            "p": number(pooled.q_p, 2),
        },
        gettext("NAOMI comes out to the last digit: %(printed)s.")
        % {"printed": printed_words(naomi.printed)},
        gettext(
            "Of %(all)s printed effects %(equal)s are equal, %(close)s close, %(none)s not "
            "reproducible."
        )
        % {
            "all": sum(count.values()),
            "equal": count[Verdict.EQUAL],
            "close": count[Verdict.CLOSE],
            "none": count[Verdict.NOT_REPRODUCIBLE],
        },
    )  # fmt: skip


def _trust(staying: Forest, responding: Forest) -> tuple[tuple[str, str], ...]:
    """First words in bold, then the rest; the weakest part is named."""
    careful = next(one for one in responding.others if one.hartung_knapp)
    return (
        (gettext("Counts are often worked back"),
         gettext("from percentages in a summary; full papers were mostly out of reach.")),
        (gettext("Few trials, and they differ."),
         gettext("With the more careful interval the response ratio is %(ratio)s.")
         % {"ratio": with_interval(careful.effect, careful.low, careful.high, 2)}),
        (gettext("“Response” is not one thing."),
         gettext("Each trial has its own definition. This is the weakest part of the page.")),
        (gettext("Harms stand as printed."),
         gettext("Their counts were not found, so nobody here could work them out again.")),
    )  # fmt: skip


assert {STAYING, RESPONDING} == set(GROUPS)
