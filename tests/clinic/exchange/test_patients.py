"""What a record says about a person, and every reason why it cannot be one. No database here."""

import base64
import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from tests.clinic.exchange.records import BSN, CLINIC, patient, read

from vangnet.clinic.exchange.fhir import patients
from vangnet.clinic.exchange.fhir.finding import Fault
from vangnet.clinic.exchange.fhir.identifiers import passes_eleven_test
from vangnet.clinic.registry.person import RECORD_ID_SYSTEM, Address, Sex

EXAMPLES = Path(__file__).parent / "examples"
TODAY = date(2026, 3, 2)
HL7 = "http://hl7.org/fhir/StructureDefinition/"
ABSENT = {"extension": [{"url": HL7 + "data-absent-reason", "valueCode": "masked"}]}


def person(**other):
    reading = patients.read(patient(**other), on=TODAY)
    assert reading.refusals == ()
    return reading.person


def refused(**other):
    reading = patients.read(patient(**other), on=TODAY)
    assert reading.person is None
    return [(finding.field, finding.fault) for finding in reading.refusals]


def example(name):
    (record,) = read((EXAMPLES / f"{name}.xml").read_bytes())
    return patients.read(record.content, on=TODAY)


def image(kind="JPEG", size=(900, 1200), **options):
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, kind, **options)
    return content.getvalue()


def encoded(content):
    return base64.b64encode(content).decode()


def test_the_dutch_example_is_read_whole():
    read_person = example("nl-core-Patient-01").person
    assert read_person.family_name == "van Putten-van der Giessen"
    assert read_person.sort_name == "Putten-van der Giessen, van"
    assert read_person.given_names == "Johanna Petronella Maria"
    assert (read_person.birth_date, read_person.sex) == (date(1934, 4, 28), Sex.FEMALE)
    assert read_person.identifiers == ((BSN, "111222333"),)
    assert read_person.address == Address(
        lines=("1e Jacob van Campenstr 15",), postcode="1012 NX", city="Hoogmade", country="NL"
    )
    assert [one.system for one in read_person.telecom] == ["phone", "email"]


def test_the_example_that_only_has_a_name_is_known_by_the_id_of_its_record():
    reading = example("nl-core-CareTeam-01-Patient-01")
    assert reading.person.birth_date is None
    assert reading.person.family_name == "de Jong-de Wit"
    assert reading.person.identifiers == ((RECORD_ID_SYSTEM, "nl-core-CareTeam-01-Patient-01"),)
    assert [finding.fault for finding in reading.notes] == [Fault.ID_STANDS_IN]


@pytest.mark.parametrize("value", [None, "", " "])
def test_a_birth_date_that_is_not_said_is_not_known(value):
    assert person(birthDate=value).birth_date is None


@pytest.mark.parametrize(
    "identifier", [None, [{"value": "7"}], [{"system": BSN, "_value": ABSENT}]]
)
def test_the_id_of_the_record_stands_in_where_no_identifier_can_be_used(identifier):
    assert person(identifier=identifier).identifiers == ((RECORD_ID_SYSTEM, "one"),)


def test_the_id_of_the_record_stands_in_for_nothing_where_there_is_an_identifier():
    assert person().identifiers == ((CLINIC, "A-1"),)


@pytest.mark.parametrize("record_id", [None, "", "a b", "a" * 65, 5, "a\0", "é"])
def test_a_record_with_neither_identifier_nor_a_proper_id_is_refused(record_id):
    assert refused(identifier=None, id=record_id) == [("Patient.identifier", Fault.NO_IDENTIFIER)]


