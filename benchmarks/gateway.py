"""The real gateway of a unit: in a thread of this run, or apart, as `vangnet devices` runs it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter, sleep
from typing import Any

from benchmarks.ground import Ground

START_SECONDS = 60.0


def start(ground: Ground, **options: Any) -> Any:
    """It listens when this returns."""
    from vangnet.clinic.devices.gateway.running import Gateway
    from vangnet.clinic.registry.models import Unit

    gateway = Gateway(unit=Unit.objects.get(pk=ground.unit), **options)
    thread = threading.Thread(target=gateway.run, name="gateway", daemon=True)
    thread.start()
    assert gateway.ready.wait(START_SECONDS)
    return gateway


def stop(gateway: Any) -> None:
    """What came is written when this returns."""
    gateway.over.set()
    ended = next((one for one in threading.enumerate() if one.name == "gateway"), None)
    if ended:
        ended.join(START_SECONDS)


@contextmanager
def apart(ground: Ground, *, code: str) -> Iterator[None]:
    """A process of its own, that shares nothing with who sends and who looks."""
    command = [sys.executable, "-m", "vangnet.cli", "devices", "--unit", code, "--mllp-port", "0"]
    known = {**os.environ, "VANGNET_HOME": str(ground.home)}  # as the owner: no session of a board
    with (ground.home / "devices.log").open("wb") as log:
        process = subprocess.Popen(command, env=known, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def await_lines(devices: Iterable[Any]) -> None:
    """Until every one of these devices is connected."""
    from vangnet.clinic.devices.models import DeviceState

    wanted, end = list(devices), perf_counter() + START_SECONDS
    known = DeviceState.objects.filter(device__in=wanted, is_connected=True)
    while known.count() < len(wanted):
        assert perf_counter() < end, "the lines were not opened"
        sleep(0.1)
