"""Many replicates of some scenarios, on several threads, each result kept as soon as it is there.

A replicate is one thread's whole work and depends on its seed alone, so the number of workers
changes nothing. Stopped in the middle, what is finished stays, and `resume` does the rest.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from vangnet import __version__
from vangnet.policy import kernel
from vangnet.policy.counts import Counts
from vangnet.policy.reading import SpecError
from vangnet.policy.tables import Tables

FORMAT = 1
Task = tuple[str, int]  # scenario, replicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be run. The inputs' hashes are those of specification, scenario and rules."""

    country: str
    scenarios: Mapping[str, Tables]
    replicates: int
    seed: int

    def head(self) -> dict[str, Any]:
        """What every result carries, so that it can be made again."""
        return {
            "format": FORMAT, "version": __version__, "country": self.country, "seed": self.seed,
            "inputs": {name: tables.inputs for name, tables in self.scenarios.items()},
        }  # fmt: skip

    def tasks(self) -> list[Task]:
        """All scenarios of a replicate together, so that whatever is finished can be compared."""
        return [(name, one) for one in range(self.replicates) for name in self.scenarios]


@dataclass(slots=True, kw_only=True)
class Runs:
    """The finished replicates, by scenario and number."""

    plan: Plan
    counts: dict[Task, Counts] = field(default_factory=dict)

    def of(self, scenario: str) -> dict[int, Counts]:
        found = {one: counts for (name, one), counts in self.counts.items() if name == scenario}
        return dict(sorted(found.items()))

    @property
    def finished(self) -> list[int]:
        """Replicates of which every scenario is there."""
        every = [set(self.of(name)) for name in self.plan.scenarios]
        return sorted(set.intersection(*every)) if every else []

    def digest(self) -> str:
        """Of all finished replicates in their order, whoever computed them and when."""
        found = hashlib.sha256(json.dumps(self.plan.head(), sort_keys=True).encode())
        for one in self.finished:
            for name in sorted(self.plan.scenarios):
                found.update(f"{name} {one} {self.counts[name, one].digest()}\n".encode())
        return found.hexdigest()


def run(
    plan: Plan, *, workers: int = 1, folder: Path | None = None,
    resume: bool = False, progress: Callable[[int, int], None] = lambda done, of: None,
) -> Runs:  # fmt: skip
    """Every replicate of every scenario. On Ctrl-C, what is finished so far."""
    runs = Runs(plan=plan)
    if folder is not None:
        _open(folder, plan, runs, resume=resume)
    left = [task for task in plan.tasks() if task not in runs.counts]
    progress(len(runs.counts), len(plan.tasks()))
    try:
        for task, counts in _computed(plan, left, workers):
            runs.counts[task] = counts
            if folder is not None:
                save(folder, task, counts)
            progress(len(runs.counts), len(plan.tasks()))
    except KeyboardInterrupt:
        pass  # each finished replicate is whole, and is kept
    return runs


def _computed(plan: Plan, tasks: Sequence[Task], workers: int) -> Iterator[tuple[Task, Counts]]:
    """Finished tasks in any order. Few are given out at a time, so that stopping is quick."""
    waiting = iter(tasks)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        running: dict[Future[Counts], Task] = {}

        def give() -> None:
            if task := next(waiting, None):
                name, one = task
                future = pool.submit(
                    kernel.run, plan.scenarios[name], seed=plan.seed, replicate=one
                )
                running[future] = task

        for _ in range(workers + 1):
            give()
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                give()
                yield running.pop(future), future.result()


def save(folder: Path, task: Task, counts: Counts) -> None:
    """One file a replicate, whole or not there."""
    path = _file(folder, task)
    arrays = {one.name: getattr(counts, one.name) for one in fields(counts)}
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(file, **arrays)
    part.replace(path)


def load(folder: Path, task: Task) -> Counts:
    with np.load(_file(folder, task)) as stored:
        return Counts(**{one.name: stored[one.name] for one in fields(Counts)})


def _file(folder: Path, task: Task) -> Path:
    return folder / f"{task[0]}.{task[1]:06d}.npz"


def _open(folder: Path, plan: Plan, runs: Runs, *, resume: bool) -> None:
    """Ready to be written to; with what is there already, when it is of the same plan."""
    head = folder / "run.json"
    if head.exists():
        if not resume:
            raise SpecError([f"{folder}: holds a run already; add --resume, or name another."])
        if json.loads(head.read_text("utf-8")) != plan.head():
            raise SpecError(
                [f"{head}: is of another version, seed, scenario or specification; name another."]
            )
        for task in plan.tasks():
            if _file(folder, task).exists():
                runs.counts[task] = load(folder, task)
    folder.mkdir(parents=True, exist_ok=True)
    head.write_text(json.dumps(plan.head(), indent=2, sort_keys=True) + "\n", "utf-8")
