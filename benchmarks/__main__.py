"""`make bench`: every measurement in one run, as a table or (--json) as JSON."""

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks import doses
from benchmarks.ground import open_ground


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option("--doses", "number", default=1500, show_default=True, help="Doses a measurement.")
def main(as_json: bool, number: int) -> None:
    """Measure on a PostgreSQL of this run's own, with full durability."""
    say = Console(stderr=True)
    with say.status("Letting people wait at the hatch"):
        ground = open_ground(ready=doses.needed(number))
        opened = ground.__enter__()
    try:
        supply = doses.Supply()
        found: dict[str, Any] = {}
        with say.status("Doses through the action, and through pgbench"):
            found["doses"] = doses.measure(opened, doses=number, supply=supply)
    finally:
        ground.__exit__(*sys.exc_info())
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        _print(found)


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
    Console().print(table)


if __name__ == "__main__":
    main()
