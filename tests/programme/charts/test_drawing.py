"""A chart in a page: valid XML with a name, nothing that a browser would refuse, drawn once."""

import re
from xml.etree import ElementTree

import pytest
from django.utils import translation
from tests.programme.charts import made_up

from vangnet.programme.charts import drawing

LABEL = 'From 17,700 in 2008 to "14,000" in 2012, <sources> & all'


@pytest.fixture(scope="module")
def text() -> str:
    return drawing.svg(made_up.chart(), label=LABEL)


@pytest.fixture
def root(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def test_it_is_valid_xml_with_a_role_and_a_name(root: ElementTree.Element):
    assert root.tag == f"{{{drawing.SVG}}}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == LABEL


def test_it_scales_with_its_box(root: ElementTree.Element):
    assert re.fullmatch(r"0 0 \d+ \d+", root.get("viewBox", ""))


def test_nothing_stands_in_it_that_the_policy_of_the_site_refuses(root: ElementTree.Element):
    names = {one.tag.removeprefix(f"{{{drawing.SVG}}}") for one in root.iter()}
    assert names <= drawing.ELEMENTS
    for one in root.iter():
        refused = [name for name in one.attrib if name in ("style", "href") or name[:2] == "on"]
        assert refused == []


def test_the_name_is_said_once_and_no_part_speaks_for_itself(root: ElementTree.Element):
    inside = [one for one in root.iter() if one is not root]
    assert not [one for one in inside if "aria-label" in one.attrib or "role" in one.attrib]


def test_every_id_is_the_drawings_own_and_is_found(text: str, root: ElementTree.Element):
    ids = {one.get("id") for one in root.iter()} - {None}
    asked = set(re.findall(r"url\(#([^)]+)\)", text))
    assert asked, "the gap is hatched"
    assert asked <= ids
    other = drawing.svg(made_up.chart(made_up.ROWS[:3]), label=LABEL)
    assert not ids & set(re.findall(r' id="([^"]+)"', other))


def test_words_over_lines_have_a_halo(root: ElementTree.Element):
    labels = [one for one in root.iter(f"{{{drawing.SVG}}}text") if one.get("stroke")]
    assert labels
    assert all(one.get("paint-order") == "stroke" for one in labels)


def test_the_same_chart_is_drawn_once(monkeypatch: pytest.MonkeyPatch):
    import vl_convert

    drawing.svg(made_up.chart(), label="once")
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", None)
    assert drawing.svg(made_up.chart(), label="once")


def test_a_dutch_axis_groups_by_a_full_stop():
    with translation.override("nl"):
        assert ">20.000<" in drawing.svg(made_up.chart(), label="Nederlands")
    assert ">20,000<" in drawing.svg(made_up.chart(), label="English")


def test_a_chart_without_words_is_no_chart():
    with pytest.raises(ValueError, match="label"):
        drawing.svg(made_up.chart(), label=" ")


def test_a_style_becomes_attributes_and_a_script_is_dropped():
    found = drawing.clean(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>1</script>'
        '<text style="fill: red; opacity:.5" onload="1">a</text>'
        '<a href="x"><path d="M0"/></a></svg>',
        label="x",
        mark="m",
    )
    assert "script" not in found
    assert 'fill="red"' in found
    assert "style" not in found
    assert "href" not in found
    assert "onload" not in found
