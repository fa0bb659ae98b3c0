"""`vangnet cohort`: a pseudonymised cohort for an own trial, and its pre-specified analysis.

Prints counts and figures only; never a name, a number of a patient, or a day.
"""

import json
import secrets
from dataclasses import asdict
from pathlib import Path

import click

from vangnet.keeping.trouble import TroubleError
from vangnet.rules.reading import RulesFileError

KEY_BYTES = 32
_UNIT = click.option(
    "--unit", "code", metavar="CODE", help="The unit, when there is more than one."
)


@click.group()
def cohort() -> None:
    """A cohort for an own trial, without names, numbers or dates."""


@cohort.command()
@click.option("--out", "folder", metavar="DIR", required=True, type=click.Path(path_type=Path),
              help="A new folder.")  # fmt: skip
@click.option("--key", "key_path", metavar="FILE", type=click.Path(path_type=Path),
              help="A key file, so that a later export has the same pseudonyms.")  # fmt: skip
@_UNIT
def export(folder: Path, key_path: Path | None, code: str | None) -> None:
    """Write everyone who consented to research to DIR, as CSV files with a dictionary.

    Without --key a key is made for this export and kept nowhere.
    """
    _open_database()
    from django.utils import timezone

    from vangnet.clinic.consulting.moving import key_file
    from vangnet.clinic.registry.choosing import unit_of
    from vangnet.clinic.registry.facts import clinic_day_of
    from vangnet.programme.outcomes import cohort as people
    from vangnet.programme.outcomes import export as writing
    from vangnet.programme.outcomes.kits import kit_of

    key = key_file.read(key_path) if key_path else secrets.token_bytes(KEY_BYTES)
    unit = unit_of(code)
    try:
        kit = kit_of(unit)
    except RulesFileError as error:
        raise TroubleError(
            "A file of the unit's own cannot be used: " + "; ".join(error.problems),
            way_out="docs/outcomes.md says what may stand in it.",
        ) from None
    made = people.cohort(unit, kit, key=key, today=clinic_day_of(unit, at=timezone.now()))
    writing.write(made, kit, folder)
    for name, rows in made.tables.items():
        click.echo(f"{name + '.csv':<18}{len(rows):>7} rows")
    click.echo(f"Left out, without consent to research: {made.left_out}.")
    click.echo(f"Sex and age not told, too few alike: {made.suppressed}.")
    click.echo(writing.RISK)


def _open_database() -> None:
    """For this command; closed after it if it was not open before."""
    from vangnet.keeping import visiting
    from vangnet.keeping.prepare import begin_django

    click.get_current_context().call_on_close(visiting.begin())
    begin_django()


@cohort.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def analyse(folder: Path, as_json: bool) -> None:
    """Retention, response and change of an exported cohort, as planned in docs/outcomes.md."""
    from vangnet.programme.outcomes import analysis

    found = analysis.analyse(analysis.read(folder))
    if as_json:
        click.echo(json.dumps({"plan": analysis.PLAN, **asdict(found)}, indent=2))
        return
    click.echo(f"Plan {analysis.PLAN}: {found.people} people. 95 % intervals; nothing is imputed.")
    click.echo("People told us; there is no comparison group.\n")
    for title, rows in (
        ("Still in treatment (Kaplan-Meier)", found.retention),
        ("Responded, of those of whom the rule could tell (Wilson)", found.response),
        ("Responded, missing counts as no response", found.response_worst),
    ):
        click.echo(title)
        for one in rows:
            click.echo(_line(f"{one.months} months", one, percent=True))
    click.echo("Left because: " + (", ".join(
        f"{reason} {n}" for reason, n in found.left_because.items()) or "nobody left"))  # fmt: skip
    click.echo("\nChange since intake, mean of people with both scores (Student)")
    for one in found.change:
        click.echo(_line(f"{one.what}, {one.months} months", one))


def _line(name: str, one, *, percent: bool = False) -> str:  # type: ignore[no-untyped-def]
    if one.value is None:
        return f"  {name:<44}{'no figure':>10}  of {one.of}"
    times, figures = (100, 0) if percent else (1, 2)
    sign = " %" if percent else ""
    told = f"{_number(one.value * times, figures)}{sign}"
    between = (
        "no interval" if one.low is None
        else f"{_number(one.low * times, figures)} to {_number(one.high * times, figures)}{sign}"
    )  # fmt: skip
    return f"  {name:<44}{told:>10}  {between:<18} of {one.of}".rstrip()


def _number(value: float, figures: int) -> str:
    """With a minus sign that reads as one, and without a minus before nothing."""
    said = f"{value:.{figures}f}"
    return said.replace("-", "−") if float(said) else said.lstrip("-")
