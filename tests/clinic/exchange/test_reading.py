"""From bytes to records: every kind of file, where each record stands, and every broken file."""

import json
from pathlib import Path

import pytest
from tests.clinic.exchange.records import bundle, lines, patient, read

from vangnet.clinic.exchange.fhir import files, ndjson, xml_text
from vangnet.clinic.exchange.fhir.finding import SENTENCES, Fault

EXAMPLES = Path(__file__).parent / "examples"
XML = '<Patient xmlns="http://hl7.org/fhir"><birthDate value="1974-05-12"/></Patient>'
XML_BUNDLE = """<?xml version="1.0"?>
<Bundle xmlns="http://hl7.org/fhir">
  <entry><resource>
    <Patient><id value="a"/></Patient>
  </resource></entry>
  <entry>
    <resource>
      <Observation><id value="b"/></Observation>
    </resource>
  </entry>
</Bundle>"""


def kinds(records):
    return [record.kind or record.finding.fault for record in records]


def test_one_resource_is_one_record():
    assert kinds(read(json.dumps(patient()))) == ["Patient"]


def test_a_bundle_is_its_entries_with_the_line_of_each():
    text = json.dumps(bundle(patient(), {"resourceType": "Flag"}), indent=1)
    records = read(text)
    assert kinds(records) == ["Patient", "Flag"]
    expected = [n for n, line in enumerate(text.splitlines(), 1) if line == "  {"]
    assert [record.place.line for record in records] == expected
    assert [record.place.entries for record in records] == [(1,), (2,)]


def test_a_bundle_may_name_its_kind_after_its_entries():
    content = bundle(patient())
    turned = dict(reversed(content.items()))
    assert kinds(read(json.dumps(turned))) == ["Patient"]


def test_a_list_resource_with_entries_is_no_bundle():
    assert kinds(read('{"entry": [{"item": {}}], "resourceType": "List"}')) == ["List"]


def test_a_bundle_in_a_bundle_is_opened_but_not_for_ever():
    assert kinds(read(json.dumps(bundle(bundle(patient()))))) == ["Patient"]
    deep = bundle(bundle(bundle(bundle(patient()))))
    assert kinds(read(json.dumps(deep))) == [Fault.NESTED_TOO_DEEP]


def test_an_entry_without_a_resource_is_no_patient():
    content = bundle() | {"entry": [{"fullUrl": "urn:a"}]}
    assert kinds(read(json.dumps(content))) == ["entry without a resource"]


@pytest.mark.parametrize("name", ["file.ndjson", "file.jsonl", "file.json"])
def test_ndjson_is_a_record_a_line_and_blank_lines_count_as_lines(name):
    records = read(lines(patient()) + "\n" + lines(patient()), name=name)
    assert kinds(records) == ["Patient", "Patient"]
    assert [record.place.line for record in records] == [1, 3]


def test_after_a_bad_line_the_next_one_is_read():
    text = lines(patient()) + '{"resourceType": "Patient", \n' + lines(patient())
    records = read(text, name="file.ndjson")
    assert kinds(records) == ["Patient", Fault.JSON_BROKEN, "Patient"]
    assert records[1].place.line == 2


def test_a_line_in_another_encoding_is_one_bad_record():
    text = lines(patient()).encode() + b'{"name": "\xe9"}\n' + lines(patient()).encode()
    assert kinds(read(text, name="file.ndjson")) == ["Patient", Fault.NOT_UTF_8, "Patient"]


def test_a_line_too_long_is_one_bad_record(monkeypatch):
    monkeypatch.setattr(ndjson, "LINE_BYTES_MAX", 300)
    text = lines(patient(), patient(comment="x" * 3000), patient())
    assert kinds(read(text, name="a.ndjson")) == ["Patient", Fault.LINE_TOO_LONG, "Patient"]


def test_entries_before_a_broken_place_are_read():
    text = json.dumps(bundle(patient(), patient()), indent=1)
    broken = text[: text.rindex('"birthDate"')] + "!"
    records = read(broken)
    assert kinds(records) == ["Patient", Fault.JSON_BROKEN]
    assert records[1].place.line == broken.count("\n") + 1


def test_xml_streams_a_bundle_with_the_line_of_each_resource():
    records = read(XML_BUNDLE)
    assert kinds(records) == ["Patient", "Observation"]
    assert [record.place.line for record in records] == [4, 8]
    assert records[0].content == {"resourceType": "Patient", "id": "a"}


def test_entries_before_broken_xml_are_read():
    records = read(XML_BUNDLE.replace("</Bundle>", "<entry>"))
    assert kinds(records) == ["Patient", "Observation", Fault.XML_BROKEN]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_xml_may_be_in_the_encoding_it_names(encoding):
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    text = XML.replace("1974-05-12", "Zoë")
    content = f'<?xml version="1.0" encoding="{name}"?>{text}'.encode(encoding)
    assert read(content)[0].content["birthDate"] == "Zoë"


