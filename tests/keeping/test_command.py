"""The command line: what it lists, what it says about what it does not have."""

import sys

import pytest
from tests.keeping.trials import vangnet

from vangnet import cli


def test_the_list_names_every_command_with_a_line(folder):
    said = vangnet("--help", VANGNET_HOME=folder / "home").stdout
    for name in (*cli.COMMANDS, "run", "stop", "status", "migrate"):
        line = next(line for line in said.splitlines() if line.split()[:1] == [name])
        assert len(line.split()) > 2
    assert not (folder / "home").exists()


def test_a_command_that_is_not_there_is_an_error(folder):
    assert vangnet("dispense", VANGNET_HOME=folder / "home").returncode == 2


def test_a_command_of_an_area_that_is_missing_is_a_sentence(monkeypatch, capsys):
    missing = cli.Elsewhere(function="vangnet.nowhere.command:go", about="x", database=False)
    monkeypatch.setitem(cli.COMMANDS, "nowhere", missing)
    with pytest.raises(SystemExit) as ended:
        cli.main(["nowhere"])
    assert ended.value.code == 1
    assert "This version has no `nowhere` yet." in capsys.readouterr().err


def test_a_missing_module_inside_a_command_is_not_hidden(monkeypatch, tmp_path):
    (tmp_path / "broken_area.py").write_text("import a_package_that_is_not_installed")
    monkeypatch.syspath_prepend(tmp_path)
    broken = cli.Elsewhere(function="broken_area:go", about="x", database=False)
    monkeypatch.setitem(cli.COMMANDS, "broken", broken)
    with pytest.raises(ModuleNotFoundError, match="a_package_that_is_not_installed"):
        cli.main(["broken"])
    sys.modules.pop("broken_area", None)


def test_a_full_disk_anywhere_is_a_sentence(monkeypatch, capsys):
    def full(**_):
        raise OSError(28, "No space left on device", "/data/x")

    monkeypatch.setattr(cli.cli, "main", full)
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == 1
    assert "The disk of /data/x is full." in capsys.readouterr().err
