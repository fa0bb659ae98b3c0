"""Instruments as data: what may be shipped, what a unit adds, what the reader says of faults."""

import pytest

from vangnet.rules.outcomes import kit
from vangnet.rules.outcomes.instrument import LANGUAGES, Instrument, Licence
from vangnet.rules.reading import RulesFileError, read_plain, read_raw

SHIPPED = kit.load()
USE = kit.FOLDER / "instruments" / "use.toml"


def test_what_a_licence_keeps_out_has_no_words_and_is_not_asked():
    assert [one.code for one in SHIPPED.not_asked] == ["map_hss", "scl90", "eq5d"]
    for one in SHIPPED.instruments:
        closed = one.licence is Licence.STRUCTURE_ONLY
        assert all((item.text is None) == closed and not (closed and item.levels)
                   for item in one.item), one.code  # fmt: skip
        assert one.tariff is None, "no value set is shipped"
        assert one.licence_note


def test_every_source_is_known_and_every_word_in_each_language():
    for folder in (None, kit.DEMONSTRATION):
        for one in kit.load(folder).instruments:
            assert all(key in kit.sources() for key in one.source), one.code
            for item in one.item:
                if item.text:
                    assert len({item.text.said(language) for language in LANGUAGES}) == 2, item.code


def test_a_units_own_words_make_its_instrument_askable_under_a_version_of_its_own():
    own = kit.load(kit.DEMONSTRATION)
    assert [one.code for one in own.not_asked] == ["scl90"]
    assert {one.code: one.version for one in own.asked}["eq5d"] == "1+made-up-1"


def test_a_kept_set_reads_back_as_it_was():
    asked = kit.load(kit.DEMONSTRATION).asked
    content = kit.content_of(asked)
    assert kit.content_of(kit.from_content(content)) == content
    assert kit.hash_of(content) == kit.hash_of(kit.content_of(asked))
    assert kit.hash_of(kit.content_of(SHIPPED.asked)) != kit.hash_of(content)


def faults(change):
    raw = read_plain(USE)
    change(raw)
    with pytest.raises(RulesFileError) as caught:
        read_raw(Instrument, raw, file="use.toml")
    return str(caught.value)


@pytest.mark.parametrize(("change", "said"), [
    (lambda raw: raw.pop("licence"), "use.toml: licence: Field required"),
    (lambda raw: raw.update(colour="red"), "use.toml: colour: Extra inputs are not permitted"),
    (lambda raw: raw["item"][0].pop("text"),
     "item street_heroin_days: has no text; write it, or set licence = 'structure_only'"),
    (lambda raw: raw["item"][0].update(kind="often"), "item 0 kind: Input should be"),
    (lambda raw: raw["item"][0].update(highest=40), "days sets no lowest and highest"),
    (lambda raw: raw["item"][-1].pop("highest"), "a money sets highest"),
    (lambda raw: raw["item"].append(raw["item"][0]), "item street_heroin_days stands twice"),
    (lambda raw: raw["score"][0].update(items=["gone"]),
     "score street_heroin_days: there is no item gone; add it or take it out"),
    (lambda raw: raw["score"][0].update(items=["cocaine_days", "alcohol_days"]),
     "how = 'item' takes one item"),
    (lambda raw: raw["score"][0].update(missing_most=1), "no item of this score may be missing"),
    (lambda raw: raw["item"][0]["text"].pop("nl"), "text nl: Field required"),
])  # fmt: skip
def test_a_fault_is_told_with_file_key_and_what_to_do(change, said):
    assert said in faults(change)


@pytest.mark.parametrize(("file", "text", "said"), [
    ("texts.toml", '[nothing]\nversion = "1"\n', "texts.toml: nothing: no such instrument"),
    ("texts.toml", "[eq5d]\n", "texts.toml: eq5d: name its version"),
    ("texts.toml", '[eq5d]\nversion = "1"\n[eq5d.item.wings]\ntext = {en="a", nl="b"}\n',
     "texts.toml: eq5d.wings: no such item"),
    ("tariff.toml", '[eq5d]\nversion="1"\nstanding="signed"\nsource=["x"]\nfull="1"\noff={}\n',
     "tariff: off.mobility says nothing of level 2; add it"),
    ("response.toml", (kit.FOLDER / "response.toml").read_text("utf-8").replace(
        "use.cocaine_days", "use.sugar_days"),
     "response.toml: score use.sugar_days: no instrument has it"),
    ("schedule.toml", "months = [", "schedule.toml: cannot be read"),
    ("schedule.toml", (kit.FOLDER / "schedule.toml").read_text("utf-8").replace(
        "[0, 2, 6, 12]", "[0, 6, 2]"), "months must rise"),
    ("instruments/use.toml", USE.read_text("utf-8"), "use is there already"),
])  # fmt: skip
def test_a_fault_in_a_units_own_folder_is_told(tmp_path, file, text, said):
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    with pytest.raises(RulesFileError, match="(?s)" + said.replace("[", r"\[")):
        kit.load(tmp_path)