def test_a_byte_order_mark_before_json_is_no_fault():
    assert kinds(read(json.dumps(patient()).encode("utf-8-sig"))) == ["Patient"]
    assert kinds(read(lines(patient()).encode("utf-8-sig"), name="a.ndjson")) == ["Patient"]


def test_every_example_file_holds_one_record_that_can_be_read():
    found = files.in_folder(EXAMPLES)
    assert len(found) == 57
    for path in found:
        (record,) = read(path.read_bytes(), name=path.name)
        assert record.finding is None, path.name
        assert record.place.line == 1


BAD_FILES = {
    "empty": (b"", Fault.FILE_EMPTY),
    "only space": (b" \n\t\n", Fault.FILE_EMPTY),
    "only a byte order mark": (b"\xef\xbb\xbf", Fault.FILE_EMPTY),
    "text": (b"Anna de Vries", Fault.FILE_NEITHER_JSON_NOR_XML),
    "a picture": (b"\x89PNG\r\n\x1a\n", Fault.FILE_NEITHER_JSON_NOR_XML),
    "JSON that is no FHIR": (b'{"patients": []}', Fault.NOT_FHIR),
    "a list": (b"[{}]", Fault.NOT_FHIR),
    "a kind that is no name": (b'{"resourceType": "Anna de Vries"}', Fault.NOT_FHIR),
    "a kind that is no text": (b'{"resourceType": 5}', Fault.NOT_FHIR),
    "cut off": (b'{"resourceType": "Patient", "name": [', Fault.JSON_BROKEN),
    "no value": (b'{"resourceType": }', Fault.JSON_BROKEN),
    "more after the end": (b'{"resourceType": "Patient"} x', Fault.JSON_BROKEN),
    "not a number": (b'{"resourceType": "Patient", "a": NaN}', Fault.JSON_BROKEN),
    "a key twice": (b'{"resourceType": "Patient", "id": "a", "id": "b"}', Fault.JSON_KEY_TWICE),
    "a key twice inside": (
        b'{"resourceType": "Patient", "name": [{"family": "a", "family": "b"}]}',
        Fault.JSON_KEY_TWICE,
    ),
    "deep JSON": (b'{"a": ' + b"[" * 100_000, Fault.NESTED_TOO_DEEP),
    "latin-1": ('{"a": "Zoë"}'.encode("latin-1"), Fault.NOT_UTF_8),
    "UTF-16": ('{"a": "b"}'.encode("utf-16"), Fault.NOT_UTF_8),
    "XML cut off": (XML[:-5].encode(), Fault.XML_BROKEN),
    "XML of others": (b"<html><p>Anna</p></html>", Fault.NOT_FHIR),
    "a resource in lower case": (b'<patient xmlns="http://hl7.org/fhir"/>', Fault.NOT_FHIR),
    "deep XML": (
        XML.replace("<birthDate", "<a>" * 500 + "<birthDate").encode(),
        Fault.NESTED_TOO_DEEP,
    ),
    "entities": (
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + XML.encode(),
        Fault.XML_WITH_DEFINITIONS,
    ),
    "a document type": (b"<!DOCTYPE Patient>" + XML.encode(), Fault.XML_WITH_DEFINITIONS),
    "an encoding nobody knows": (
        b'<?xml version="1.0" encoding="klingon"?>' + XML.encode(),
        Fault.XML_BROKEN,
    ),
    "an element twice": (
        XML.replace("</P", '<birthDate value="1980-01-01"/></P').encode(),
        Fault.XML_ELEMENT_TWICE,
    ),
    "a resource where none can stand": (
        XML.replace("</P", "<name><Patient/></name></P").encode(),
        Fault.NOT_FHIR,
    ),
}


@pytest.mark.parametrize(("content", "fault"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_one_bad_record(content, fault):
    assert kinds(read(content)) == [fault]


def test_every_depth_is_either_read_or_refused():
    for depth in range(300, 1100, 3):
        deep = json.dumps(bundle(patient()))[:-3] + ', "x": ' + "[" * depth + "]" * depth + "}]}"
        assert kinds(read(deep))[0] in {"Patient", Fault.NESTED_TOO_DEEP}


def test_a_number_without_end_harms_nothing():
    digits = "9" * 100_000
    text = json.dumps(patient())[:-1] + f', "x": {digits}, "y": -1e{digits}}}'
    assert kinds(read(text)) == ["Patient"]


@pytest.mark.parametrize(
    ("module", "limit", "content"),
    [(files, "WHOLE_BYTES_MAX", json.dumps(patient())), (xml_text, "FILE_BYTES_MAX", XML)],
)
def test_a_file_too_large_is_refused(monkeypatch, module, limit, content):
    monkeypatch.setattr(module, limit, 20)
    assert kinds(read(content)) == [Fault.FILE_TOO_LARGE]


def test_every_fault_has_its_sentence():
    assert set(SENTENCES) == set(Fault)
