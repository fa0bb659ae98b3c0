"""Between units through its pages: who reads, who signs, and what is never shown."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.entry import let_in
from tests.factories.pages import signed_in

from vangnet.clinic.consulting.models import GuestPermission, PartnerLook, Transfer
from vangnet.clinic.consulting.moving import key_file, partner_file, partners
from vangnet.clinic.consulting.moving.two_people import say_two_people
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.person import Person, Sex
from vangnet.clinic.registry.pseudonym import key_id
from vangnet.clinic.staff.actions import Signature

PASSWORD = "made up for the test"


@pytest.fixture
def now(units):
    """Pages work in the present."""
    from tests.factories.pages import at_present

    return units.at(at_present(units.home))


@pytest.fixture
def known(now):
    return now.home.patient()


def reader(world, name="prescriber"):
    return signed_in(Client(), world, name)


def to(name, *keys):
    return reverse(f"moving:{name}", args=keys)


def typed(**values):
    return {"request_id": str(uuid4()), "password": PASSWORD, **values}


def days(units, first=0, last=6):
    return {
        "host": str(units.host.unit.pk), "first_on": str(units.on(first)),
        "last_on": str(units.on(last)),
    }  # fmt: skip


def test_guest_days_are_signed_with_the_password_and_seen_by_both_units(now, known):
    home, host = reader(now.home), reader(now.host)
    assert home.get(to("permit", known.pk)).status_code == 200
    wrong = home.post(to("permit", known.pk), typed(**days(now), password="not it"))
    assert wrong.status_code == 422
    assert not GuestPermission.objects.exists()
    signed = home.post(to("permit", known.pk), typed(**days(now)))
    assert signed.status_code == 302
    kept = GuestPermission.objects.get()
    assert (kept.signed_by, kept.signed_with) == (now.home.staff["prescriber"], "password")
    for client in (home, host):
        assert known.number in client.get(to("inbox")).content.decode()
        assert client.get(to("stay", kept.pk)).status_code == 200
    assert (
        "Guest at West" in home.get(reverse("registry:patient", args=[known.pk])).content.decode()
    )
    tasks = host.get(reverse("tasks:list")).content.decode()
    assert "A guest of East comes. Sign the guest order." in tasks


def test_the_guest_order_is_signed_at_the_guest_unit_and_refusals_say_why(now, known):
    permission = now.permit(known, 0, 6).row
    host = reader(now.host)
    page = host.get(to("order", permission.pk)).content.decode()
    assert "Own unit, at most" in page
    wanted = {"ordered": "diamorphine", "dose_mg": "250", "doses_per_day": "3"}
    refused = host.post(to("order", permission.pk), typed(**wanted))
    assert refused.status_code == 422
    assert "above what the own unit ordered" in refused.content.decode()
    signed = host.post(to("order", permission.pk), typed(**wanted | {"dose_mg": "150"}))
    assert signed.status_code == 302
    assert permission.orders.get().day_mg == 450
    assert reader(now.home).get(to("order", permission.pk)).status_code == 404


def test_guest_days_are_cut_short_on_a_page(now, known):
    permission = now.guest(known)
    home = reader(now.home)
    late = home.post(to("cut", permission.pk), typed(home_on=str(now.on(9)), why="came back"))
    assert late.status_code == 422
    assert "end then already" in late.content.decode()
    done = home.post(to("cut", permission.pk), typed(home_on=str(now.on(0)), why="came back"))
    assert done.status_code == 302
    assert home.get(to("stay", permission.pk)).status_code == 404


def test_a_transfer_goes_through_the_pages_of_both_units(now, known):
    home, host = reader(now.home), reader(now.host)
    asked = {"to_unit": str(now.host.unit.pk), "from_on": str(now.on(0))}
    assert home.post(to("transfer", known.pk), typed(**asked)).status_code == 302
    key = Transfer.objects.get().pk
    assert home.get(to("accept", key)).status_code == 404
    assert host.get(to("take-back", key)).status_code == 404
    assert host.post(to("accept", key), typed(keeps_approval="on")).status_code == 302
    assert "gives no dose from" in home.get(to("agreed", key)).content.decode()
    done = host.post(to("take-over", key), {"request_id": str(uuid4())})
    assert done.status_code == 302
    assert host.get(reverse("registry:patient", args=[known.pk])).status_code == 200
    assert home.get(reverse("registry:patient", args=[known.pk])).status_code == 404
    assert host.get(reverse("consulting:order", args=[known.pk])).status_code == 200


def test_a_third_unit_sees_nothing_of_it(now, known):
    from tests.factories.world import make_world

    permission = now.guest(known)
    stranger = reader(make_world(code="north"))
    for name in ("stay", "cut", "order"):
        assert stranger.get(to(name, permission.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "readers"),
    [
        ("inbox", {"nurse", "prescriber", "pharmacist", "auditor"}),
        ("matches", {"prescriber", "manager"}),
    ],
)
def test_who_may_read(now, name, readers):
    everyone = ("desk", "nurse", "prescriber", "pharmacist", "manager", "auditor")
    answers = {one: reader(now.home, one).get(to(name)).status_code for one in everyone}
    assert {one for one, status in answers.items() if status == 200} == readers
    assert set(answers.values()) == {200, 403}


@pytest.fixture
def key(tmp_path, monkeypatch):
    path = tmp_path / "partners.key"
    made = key_file.make(path)
    monkeypatch.setenv(key_file.VARIABLE, str(path))
    return made


def upload(client, text):
    file = BytesIO(text.encode())
    file.name = "west.pseudonyms"
    return client.post(to("matches"), {"file": file, "request_id": str(uuid4())}, follow=True)


def alike(units):
    """Somebody of the other unit with the name and the birth date of the one at home: another,

    as a prescriber there has signed.
    """
    host, doctor = units.host, units.host.staff["prescriber"]
    person = Person(
        family_name="Test1", given_names="Made Up", birth_date=date(1970, 1, 2), sex=Sex.UNKNOWN,
        identifiers=(("urn:vangnet:test", "theirs"),),
    )  # fmt: skip
    made = registry.register_patient(
        unit=host.unit, person=person, by=host.staff["desk"], at=host.now
    ).patient
    signed = Signature(user=doctor, at=host.now, method="password")
    say_two_people(patient=made, words="Seen both today", signature=signed, at=host.now)
    let_in(made, by=doctor, desk=host.staff["desk"], at=host.now)
    host.order(made)
    return made


def partner_list(units, settle, key):
    theirs = alike(units)
    settle()
    made = partners.for_partner(units.host.unit, key=key, today=units.today)
    return theirs, partner_file.write(made, key=key)


def test_a_partners_file_gives_the_unit_to_call_beside_our_number_and_nothing_more(
    now, known, key, settle
):
    theirs, text = partner_list(now, settle, key)
    page = upload(reader(now.home, "manager"), text).content.decode()
    assert "Possible match: call unit West" in page
    assert "(020 West)" in page
    assert known.number in page
    for hidden in ("Test1", "Made Up", "1970", str(theirs.pk), str(known.pk)):
        assert hidden not in page
    looks = PartnerLook.objects.order_by("looked_at").values_list("matches", flat=True)
    assert list(looks) == [1]


def test_a_file_that_cannot_be_used_says_where_and_what_to_do(now, known, key, settle):
    _theirs, text = partner_list(now, settle, key)
    page = upload(reader(now.home), text.replace("unit: West", "unit: East"))
    assert page.status_code == 422
    assert "seal is missing or wrong" in page.content.decode()
    other = text.replace(key_id(key), "0" * 16)
    assert "was made with key" in upload(reader(now.home), other).content.decode()


def test_without_a_key_the_page_says_whom_to_ask(now, monkeypatch):
    monkeypatch.delenv(key_file.VARIABLE, raising=False)
    page = reader(now.home).get(to("matches"))
    assert "This installation has no key yet" in page.content.decode()


def test_the_desk_of_the_guest_unit_finds_the_guest_and_checks_them_in(now, known):
    now.guest(known)
    desk = reader(now.host, "desk")
    found = desk.post(reverse("reception:desk"), {"q": known.number})
    assert found.status_code == 302
    page = desk.get(found["Location"])
    assert page.status_code == 200
    answer = desk.post(
        found["Location"],
        {"face_matches": "on", "birth_date": known.identity.birth_date.strftime("%d %m %Y"),
         "request_id": str(uuid4())},
    )  # fmt: skip
    assert answer.status_code == 302
    assert (
        f"{known.number} {now.home.unit.code}"
        in desk.get(reverse("reception:desk")).content.decode()
    )


def test_the_home_refuses_at_its_hatch_with_words(now, known):
    now.guest(known)
    visit = now.home.at_the_hatch(known)
    page = reader(now.home, "nurse").get(reverse("dispensary:visit-hatch", args=[visit.pk]))
    assert "This person is a guest of West until" in page.content.decode()


def test_the_hatch_of_the_guest_unit_asks_for_no_more_than_the_guest_order(now, known):
    permission = now.guest(known)
    assert now.order(permission, dose_mg="120").row
    visit = now.host.at_the_hatch(known)
    page = reader(now.host, "nurse").get(reverse("dispensary:visit-hatch", args=[visit.pk]))
    assert page.status_code == 200
    assert page.context["dose_mg"] == 120
    assert "Guest of East" in page.content.decode()
