"""The one screen a start ends with: where it is, who can sign in, how to stop."""

from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from vangnet.keeping import external


def show(console: Console, *, home: Path, address: str, people: list[list[str]]) -> None:
    kept = "the PostgreSQL of DATABASE_URL" if external.in_use() else str(home)
    parts: list[RenderableType] = [Text.assemble("Open  ", (address, "bold cyan"))]
    if people:
        parts += [
            Text(),
            Text("This is a demonstration: its people are made up. Do not treat by it."),
        ]
        parts += [Text(), _people(people)]
    parts += [Text(), Text(f"Data  {kept}", overflow="fold")]
    parts += [Text("Stop  Ctrl-C here, or `make stop` anywhere else")]
    console.print(Panel(Group(*parts), title="Vangnet is open", expand=False, padding=(1, 2)))


def _people(people: list[list[str]]) -> Table:
    """Columns: name to sign in with, what that person is, password (and PIN)."""
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    for heading in ("Sign in as", "Who is", "Password", "PIN")[: len(people[0])]:
        table.add_column(heading)
    for person in people:
        table.add_row(*map(Text, person))
    return table
