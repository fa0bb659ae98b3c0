"""Every record ends as one of five, whatever a file holds. No database: a memory registers here."""

import json
from datetime import date
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st
from tests.clinic.exchange.records import CLINIC, bundle, lines, patient, read

from vangnet.clinic.exchange.fhir.finding import Fault
from vangnet.clinic.exchange.intake import Answer, Count, End, results

TODAY = date(2026, 3, 2)


def register(person):
    return Answer(end=End.NEW)


def take(records):
    return list(results(records, register=register, on=TODAY))


def ends(content, *, name="file.json"):
    return [result.end for result in take(read(content, name=name))]


def test_the_count_names_every_end():
    count = Count()
    for result in take(read(lines(patient(), {"resourceType": "Flag"}, {}), name="a.ndjson")):
        count.add(result)
    assert str(count) == "new 1, changed 0, unchanged 0, refused 1 (skipped 1 other resources)"
    assert count.kinds_skipped == {"Flag": 1}


def test_an_id_twice_with_other_content_is_refused_and_with_the_same_it_is_not():
    other = patient(birthDate="1980-01-01")
    records = read(json.dumps(bundle(patient(), patient(), other)))
    assert [result.end for result in take(records)] == [End.NEW, End.NEW, End.REFUSED]
    assert [finding.fault for finding in take(records)[2].refusals] == [Fault.ID_TWICE]


def test_the_same_id_in_another_file_is_another_record():
    assert ends(json.dumps(patient())) == ends(json.dumps(patient(gender="other"))) == [End.NEW]


# Values that a careless or hostile program may write where FHIR has something else.
finite = st.floats(allow_nan=False, allow_infinity=False)  # JSON has no other
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
FIELDS = ["id", "name", "_name", "identifier", "birthDate", "gender", "address", "photo", "telecom"]
FIELDS += ["active", "deceasedBoolean", "link", "modifierExtension", "resourceType", "contained"]
INNER = {
    "name": ["use", "family", "_family", "given", "_given", "period", "extension"],
    "identifier": ["use", "system", "value", "_value", "period"],
    "address": ["use", "line", "_line", "city", "country", "_country", "postalCode", "period"],
    "photo": ["data", "url", "contentType"],
    "telecom": ["system", "value", "use", "period"],
}


@st.composite
def spoiled_patients(draw):
    """A patient in whom some fields, outer or inner, are odd."""
    record = patient(
        address=[{"line": ["Damrak 1"]}],
        photo=[{"data": "AAAA"}],
        telecom=[{"system": "phone", "value": "1"}],
    )
    name = draw(st.sampled_from(sorted(INNER)))
    key = draw(st.sampled_from(INNER[name]))
    record[name] = [record[name][0] | {key: draw(odd)}]
    return record | draw(st.dictionaries(st.sampled_from(FIELDS), odd, max_size=1))


@given(st.lists(spoiled_patients(), max_size=2))
def test_every_spoiled_patient_is_counted_once(records):
    text = json.dumps(bundle(*records))
    counted = [result.end for result in take(read(text)) if not result.place.entries[1:]]
    nested = any(record.get("resourceType") == "Bundle" for record in records)
    assert nested or len(counted) == len(records)


@given(spoiled_patients())
def test_what_goes_in_can_be_kept(record):
    kept = []

    def keep(person):
        kept.append(person)
        return Answer(end=End.NEW)

    list(results(read(json.dumps(record)), register=keep, on=TODAY))
    for person in kept:
        words = [person.family_name, person.given_names, *sum(person.identifiers, ())]
        assert person.family_name
        assert person.identifiers
        assert all("\0" not in word for word in words)
        assert all(word.encode() for word in words if word)


@given(st.binary(max_size=200), st.sampled_from(["a.json", "a.ndjson", "a.xml", "a"]))
def test_any_bytes_end_as_counted_records(content, name):
    assert ends(content, name=name)


@given(st.data())
def test_a_file_cut_or_changed_anywhere_ends_as_counted_records(data):
    whole = data.draw(
        st.sampled_from(
            [
                json.dumps(bundle(patient(), patient())).encode(),
                lines(patient(), patient()).encode(),
                b'<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Patient><id value="a"/>'
                b"</Patient></resource></entry></Bundle>",
            ]
        )
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    put = data.draw(st.binary(max_size=3))
    gone = data.draw(st.integers(0, 3))
    changed = whole[:at] + put + whole[at + gone :]
    assert all(end in set(End) for end in ends(changed))
    assert ends(whole[: at + 1])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_json_and_xml_say_the_same(family):
    """One patient, written both ways, is one person."""
    root = ElementTree.Element("Patient", xmlns="http://hl7.org/fhir")
    identifier = ElementTree.SubElement(root, "identifier")
    ElementTree.SubElement(identifier, "system", value=CLINIC)
    ElementTree.SubElement(identifier, "value", value="A-1")
    name = ElementTree.SubElement(root, "name")
    ElementTree.SubElement(name, "family", value=family)
    ElementTree.SubElement(root, "birthDate", value="1974-05-12")
    written = patient(id=None, gender=None, name=[{"family": family}])
    people = []

    def keep(person):
        people.append(person)
        return Answer(end=End.NEW)

    both = [*read(ElementTree.tostring(root)), *read(json.dumps(written))]
    found = [result.end for result in results(both, register=keep, on=TODAY)]
    assert found[0] == found[1]
    assert len(set(people)) <= 1