ONE_THING_WRONG = [
    ({"birthDate": "1974"}, "Patient.birthDate", Fault.BIRTH_DATE_PARTIAL),
    ({"birthDate": "1974-05"}, "Patient.birthDate", Fault.BIRTH_DATE_PARTIAL),
    ({"birthDate": "1974-02-30"}, "Patient.birthDate", Fault.BIRTH_DATE_IMPOSSIBLE),
    ({"birthDate": "12-05-1974"}, "Patient.birthDate", Fault.BIRTH_DATE_IMPOSSIBLE),
    ({"birthDate": "19740512"}, "Patient.birthDate", Fault.BIRTH_DATE_IMPOSSIBLE),
    ({"birthDate": "１９７４-05-12"}, "Patient.birthDate", Fault.BIRTH_DATE_IMPOSSIBLE),
    ({"birthDate": "2026-03-03"}, "Patient.birthDate", Fault.BIRTH_DATE_IMPOSSIBLE),
    ({"birthDate": "1874-05-12"}, "Patient.birthDate", Fault.BIRTH_DATE_IMPOSSIBLE),
    ({"birthDate": 19740512}, "Patient.birthDate", Fault.WRONG_KIND_OF_VALUE),
    ({"gender": "F"}, "Patient.gender", Fault.SEX_NOT_KNOWN_TO_FHIR),
    ({"name": None}, "Patient.name", Fault.FAMILY_NAME_MISSING),
    ({"name": "Anna"}, "Patient.name", Fault.WRONG_KIND_OF_VALUE),
    ({"name": [{"text": "Anna de Vries"}]}, "Patient.name", Fault.FAMILY_NAME_MISSING),
    ({"name": [{"family": "X", "use": "old"}]}, "Patient.name", Fault.FAMILY_NAME_MISSING),
    ({"name": [{"family": 5}]}, "Patient.name[0].family", Fault.WRONG_KIND_OF_VALUE),
    ({"name": [{"family": "a\0b"}]}, "Patient.name[0].family", Fault.TEXT_UNFIT),
    ({"name": [{"family": "a\ud800b"}]}, "Patient.name[0].family", Fault.TEXT_UNFIT),
    ({"name": [{"family": "a\u202eb"}]}, "Patient.name[0].family", Fault.TEXT_UNFIT),
    ({"name": [{"family": "a" * 121}]}, "Patient.name[0].family", Fault.TEXT_TOO_LONG),
    (
        {"name": [{"family": "a" + "\u0301\u0327" * 1_000_000}]},
        "Patient.name[0].family",
        Fault.TEXT_TOO_LONG,
    ),
    ({"identifier": None, "id": None}, "Patient.identifier", Fault.NO_IDENTIFIER),
    (
        {"identifier": [{"value": "1"}], "id": None},
        "Patient.identifier",
        Fault.NO_IDENTIFIER,
    ),
    (
        {"identifier": [{"system": BSN, "value": "123456789"}]},
        "Patient.identifier[0]",
        Fault.BSN_WRONG,
    ),
    (
        {"identifier": [{"system": "a:b", "value": str(n)} for n in range(51)]},
        "Patient.identifier",
        Fault.TOO_MANY,
    ),
    (
        {"identifier": [{"system": "a:b", "value": "1" * 121}]},
        "Patient.identifier[0].value",
        Fault.TEXT_TOO_LONG,
    ),
    ({"address": [{"city": "a" * 81}]}, "Patient.address[0].city", Fault.TEXT_TOO_LONG),
    ({"telecom": [{"system": "sms"}] * 21}, "Patient.telecom", Fault.TOO_MANY),
    (
        {"telecom": [{"system": "sms", "value": "a\0"}]},
        "Patient.telecom[0]",
        Fault.TEXT_UNFIT,
    ),
    ({"active": False}, "Patient.active", Fault.NOT_ACTIVE),
    ({"deceasedBoolean": True}, "Patient.deceased", Fault.DECEASED),
    ({"deceasedDateTime": "2020"}, "Patient.deceased", Fault.DECEASED),
    ({"link": [{"type": "replaced-by"}]}, "Patient.link", Fault.REPLACED),
    ({"modifierExtension": [{"url": "a"}]}, "Patient.modifierExtension", Fault.MODIFIED_MEANING),
    ({"implicitRules": "a:b"}, "Patient.implicitRules", Fault.MODIFIED_MEANING),
]


@pytest.mark.parametrize(("wrong", "field", "fault"), ONE_THING_WRONG)
def test_one_thing_wrong_gives_that_reason_alone(wrong, field, fault):
    assert (field, fault) in refused(**wrong)
    assert len(refused(**wrong)) == 1


def test_all_reasons_are_listed_together():
    assert [fault for _, fault in refused(birthDate="1974", gender="F", name=None)] == [
        Fault.FAMILY_NAME_MISSING,
        Fault.BIRTH_DATE_PARTIAL,
        Fault.SEX_NOT_KNOWN_TO_FHIR,
    ]


def test_no_reason_quotes_the_record():
    secret = "Wilhelmina"
    wrong = patient(
        birthDate=secret, gender=secret, name=[{"family": secret * 20}], identifier=[secret]
    )
    for record in (wrong, wrong | {"identifier": [{"system": BSN, "value": secret}]}):
        for finding in patients.read(record, on=TODAY).refusals:
            assert secret not in str(finding)


def test_the_official_name_counts_before_the_usual_and_never_one_that_ended():
    usual = {"use": "usual", "family": "Jansen", "given": ["Jo"]}
    official = {"use": "official", "family": "de Vries"}
    ended = official | {"period": {"end": "2020-01-01"}}
    assert person(name=[usual, official]).family_name == "de Vries"
    assert person(name=[ended, usual]).family_name == "Jansen"


