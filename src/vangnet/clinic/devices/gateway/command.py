"""`vangnet devices`: the gateway of one unit, until it is told to stop.

Prints which ports it listens to and what is wrong with them; never a reading, never a patient.
"""

import signal
import threading
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from vangnet.clinic.devices.gateway.pretend import Pretend
from vangnet.clinic.devices.gateway.running import Gateway
from vangnet.clinic.registry.choosing import unit_of
from vangnet.keeping.trouble import TroubleError

MLLP_PORT = 2575  # IANA's for HL7


@click.command()
@click.option("--unit", "code", metavar="CODE", help="The unit, when there is more than one.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Where HL7 is listened for.")
@click.option(
    "--mllp-port", default=MLLP_PORT, show_default=True, type=click.IntRange(0, 65535),
    help="Port for HL7 over MLLP; 0: none.",
)  # fmt: skip
@click.option("--forward", metavar="HOST:PORT", help="Send bound readings on, as HL7 over MLLP.")
@click.option("--simulate", is_flag=True, help="Add simulated devices (demonstration unit only).")
@click.option(
    "--under", metavar="SECONDS", type=click.IntRange(min=1),
    help="With --simulate: the first oximeter goes under after so long.",
)  # fmt: skip
def devices(
    code: str | None, bind: str, mllp_port: int, forward: str | None, simulate: bool,
    under: int | None,
) -> None:  # fmt: skip
    """Listen to breath testers, oximeters and monitors, and keep what they send.

    Which devices there are is written on the page "Devices". Ends by Ctrl-C or a TERM signal, after
    what came is written.
    """
    unit = unit_of(code)
    if simulate and not unit.is_demonstration:
        raise TroubleError(
            f"{unit.name} is a real unit: nothing is simulated in it.",
            way_out="Use a demonstration unit: `vangnet demonstration`.",
        )
    gateway = Gateway(
        unit=unit, mllp=(bind, mllp_port) if mllp_port else None, say=click.echo,
        forward_to=_address(forward) if forward else None,
    )  # fmt: skip
    _stop_on_signals(gateway.over)
    folder = Path(settings.HOME) / "devices"
    pretend = Pretend(
        unit=unit, folder=folder, clock=timezone.now, under=under,
        hl7=(bind, mllp_port) if mllp_port else None,
    )  # fmt: skip
    if simulate:
        pretend.start(at=timezone.now())
    try:
        gateway.run()
    except OSError as error:
        raise TroubleError(
            f"HL7 cannot be listened for on {bind}:{mllp_port}: {error.strerror}.",
            way_out="Choose another port with --mllp-port, or 0 for none.",
        ) from None
    finally:
        pretend.stop()
    click.echo("Stopped.")


def _stop_on_signals(over: threading.Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: over.set())


def _address(text: str) -> tuple[str, int]:
    host, _colon, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise click.BadParameter("name it as HOST:PORT", param_hint="--forward")
    return host.strip("[]"), int(port)
