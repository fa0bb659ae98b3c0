"""`make bench`: every measurement in one run, as tables or (--json) as JSON."""

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks import board, commands, doses, entry, ordering, pages, readings, years
from benchmarks.ground import Ground, open_ground


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option(
    "--doses",
    "number",
    default=1600,
    show_default=True,
    type=click.IntRange(64, 3000),
    help="Doses a measurement.",
)
def main(as_json: bool, number: int) -> None:
    """Measure on a PostgreSQL of this run's own, with full durability."""
    say = Console(stderr=True)
    say.print(f"Letting {_waiting(number)} people wait at the hatch (about a minute)")
    with open_ground(ready=_waiting(number)) as ground:
        found = _measure(ground, number, say)
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        _print(found)


def _waiting(number: int) -> int:
    return doses.needed(number) + number + 2 * pages.CLIENTS


def _measure(ground: Ground, number: int, say: Console) -> dict[str, Any]:
    supply = doses.Supply()
    found: dict[str, Any] = {}
    with say.status("Doses through the action"):
        action = doses.measure_action(ground, doses=number, supply=supply)
    with say.status("The check of an order"):
        found["orders"] = ordering.measure(ground, times=200)
    with say.status("Hand-overs over HTTP"):
        found["pages"] = pages.measure(ground, requests=number, supply=supply)
    with say.status("Readings of devices"):
        found["readings"] = readings.measure(ground)
    with say.status("Fifty boards, of 16 and of 50 rooms"):
        found["boards"] = board.measure(ground)
    with say.status("A made-up day"):
        found["day"] = commands.made_up_day()
    with say.status("Verify"):
        found["verify"] = commands.verify()
    with say.status("Who may enter, of 100,000 people"):
        found["eligibility"] = entry.measure()
    with say.status("The same writes by pgbench"):
        found["doses"] = doses.measure_limit(ground, action=action, doses=number, supply=supply)
    with say.status("Ten years of a thousand patients, and the report of the last"):
        found["yearly_report"] = years.measure(ground)
    return found


def _print(found: dict[str, Any]) -> None:
    table = Table(title="Doses a second, as written by")
    for heading in ("writers", "the action", "pgbench, one function", "share",
                    "pgbench, statements", "share"):  # fmt: skip
        table.add_column(heading, justify="right")
    for row in found["doses"]:
        table.add_row(
            str(row["writers"]), f"{row['action_per_s']:.0f}",
            f"{row['pgbench_function_per_s']:.0f}", f"{row['share_of_function']:.0%}",
            f"{row['pgbench_statements_per_s']:.0f}", f"{row['share_of_statements']:.0%}",
        )  # fmt: skip
    console = Console()
    console.print(table)
    rest = Table(show_header=False)
    for title in ("orders", "pages", "readings", "boards", "day", "verify", "eligibility",
                  "yearly_report"):  # fmt: skip
        for name, value in found[title].items():
            rest.add_row(title, name.replace("_", " "), f"{value:,}")
    console.print(rest)


if __name__ == "__main__":
    main()
