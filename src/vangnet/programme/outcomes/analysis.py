"""The analysis of a cohort as it was specified before anybody saw the data. Reads CSV files only.

The plan stands in docs/outcomes.md; a change of it is a new number here. Nothing is imputed.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from vangnet.keeping.trouble import TroubleError

PLAN = "1"
CONFIDENCE = 0.95
DAYS_A_MONTH = 30.4375
RETENTION_MONTHS = (6, 12, 24)
RESPONDED, NOT_COVERED = "response", "not_covered"
TABLES = ("people", "interviews", "scores", "responses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its interval. `of`: so many people stand behind it; None: too few for one."""

    what: str
    months: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    people: int
    left_because: dict[str, int]
    retention: tuple[Estimate, ...]
    response: tuple[Estimate, ...]  # of those of whom the rule could tell
    response_worst: tuple[Estimate, ...]  # whoever was due and has no response counts as none
    change: tuple[Estimate, ...]  # mean of the later score less the one at intake


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of an export, checked against its own sums. TroubleError says what is wrong."""
    try:
        about = json.loads((folder / "about.json").read_text("utf-8"))
        whole = {name: (folder / f"{name}.csv").read_bytes() for name in TABLES}
    except (OSError, ValueError):
        raise TroubleError(
            f"{folder} is not a whole export.", way_out="Make one: `vangnet cohort export --out`."
        ) from None
    for name, content in whole.items():
        if sha256(content).hexdigest() != about["files"].get(f"{name}.csv"):
            raise TroubleError(
                f"{name}.csv is not as it was exported.", way_out="Export the cohort again."
            )
    return {name: pd.read_csv(folder / f"{name}.csv", dtype={"pseudonym": str}) for name in TABLES}


def analyse(tables: dict[str, pd.DataFrame]) -> Analysis:
    people, responses = tables["people"], tables["responses"]
    waves = sorted(int(one) for one in tables["interviews"]["wave_months"].unique() if one)
    left = people.loc[people["has_left"] == 1, "left_because"].fillna("not said")
    return Analysis(
        people=len(people), left_because={str(k): int(v) for k, v in left.value_counts().items()},
        retention=tuple(retention(people, months) for months in RETENTION_MONTHS),
        response=tuple(response(responses, months) for months in waves),
        response_worst=tuple(worst_case(people, responses, months) for months in waves),
        change=tuple(
            one for score in tables["scores"]["score"].unique()
            for one in _changes(tables["scores"], str(score), waves)
        ),
    )  # fmt: skip


def retention(people: pd.DataFrame, months: int) -> Estimate:
    """Kaplan-Meier share still in treatment, with a log-log interval; leaving for any reason."""
    at = months * DAYS_A_MONTH
    days, left = people["followed_days"].to_numpy(float), people["has_left"].to_numpy() == 1
    alive, variance = 1.0, 0.0
    for day in np.unique(days[left & (days <= at)]):
        risk, events = int((days >= day).sum()), int((left & (days == day)).sum())
        alive *= 1 - events / risk
        variance += events / (risk * (risk - events)) if risk > events else np.inf
    told = len(people) > 0 and bool(
        (days >= at).any()
    )  # nobody was followed for so long: no figure
    low, high = _log_log(alive, variance) if told else (None, None)
    return Estimate(what="retention", months=months, of=len(people),
                    value=alive if told else None, low=low, high=high)  # fmt: skip


def _log_log(alive: float, variance: float) -> tuple[float | None, float | None]:
    if not 0 < alive < 1 or not np.isfinite(variance):
        return None, None  # nobody left, or everyone: this interval is not defined
    z = stats.norm.ppf(0.5 + CONFIDENCE / 2)
    wide = z * np.sqrt(variance) / np.log(alive)
    return float(alive ** np.exp(-wide)), float(alive ** np.exp(wide))


def response(responses: pd.DataFrame, months: int) -> Estimate:
    """Of those of whom the rule could tell, with Wilson's interval."""
    rows = responses[responses["wave_months"] == months]
    told = rows[rows["answer"].isin([RESPONDED, "no_response"])]
    return _share("response", months, int((told["answer"] == RESPONDED).sum()), len(told))


def worst_case(people: pd.DataFrame, responses: pd.DataFrame, months: int) -> Estimate:
    """Of everyone who was due: whoever has no response counts as none. Not covered is left out."""
    rows = responses[responses["wave_months"] == months]
    silent = set(rows.loc[rows["answer"] == NOT_COVERED, "pseudonym"])
    long = people["followed_days"] >= months * DAYS_A_MONTH
    due = set(people.loc[long | (people["has_left"] == 1), "pseudonym"]) | set(rows["pseudonym"])
    yes = set(rows.loc[rows["answer"] == RESPONDED, "pseudonym"])
    return _share("response, worst case", months, len(yes), len(due - silent))


def _share(what: str, months: int, count: int, of: int) -> Estimate:
    if not of:
        return Estimate(what=what, months=months, of=0, value=None, low=None, high=None)
    low, high = proportion_confint(count, of, alpha=1 - CONFIDENCE, method="wilson")
    return Estimate(what=what, months=months, of=of, value=count / of, low=float(low),
                    high=float(high))  # fmt: skip


def _changes(scores: pd.DataFrame, score: str, waves: list[int]) -> list[Estimate]:
    rows = scores[scores["score"] == score].dropna(subset=["value"])
    wide = rows.pivot_table(index="pseudonym", columns="wave_months", values="value")
    return [change(score, months, wide) for months in waves if months in wide and 0 in wide]


def change(score: str, months: int, wide: pd.DataFrame) -> Estimate:
    """The mean of who has both scores, with Student's interval."""
    pairs = (wide[months] - wide[0]).dropna().to_numpy(float)
    if len(pairs) < 2:
        return Estimate(what=score, months=months, of=len(pairs), value=None, low=None, high=None)
    mean, error = float(pairs.mean()), float(stats.sem(pairs))
    wide_by = float(stats.t.ppf(0.5 + CONFIDENCE / 2, len(pairs) - 1)) * error
    return Estimate(what=score, months=months, of=len(pairs), value=mean, low=mean - wide_by,
                    high=mean + wide_by)  # fmt: skip
