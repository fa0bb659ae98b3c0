"""The unit that a command is about, by its code."""

import click

from vangnet.clinic.registry.models import Unit


def unit_of(code: str | None) -> Unit:
    """The unit of that code, or the only one there is. click's BadParameter names the choices."""
    units = list(Unit.objects.order_by("code"))
    chosen = [unit for unit in units if code in (None, unit.code)]
    if len(chosen) == 1:
        return chosen[0]
    codes = ", ".join(unit.code for unit in units)
    raise click.BadParameter(
        f"name one of: {codes}" if codes else "there is no unit yet; start with `vangnet run`",
        param_hint="--unit",
    )
