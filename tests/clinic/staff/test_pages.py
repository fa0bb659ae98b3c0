"""Signing in and changing to another user."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.dispensary.pages import sign_in
from tests.factories.pages import at_present
from tests.factories.world import make_world

SIGN_IN = "/staff/sign-in"
PASSWORD = "made up for the test"  # noqa: S105


@pytest.fixture
def today(trial):
    """A unit whose clock is the real one: the pages tell the time themselves."""
    return at_present(trial)


def who(client):
    return client.session.get("_auth_user_id")


def test_the_people_of_the_unit_are_shown(today, client):
    page = client.get(f"{SIGN_IN}?unit={today.unit.code}").content.decode()
    assert all(user.display_name in page for user in today.staff.values())


def test_a_name_and_the_password_sign_in(today, client):
    sent = {"username": today.staff["desk"].username, "password": PASSWORD}
    answer = client.post(SIGN_IN, sent)
    assert answer.url == reverse("reception:desk")
    assert who(client) == str(today.staff["desk"].pk)


def test_a_typed_name_counts(today, client):
    client.post(SIGN_IN, {"typed_name": today.nurse.username, "password": PASSWORD})
    assert who(client) == str(today.nurse.pk)


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"username": "nurse-west", "password": "wrong"}, "do not belong together"),
     ({"password": "x"}, "Choose your name, or type it."),
     ({"username": "nurse-west"}, "Type your password.")],
)  # fmt: skip
def test_what_is_wrong_is_said(today, client, sent, said):
    answer = client.post(SIGN_IN, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert who(client) is None


def test_five_wrong_passwords_lock_the_name(today, client):
    sent = {"username": today.nurse.username, "password": "wrong"}
    answers = [client.post(SIGN_IN, sent) for _ in range(5)]
    assert answers[-1].status_code == 429
    right = client.post(SIGN_IN, {**sent, "password": PASSWORD})
    assert right.status_code == 429
    assert "Too many wrong passwords" in right.content.decode()
    assert who(client) is None


def test_switching_ends_the_session_of_the_one_before(today, client):
    sign_in(client, today.nurse)
    session = client.session.session_key
    answer = client.post(reverse("staff:switch-user"), {
        "username": today.staff["second_nurse"].username, "password": PASSWORD})  # fmt: skip
    assert answer.status_code == 302
    assert who(client) == str(today.staff["second_nurse"].pk)
    assert client.session.session_key != session


def test_nobody_is_sent_to_another_site(today, client):
    answer = client.post(SIGN_IN, {"username": today.nurse.username, "password": PASSWORD,
                                   "next": "https://example.org/"})  # fmt: skip
    assert answer.url == reverse("board:rooms")


def test_signing_out_is_a_press_and_not_a_link(today, client):
    sign_in(client, today.nurse)
    assert client.get(reverse("staff:sign-out")).status_code == 405
    client.post(reverse("staff:sign-out"))
    assert who(client) is None


def test_no_password_of_a_unit_that_is_no_demonstration_is_shown(db, client):
    west = make_world(now=timezone.now(), demonstration=False)
    page = client.get(f"{SIGN_IN}?unit={west.unit.code}").content.decode()
    assert "Who can sign in here" not in page