def test_a_family_name_is_put_together_from_its_dutch_parts_when_it_must():
    parts = {
        "own-prefix": "van",
        "own-name": "Putten",
        "partner-prefix": "de",
        "partner-name": "Wit",
    }
    about = [{"url": f"{HL7}humanname-{key}", "valueString": word} for key, word in parts.items()]
    order = {"url": HL7 + "humanname-assembly-order", "valueCode": "NL3"}
    name = {"_family": {"extension": about}, "given": ["Jo"]}
    assert person(name=[name]).family_name == "van Putten-de Wit"
    assert person(name=[name | {"extension": [order]}]).family_name == "de Wit-van Putten"


def test_initials_count_only_where_no_name_is_given_in_full():
    def qualifier(code):
        return {"extension": [{"url": HL7 + "iso21090-EN-qualifier", "valueCode": code}]}

    both = {
        "family": "Smit",
        "given": ["A.", "Anna", "An"],
        "_given": [qualifier("IN"), None, qualifier("CL")],
    }
    only = {"family": "Smit", "given": ["A."], "_given": [qualifier("IN")]}
    assert person(name=[both]).given_names == "Anna"
    assert person(name=[only]).given_names == "A."


def test_two_ways_to_write_one_name_are_one_name():
    one, other = ({"family": f"  {name}  ", "given": []} for name in ("Zoe\u0308", "Zo\u00eb"))
    assert person(name=[one]).family_name == person(name=[other]).family_name


def test_a_sex_that_is_not_said_is_unknown():
    assert person(gender=None).sex is Sex.UNKNOWN


def test_what_is_left_out_is_noted_and_the_rest_goes_in():
    reading = patients.read(
        patient(
            identifier=[
                {"system": BSN, "_value": ABSENT},
                {"value": "7"},
                {"system": CLINIC, "value": "A-1"},
                {"system": CLINIC, "value": "A-0", "use": "old"},
            ],
            address=[{"city": "Ghent", "country": "Atlantis"}],
            photo=[{"url": "https://clinic.example/face.jpg"}, {"data": "no photo"}],
        ),
        on=TODAY,
    )
    assert reading.person.identifiers == ((CLINIC, "A-1"),)
    assert [finding.fault for finding in reading.notes] == [
        Fault.IDENTIFIER_MASKED,
        Fault.IDENTIFIER_WITHOUT_SYSTEM,
        Fault.COUNTRY_LEFT_OUT,
        Fault.PHOTO_NOT_FETCHED,
        Fault.PHOTO_UNFIT,
    ]


def test_a_street_that_stands_apart_from_its_number_is_put_together():
    parts = {"streetName": "Damrak", "houseNumber": "1", "buildingNumberSuffix": "B"}
    about = [{"url": f"{HL7}iso21090-ADXP-{key}", "valueString": v} for key, v in parts.items()]
    given = {"line": [None], "_line": [{"extension": about}], "country": "Nederland"}
    assert person(address=[given]).address == Address(lines=("Damrak 1 B",), country="NL")


def test_the_home_address_counts_before_others():
    given = [{"use": "temp", "city": "Delft"}, {"use": "home", "city": "Gouda"}]
    assert person(address=given).address.city == "Gouda"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_made_small_and_written_anew(kind):
    photo = person(photo=[{"contentType": "image/x", "data": encoded(image(kind))}]).photo
    with Image.open(io.BytesIO(photo.image)) as small:
        assert (small.format, small.size) == ("JPEG", (480, 640))
    assert photo.content_type == "image/jpeg"


def test_nothing_but_the_picture_is_left_of_a_photo():
    hidden = Image.Exif()
    hidden[0x010E] = "hidden words"
    photo = person(photo=[{"data": encoded(image(exif=hidden))}]).photo
    assert b"hidden words" not in photo.image


@pytest.mark.parametrize(
    "content",
    [b"", b"no photo", image()[:200], image("GIF"), b"<svg/>", image("PNG", size=(9000, 9000))],
    ids=["empty", "text", "cut off", "gif", "svg", "far too many pixels"],
)
def test_what_is_no_photo_is_left_out(content):
    reading = patients.read(patient(photo=[{"data": encoded(content) or "="}]), on=TODAY)
    assert reading.person.photo is None
    assert [finding.fault for finding in reading.notes] == [Fault.PHOTO_UNFIT]


@pytest.mark.parametrize("value", ["111222333", "999911120", "123456782"])
def test_a_bsn_passes_the_eleven_test(value):
    assert passes_eleven_test(value)


@pytest.mark.parametrize(
    "value", ["111222334", "11122233", "000000000", "", "11122233x", "１１１２２２３３３"]
)
def test_what_is_no_bsn_does_not(value):
    assert not passes_eleven_test(value)


def test_a_bsn_under_its_oid_is_the_same_number():
    given = [{"system": "urn:oid:2.16.840.1.113883.2.4.6.3", "value": "111222333"}]
    assert person(identifier=given).identifiers == ((BSN, "111222333"),)
