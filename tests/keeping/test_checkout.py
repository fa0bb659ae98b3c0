"""The checkout itself: its lock, its messages, and the commands its documents name."""

import gettext
import re
import tomllib
from pathlib import Path

import pytest

from vangnet import cli

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCALE = ROOT / "src" / "vangnet" / "locale"
DOCUMENTS = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("[A-Z]*.md")]


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned():
    return {plain(name) for name in re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", LOCK, re.M)}


def named():
    lines = [*PROJECT["dependencies"]]
    for extra in PROJECT.get("optional-dependencies", {}).values():
        lines += extra
    return {plain(re.match(r"[A-Za-z0-9_.-]+", line)[0]) for line in lines}


def test_the_lock_holds_no_address():
    assert "://" not in LOCK
    assert "--index-url" not in LOCK
    assert "--find-links" not in LOCK


def test_everything_the_project_names_is_locked():
    assert named() - {plain(PROJECT["name"])} <= pinned()


def test_every_pin_has_a_hash():
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert len(entries) == len(re.findall(r"^[A-Za-z0-9].*==", LOCK, re.M))


def test_every_version_the_project_asks_for_is_met_by_the_lock():
    from packaging.requirements import Requirement

    versions = dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", LOCK, re.M))
    versions = {plain(name): version for name, version in versions.items()}
    for line in PROJECT["dependencies"]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(versions[plain(wanted.name)]), line


@pytest.mark.parametrize("path", sorted(set(DOCUMENTS)), ids=lambda path: path.name)
def test_every_command_a_document_names_is_there(path):
    text = path.read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.S))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)\b", code)) <= targets
    commands = {*cli.COMMANDS, *cli.cli.commands}
    assert set(re.findall(r"(?:^|[`$ ])vangnet ([a-z]+)\b", code, re.M)) <= commands


def test_the_makefile_lists_each_of_its_targets():
    text = (ROOT / "Makefile").read_text()
    declared = re.search(r"^\.PHONY: (.+)$", text, re.M)[1].split()
    described = re.findall(r"^([a-z]+):.*## \S", text, re.M)
    assert sorted(declared) == sorted(described)


def messages(po):
    """msgid → msgstr of a .po file; plural forms are left to msgfmt."""
    found = {}
    for entry in re.split(r"\n\s*\n", po.read_text(encoding="utf-8")):
        lines = [line for line in entry.splitlines() if not line.startswith("#")]
        if not lines or "#, fuzzy" in entry or "msgid_plural" in entry:
            continue
        parts, word = {}, ""
        for line in lines:
            if match := re.match(r"(msgctxt|msgid|msgstr) ", line):
                word = match[1]
            parts[word] = parts.get(word, "") + unquoted(line)
        context = f"{parts['msgctxt']}\x04" if "msgctxt" in parts else ""
        if parts.get("msgstr"):
            found[context + parts["msgid"]] = parts["msgstr"]
    return found


def unquoted(line):
    inner = line[line.index('"') + 1 : line.rindex('"')]
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), inner)


def test_the_compiled_messages_are_those_of_the_parts():
    """`make run` must not need gettext: what is compiled is kept, and must not fall behind."""
    parts = sorted((LOCALE / "parts").glob("*.po"))
    compiled = LOCALE / "nl" / "LC_MESSAGES" / "django.mo"
    if not parts:
        assert not compiled.exists()
        return
    with compiled.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    for part in parts:
        for msgid in messages(part):
            assert not msgid or msgid in catalogue, f"run `make messages`: {part.name}, {msgid!r}"
    for msgid, msgstr in messages(compiled.with_suffix(".po")).items():
        assert not msgid or catalogue.get(msgid) == msgstr, f"run `make messages`: {msgid!r}"
