"""Homes and servers of the tests of keeping: real clusters, each in a folder of its own."""

import contextlib
import subprocess
import tempfile
from pathlib import Path

import pytest
from tests.keeping.trials import SURROUNDINGS

from vangnet.keeping import embedded
from vangnet.keeping.trouble import TroubleError


@pytest.fixture
def folder():
    """Short, and open to pass through: what pytest's own folders are not."""
    made = Path(tempfile.mkdtemp(prefix="vangnet-keeping-"))
    made.chmod(0o711)
    yield made
    subprocess.run(["rm", "-rf", made], check=True)


@pytest.fixture
def homes(folder):
    """Makes homes, and stops whatever was started in them."""
    made = []

    def make(name="home"):
        made.append(folder / name)
        return made[-1]

    yield make
    for home in made:
        with contextlib.suppress(TroubleError):
            embedded.stop(home)


@pytest.fixture
def home(homes):
    return homes()


@pytest.fixture(scope="module")
def kept():
    """One started home for the tests of a file that only look."""
    with tempfile.TemporaryDirectory(prefix="vangnet-keeping-") as made:
        Path(made).chmod(0o711)
        home = Path(made) / "home"
        embedded.start(home, durable=False)
        yield home
        embedded.stop(home)


@pytest.fixture
def plain(monkeypatch):
    """The surroundings of somebody who set nothing."""
    for name in SURROUNDINGS:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch
