"""The unit's two signed tables: what they answer, and that nothing is answered without a row."""

from decimal import Decimal

import pytest
from tests.rules.routine import TODAY, protocol, site

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.protocol import Protocol, Site, load_country, resolve
from vangnet.rules.reading import RulesFileError, read_raw
from vangnet.rules.tables import Amount, conversion_of, line

METHADONE = (Drug.METHADONE, SaltForm.HYDROCHLORIDE, Route.ORAL)
MORPHINE = (Drug.MORPHINE, SaltForm.SULFATE_PENTAHYDRATE, Route.ORAL)
VEIN = (Drug.DIAMORPHINE, SaltForm.HYDROCHLORIDE_MONOHYDRATE, Route.INTRAVENOUS)
ROW = {
    "from_drug": "methadone", "from_salt_form": "hydrochloride", "from_route": "oral",
    "to_drug": "morphine", "to_salt_form": "sulfate_pentahydrate", "to_route": "oral",
    "factor": "6", "from_mg": "20", "until_mg": "100",
}  # fmt: skip
FACTOR = {"drug": "methadone", "salt_form": "hydrochloride", "route": "oral", "factor": "5"}


def read(**parts: object) -> Site:
    return read_raw(Site, parts, file="unit")


@pytest.mark.parametrize(("mg", "there"), [
    ("19.999", False), ("20", True), ("100", True), ("100.001", False),
])  # fmt: skip
def test_a_row_holds_between_its_amounts(mg, there):
    row = conversion_of(protocol().conversions, Decimal(mg), of=METHADONE, to=MORPHINE)
    assert (row is not None) is there


def test_no_row_is_no_conversion_not_even_the_other_way():
    assert conversion_of((), Decimal(60), of=METHADONE, to=MORPHINE) is None
    assert conversion_of(protocol().conversions, Decimal(60), of=MORPHINE, to=METHADONE) is None
    assert conversion_of(protocol().conversions, Decimal(60), of=METHADONE, to=VEIN) is None


@pytest.mark.parametrize("change", [
    {"factor": "0"}, {"factor": "-1"}, {"factor": "NaN"}, {"factor": True}, {"factor": "six"},
    {"from_mg": "101"}, {"to_drug": "methadone", "to_salt_form": "hydrochloride"},
    {"to_drug": "tea"}, {"more": "1"}, {"until_mg": None},
])  # fmt: skip
def test_a_row_that_cannot_be_is_refused(change):
    with pytest.raises(RulesFileError):
        read(conversions=[{**ROW, **change}])


def test_no_question_has_two_answers():
    with pytest.raises(RulesFileError, match="set twice"):
        read(conversions=[ROW, {**ROW, "from_mg": "100", "until_mg": "200"}])
    with pytest.raises(RulesFileError, match="set twice"):
        read(exposures=[FACTOR, {**FACTOR, "factor": "4"}])
    assert len(
        read(conversions=[ROW, {**ROW, "from_mg": "100.001", "until_mg": "200"}]).conversions
    )


def test_what_has_no_factor_is_not_counted_and_never_counted_as_nothing():
    table = read(exposures=[FACTOR]).exposures
    amounts = [Amount(product=METHADONE, day_mg=Decimal(60)),
               Amount(product=VEIN, day_mg=Decimal(100))]  # fmt: skip
    found = line(amounts, table, Decimal(300))
    assert found.total_mg == 300
    assert [one.amount.product for one in found.not_counted] == [VEIN]
    assert [one.counted_mg for one in found.counted] == [300, None]


@pytest.mark.parametrize(("alarm", "over"), [("300", False), ("299.999", True), (None, False)])
def test_over_the_line_is_more_than_the_line(alarm, over):
    table = read(exposures=[FACTOR]).exposures
    amount = Amount(product=METHADONE, day_mg=Decimal(60))
    assert line([amount], table, alarm and Decimal(alarm)).over is over


def test_a_unit_without_tables_signs_the_content_it_signed_before_there_were_any():
    without = site().model_copy(update={"conversions": (), "exposures": ()})
    signed = resolve(load_country("nl"), without, on=TODAY)
    assert not {"conversions", "exposures"} & signed.content()["site"].keys()
    assert Protocol.from_content(signed.content()).version == signed.version


def test_the_tables_are_part_of_what_is_signed():
    changed = site().model_copy(update={"exposures": site().exposures[1:]})
    assert resolve(load_country("nl"), changed, on=TODAY).version != protocol().version
    turned = site().model_copy(update={"exposures": tuple(reversed(site().exposures))})
    assert resolve(load_country("nl"), turned, on=TODAY).version == protocol().version
    assert Protocol.from_content(protocol().content()).exposures == protocol().exposures
