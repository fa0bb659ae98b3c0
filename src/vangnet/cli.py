"""The command `vangnet`. A command lives with its area and is read only when asked for.

Decides nothing: it finds the command, opens the database it needs, and prints trouble.
"""

import errno
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from vangnet import __version__
from vangnet.keeping.trouble import TroubleError


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    function: str  # "module:function"
    about: str  # for the list of commands, which must not import them
    database: bool = True


COMMANDS = {
    "cohort": Elsewhere(
        function="vangnet.programme.outcomes.command:cohort",
        about="A pseudonymised cohort for an own trial, and its planned analysis.",
        database=False,  # `analyse` works where there is no unit; `export` opens it itself
    ),
    "day": Elsewhere(
        function="vangnet.clinic.board.day.command:day",
        about="Run a made-up day of a unit through the real actions.",
    ),
    "demonstration": Elsewhere(
        function="vangnet.clinic.board.day.command:demonstration",
        about="Make or look at the demonstration unit.",
    ),
    "devices": Elsewhere(
        function="vangnet.clinic.devices.gateway.command:devices",
        about="Listen to breath testers, oximeters and monitors.",
    ),
    "eligibility": Elsewhere(
        function="vangnet.rules.eligibility.command:eligibility",
        about="Ask who may enter, about facts in a file; needs no database.",
        database=False,
    ),
    "evidence": Elsewhere(
        function="vangnet.programme.evidence.command:evidence",
        about="Trials and costs, worked out again beside what was printed; needs no database.",
        database=False,
    ),
    "figures": Elsewhere(
        function="vangnet.programme.figures.command:figures",
        about="The public figures with standing and sources; needs no database.",
        database=False,
    ),
    "gate": Elsewhere(
        function="vangnet.rules.command:gate",
        about="Ask the gate about facts in a file; needs no database.",
        database=False,
    ),
    "import": Elsewhere(
        function="vangnet.clinic.exchange.command:import_",
        about="Register patients from FHIR files.",
    ),
    "incidents": Elsewhere(
        function="vangnet.clinic.recovery.incidents.command:incidents",
        about="How often incidents happen, per 1,000 doses by route and month.",
    ),
    "policy": Elsewhere(
        function="vangnet.policy.command:policy",
        about="What other treatment or other rules would have done in a country; no database.",
        database=False,
    ),
    "protocol": Elsewhere(
        function="vangnet.rules.protocol_command:protocol",
        about="Show a country's values with their standing, or where countries differ.",
        database=False,
    ),
    "pseudonyms": Elsewhere(
        function="vangnet.clinic.consulting.moving.command:pseudonyms",
        about="Look for people enrolled with a partner as well, by keyed pseudonyms.",
    ),
    "report": Elsewhere(
        function="vangnet.programme.report.command:report",
        about="The programme figures of a unit's year, as a page and a list.",
    ),
    "verify": Elsewhere(
        function="vangnet.clinic.board.verify.command:verify",
        about="Check the journal, the register and every past decision.",
    ),
}


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A name and a line for the list; the real one comes from `resolve_command`."""
        if found := COMMANDS.get(cmd_name):
            return click.Command(cmd_name, help=found.about)
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name not in COMMANDS:
            return super().resolve_command(ctx, args)
        found = COMMANDS[name]
        if found.database:
            _begin(ctx, looking_only="--help" in args)
        return name, _read(name, found), args[1:]


def _begin(ctx: click.Context, *, looking_only: bool) -> None:
    """The database is opened for the command, and closed after it if it was not open before."""
    from vangnet.keeping import visiting
    from vangnet.keeping.prepare import begin_django

    if not looking_only:
        ctx.call_on_close(visiting.begin())
    begin_django()


def _read(name: str, found: Elsewhere) -> click.Command:
    module, function = found.function.split(":")
    try:
        command = getattr(import_module(module), function)
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):
            raise
        raise TroubleError(
            f"This version has no `{name}` yet.", way_out="`vangnet` alone lists what it has."
        ) from None
    assert isinstance(command, click.Command), f"{found.function} is not a click command"
    return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vangnet")
def cli() -> None:
    """Runs heroin-assisted treatment, start to finish."""


@cli.command()
@click.option("--port", envvar="PORT", default="8000", show_default=True, help="PORT")
@click.option("--bind", envvar="BIND", default="127.0.0.1", show_default=True, help="BIND")
def run(port: str, bind: str) -> None:
    """Start everything and stay with it until Ctrl-C."""
    from rich.console import Console

    from vangnet.keeping import opening, place, preflight

    number = preflight.port_number(port)
    opening.run(place.home(), bind=bind, port=number, console=Console(highlight=False))


@cli.command()
def stop() -> None:
    """Stop the server and the database of this home, wherever they were started."""
    from vangnet.keeping import place, running

    ended = running.stop(place.home())
    click.echo(f"Stopped: {' and '.join(ended)}." if ended else "Nothing was running here.")


@cli.command()
def status() -> None:
    """What runs from this home; the exit code is 0 only when all of it does."""
    from vangnet.keeping import place, visiting

    lines, healthy = visiting.look(place.home())
    for line in lines:
        click.echo(line)
    sys.exit(0 if healthy else 3)


@cli.command()
@click.option("--check", is_flag=True, help="Change nothing; fail when a model has no migration.")
def migrate(check: bool) -> None:
    """Bring the tables up to date, as their owner."""
    from vangnet.keeping import visiting

    (visiting.check_migrations if check else visiting.migrate)()


def main(args: Sequence[str] | None = None) -> Any:
    try:
        return cli.main(args=args, prog_name="vangnet")
    except TroubleError as trouble:
        _complain(trouble.sentence, trouble.way_out)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        where = f" of {os.fspath(error.filename)}" if error.filename else ""
        _complain(f"The disk{where} is full.", "Free some space, or move VANGNET_HOME.")
    sys.exit(1)


def _complain(sentence: str, way_out: str) -> None:
    click.secho(f"✗ {sentence}", err=True, fg="red")
    click.echo(f"  {way_out}", err=True)


if __name__ == "__main__":
    main()
