"""Many replicates: the same on any number of workers, stopped and resumed, and to be made again."""

import json
from pathlib import Path

import pytest
from tests.policy.small import places, short, small

from vangnet import __version__
from vangnet.policy import running
from vangnet.policy.reading import SpecError
from vangnet.policy.running import Plan, Runs, run
from vangnet.policy.summary import summarise
from vangnet.policy.tables import build


def plan(*, seed: int = 11, replicates: int = 5) -> Plan:
    without = build(small(hat_ask_from_methadone=0.3, hat_ask_from_untreated=0.2), places(0))
    scenarios = {"few": short(), "none": without}
    return Plan(country="nl", scenarios=scenarios, replicates=replicates, seed=seed)


@pytest.fixture(scope="module")
def alone() -> Runs:
    return run(plan())


@pytest.mark.parametrize("workers", [2, 7])
def test_the_number_of_workers_changes_nothing(alone: Runs, workers: int):
    assert run(plan(), workers=workers).digest() == alone.digest()


def test_another_seed_is_another_digest(alone: Runs):
    assert run(plan(seed=12)).digest() != alone.digest()


def test_a_result_carries_what_made_it(alone: Runs):
    head = summarise(alone, small())
    assert (head["version"], head["seed"], head["replicates"]) == (__version__, 11, 5)
    assert {name: len(one) for name, one in head["inputs"].items()} == {"few": 64, "none": 64}
    assert head["inputs"]["few"] != head["inputs"]["none"]
    assert head["digest"] == alone.digest()


@pytest.mark.parametrize("stopped_after", [1, 4, 9])
def test_stopped_and_resumed_is_the_same_as_never_stopped(
    alone: Runs, tmp_path: Path, stopped_after: int
):
    def stop(done: int, of: int) -> None:
        if done == stopped_after:
            raise KeyboardInterrupt

    part = run(plan(), workers=2, folder=tmp_path, progress=stop)
    assert len(part.counts) == stopped_after
    assert len(list(tmp_path.glob("*.npz"))) == stopped_after
    whole = run(plan(), folder=tmp_path, resume=True)
    assert whole.digest() == alone.digest()


def test_more_replicates_go_on_from_fewer(alone: Runs, tmp_path: Path):
    run(plan(replicates=2), folder=tmp_path)
    assert run(plan(), folder=tmp_path, resume=True).digest() == alone.digest()


def test_a_folder_with_a_run_is_not_written_over(tmp_path: Path):
    run(plan(replicates=1), folder=tmp_path)
    with pytest.raises(SpecError, match="--resume"):
        run(plan(replicates=1), folder=tmp_path)


def test_a_run_of_another_seed_is_not_resumed(tmp_path: Path):
    run(plan(replicates=1), folder=tmp_path)
    with pytest.raises(SpecError, match="another version, seed, scenario"):
        run(plan(replicates=1, seed=99), folder=tmp_path, resume=True)
    head = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert head["seed"] == 11


def test_half_a_file_is_never_taken_for_a_whole_one(tmp_path: Path, monkeypatch):
    def full(*args: object, **kwargs: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(running.np, "savez_compressed", full)
    with pytest.raises(OSError, match="no space"):
        run(plan(replicates=1), folder=tmp_path)
    assert not list(tmp_path.glob("*.npz"))


def test_the_same_people_in_both_scenarios_make_the_difference_surer(alone: Runs):
    many = summarise(run(plan(replicates=20), workers=2), small())
    gain = many["differences"]["none less few"]["people_hat"]
    assert gain["mean"] < 0
    assert many["differences"]["none less few"]["people_prison"]["variance_gain"] > 1
