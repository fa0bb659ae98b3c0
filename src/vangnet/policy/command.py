"""`vangnet policy`: run scenarios of a country, explain a rate. From files, no database."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from vangnet.policy import explain as words
from vangnet.policy.reading import SpecError, load_scenario, load_spec, scenarios
from vangnet.policy.spec import Spec

BAD_INPUT, STOPPED = 2, 130
FOLDER = click.Path(file_okay=False, path_type=Path)
SHOWN = (
    "people_untreated", "people_methadone", "people_hat", "people_prison", "deaths_overdose",
    "deaths_other", "crime_days", "qalys",
)  # fmt: skip


@click.group()
def policy() -> None:
    """What heroin-assisted treatment, or other rules, would have done in a country."""


class ManyScenarios(click.Command):
    """`--scenario as-was no-hat` names two: words after it belong to it until the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spread: list[str] = []
        inside = False
        for one in args:
            if one.startswith("-"):
                inside = one == "--scenario"
                spread += [] if inside else [one]
            else:
                spread += ["--scenario", one] if inside else [one]
        return super().parse_args(ctx, spread)


@policy.command(cls=ManyScenarios)
@click.argument("country")
@click.option("--scenario", "names", multiple=True, help="One or more; the first is compared with.")
@click.option("--rules", help="Whose rules of entry count, in every scenario: nl, ch, de …")
@click.option("--replicates", type=click.IntRange(1), default=20, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Threads.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, with its digest.")
@click.option("--out", type=FOLDER, help="Keep each replicate and the summary in this folder.")
@click.option("--resume", is_flag=True, help="Go on with what stands in the folder of --out.")
def run(
    country: str, names: tuple[str, ...], rules: str | None, replicates: int, seed: int,
    workers: int, as_json: bool, out: Path | None, resume: bool,
) -> None:  # fmt: skip
    """Run scenarios of a country. Ctrl-C keeps what is finished; --resume goes on.

    The exit code is 0, 2 when a file cannot be used, and 130 when it was stopped.
    """
    from vangnet.policy.running import Plan
    from vangnet.policy.running import run as run_all
    from vangnet.policy.summary import summarise
    from vangnet.policy.tables import build

    if resume and out is None:
        _stop(["--resume: name the folder with --out."])
    try:
        spec = load_spec(country)
        found = {name: load_scenario(name) for name in names or ("as-was",)}
        if rules:
            found = {name: one.model_copy(update={"rules": rules}) for name, one in found.items()}
        tables = {name: build(spec, one) for name, one in found.items()}
        plan = Plan(country=country, scenarios=tables, replicates=replicates, seed=seed)
        with _progress() as bar:
            task = bar.add_task("replicates", total=None)
            runs = run_all(
                plan, workers=workers, folder=out, resume=resume,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )  # fmt: skip
    except SpecError as fault:
        _stop(fault.problems)
    summary = summarise(runs, spec)
    if out:
        (out / "summary.json").write_text(json.dumps(summary, indent=1) + "\n", "utf-8")
    click.echo(json.dumps(summary, indent=1)) if as_json else _show(summary, spec)
    if len(runs.counts) < len(plan.tasks()):
        click.echo(f"Stopped after {len(runs.finished)} of {replicates} replicates.", err=True)
        sys.exit(STOPPED)


@policy.command()
@click.argument("rate")
@click.option("--country", default="nl", show_default=True)
def explain(rate: str, country: str) -> None:
    """A rate: its value and range, its source, how far to trust it, and what uses it."""
    try:
        click.echo(words.explain(load_spec(country), rate))
    except SpecError as fault:
        _stop(fault.problems)


@policy.command(name="scenarios")
def list_scenarios() -> None:
    """The scenarios there are, a line each."""
    for name in scenarios():
        click.echo(f"{name}: {load_scenario(name).about}")


def _progress() -> Progress:
    """On the error stream, so that what is printed can be piped."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TimeRemainingColumn(), console=Console(stderr=True), transient=True,
    )  # fmt: skip


def _show(summary: dict[str, Any], spec: Spec) -> None:
    """A mean year of each scenario, an outcome a row."""
    console = Console(highlight=False, soft_wrap=True)
    shown = {name: bands for name, bands in summary["scenarios"].items() if bands}
    table = Table(title=f"{spec.name}, {spec.first_year} to {spec.last_year}: a mean year")
    table.add_column("")
    for name in shown:
        table.add_column(name, justify="right")
    for outcome in SHOWN if shown else ():
        means = [sum(one[outcome]["mean"]) / len(summary["years"]) for one in shown.values()]
        table.add_row(outcome.replace("_", " "), *(f"{mean:,.0f}" for mean in means))
    console.print(table)
    console.print(f"{summary['replicates']} replicates, seed {summary['seed']}.")
    console.print(f"Digest {summary['digest']}.")
    console.print("The rates are not fitted, and the bands in --json are of chance alone.")


def _stop(problems: tuple[str, ...] | list[str]) -> NoReturn:
    for one in problems:
        click.echo(one, err=True)
    sys.exit(BAD_INPUT)
