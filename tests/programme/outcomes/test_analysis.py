"""The planned analysis: known truth is found within its interval; nothing missing is imputed."""

import json

import numpy as np
import pandas as pd
import pytest

from vangnet.keeping.trouble import TroubleError
from vangnet.programme.outcomes import analysis

SEEDS, FEWEST = 100, 93
PEOPLE, RESPONDS, LEAVES_A_DAY, CHANGE = 150, 0.5, 0.001, -8.0


def made_up(seed):
    """A cohort of which is known what is true."""
    rng = np.random.default_rng(seed)
    names = [f"p{n:03}" for n in range(PEOPLE)]
    leaves = rng.exponential(1 / LEAVES_A_DAY, PEOPLE)
    ends = rng.uniform(200, 1000, PEOPLE)
    people = pd.DataFrame({
        "pseudonym": names, "followed_days": np.ceil(np.minimum(leaves, ends)),
        "has_left": (leaves <= ends).astype(int),
        "left_because": np.where(leaves <= ends, "own_choice", None),
    })  # fmt: skip
    responses = pd.DataFrame({
        "pseudonym": names, "wave_months": 12,
        "answer": np.where(rng.random(PEOPLE) < RESPONDS, "response", "no_response"),
    })  # fmt: skip
    before = rng.normal(20, 6, PEOPLE)
    scores = pd.DataFrame({
        "pseudonym": names * 2, "wave_months": [0] * PEOPLE + [12] * PEOPLE,
        "score": "crime.illegal_days",
        "value": np.concatenate([before, before + rng.normal(CHANGE, 5, PEOPLE)]),
    })  # fmt: skip
    interviews = scores[["pseudonym", "wave_months"]]
    return {"people": people, "responses": responses, "scores": scores, "interviews": interviews}


def test_known_truth_lies_in_its_interval_in_at_least_93_of_100_cohorts():
    truth = {
        "response": RESPONDS, "retention": float(np.exp(-LEAVES_A_DAY * 12 * 30.4375)),
        "crime.illegal_days": CHANGE,
    }  # fmt: skip
    found = dict.fromkeys(truth, 0)
    for seed in range(SEEDS):
        made = analysis.analyse(made_up(seed))
        for one in (*made.response, *made.retention, *made.change):
            if one.months == 12:
                found[one.what] += one.low <= truth[one.what] <= one.high
    assert all(count >= FEWEST for count in found.values()), found


def people(*rows):
    return pd.DataFrame(
        [(f"p{n}", days, left, "prison" if left else None) for n, (days, left) in enumerate(rows)],
        columns=["pseudonym", "followed_days", "has_left", "left_because"],
    )


def test_retention_counts_who_is_still_followed():
    found = analysis.retention(people((100, 1), (400, 0), (400, 0), (50, 0)), 6)
    assert found.value == pytest.approx(2 / 3)
    assert found.low < found.value < found.high


def test_where_nobody_left_there_is_no_interval_and_where_nobody_stayed_so_long_no_figure():
    nobody = analysis.retention(people((400, 0), (400, 0)), 12)
    assert (nobody.value, nobody.low) == (1.0, None)
    short = analysis.retention(people((40, 0), (30, 0)), 12)
    assert (short.value, short.low) == (None, None)
    none = analysis.retention(people((40, 1), (30, 1), (500, 0)), 12)
    assert none.value is not None


def responses(*answers):
    rows = [(f"p{n}", 12, answer) for n, answer in enumerate(answers) if answer]
    return pd.DataFrame(rows, columns=["pseudonym", "wave_months", "answer"])


def test_who_cannot_be_told_is_left_out_and_in_the_worst_case_counts_as_none():
    said = responses("response", "no_response", "cannot_tell", "not_covered", None)
    told = analysis.response(said, 12)
    assert (told.of, told.value) == (2, 0.5)
    all_of = people((400, 0), (400, 0), (400, 0), (400, 0), (10, 1))
    worst = analysis.worst_case(all_of, said, 12)
    assert (worst.of, worst.value) == (4, 0.25)


def test_nobody_to_tell_of_gives_no_figure():
    assert analysis.response(responses(), 12).value is None
    wide = pd.DataFrame({0: [1.0], 12: [2.0]})
    assert analysis.change("x", 12, wide).value is None


def test_a_table_that_was_changed_is_refused(tmp_path):
    with pytest.raises(TroubleError, match="not a whole export"):
        analysis.read(tmp_path)
    for name in analysis.TABLES:
        (tmp_path / f"{name}.csv").write_text("pseudonym\n", "utf-8")
    (tmp_path / "about.json").write_text(json.dumps({"files": {}}), "utf-8")
    with pytest.raises(TroubleError, match="not as it was exported"):
        analysis.read(tmp_path)
