"""One visit by the desk, the nurse and the witness, each at their own screen, from sign-in on.

What they press together is counted after sign-in: clicks, scans and Enter, but no digits.
"""

import re

import pytest
from tests.factories.world import PIN

from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.reception.models import Visit
from vangnet.rules.visit import Stage

pytestmark = pytest.mark.stories
PRESSES_MAX = 12
HAND_OVER = "[data-hands-out]"


def sign_in(staff, world, name):
    user = world.staff[name]
    staff.page.goto(f"/staff/sign-in?unit={world.unit.code}")
    staff.picture("sign-in")
    staff.page.check(f"input[name=username][value='{user.username}']")
    staff.type("input[name=password]", "made up for the test")
    staff.page.keyboard.press("Enter")
    staff.page.wait_for_url(lambda url: "sign-in" not in url)


def let_in(desk, patient, *, by_scanner):
    """The desk begins at its own page; nobody has to go there."""
    assert desk.page.url.endswith("/desk/")
    if by_scanner:
        desk.scan(f"~P:{patient.number}")
    else:
        desk.type("#q", patient.number)
        desk.enter()
    desk.page.wait_for_selector("#check-in")
    desk.picture("desk-found")
    desk.click("input[name=face_matches]")
    desk.type("input[name=birth_date]", f"{patient.identity.birth_date:%d-%m-%Y}")
    desk.click("#check-in button[data-primary]")
    desk.page.wait_for_selector(f"table.queue th:has-text('{patient.number}')")
    desk.picture("desk-queue")


def to_the_hatch(nurse, patient):
    """From the board, where the patient appears by itself."""
    nurse.picture("board")
    nurse.click(f".waiting a:has-text('{patient.number}')")
    nurse.page.wait_for_url("**/breath")
    nurse.type("input[name=reading]", "0")
    nurse.type("input[name=read_back]", "0")
    nurse.click("#breath button")
    nurse.page.wait_for_url("**/check")
    nurse.click("button[name=quiet]")
    nurse.page.wait_for_selector(HAND_OVER)


def hand_over(nurse, world, *, container=""):
    if container:
        nurse.scan(f"~C:{container}")
    nurse.click(f"input[name=witness][value='{world.staff['second_nurse'].pk}']")
    nurse.type("input[name=witness_read_mg]", "200")
    nurse.type("input[name=pin]", PIN)
    nurse.click(HAND_OVER)
    nurse.page.wait_for_url("**/use")


def to_the_door(nurse):
    nurse.click("#start button")
    nurse.click("#all button[name=step]")
    nurse.page.wait_for_url("**/recovery/**")
    nurse.picture("recovery")
    if nurse.page.locator("#exit input[name$=spo2]").count():  # where the protocol asks for it
        nurse.type("#exit input[name$=spo2]", "97")
    nurse.click("button[name=all_well]")
    nurse.page.wait_for_url("**/rooms/**")
    nurse.page.wait_for_selector(".board")


@pytest.mark.parametrize("by_scanner", [False, True], ids=["by hand", "by scanner"])
def test_desk_nurse_and_witness_press_at_most_twelve_times_from_sign_in_to_the_door(
    hands, present, by_scanner
):
    patient, box = present.patient(), present.containers[1].code
    desk, nurse = hands(""), hands("")
    sign_in(desk, present, "desk")
    sign_in(nurse, present, "nurse")
    let_in(desk, patient, by_scanner=by_scanner)
    to_the_hatch(nurse, patient)
    hand_over(nurse, present, container=box if by_scanner else "")
    to_the_door(nurse)
    visit = Visit.objects.get(patient=patient)
    dose = HandOver.objects.get(visit=visit, allowed=True)
    assert visit.stage == Stage.LEFT
    assert dose.witness == present.staff["second_nurse"]
    assert dose.container.code == (box if by_scanner else present.containers[0].code)
    assert desk.pressed + nurse.pressed <= PRESSES_MAX


def test_a_nurse_alone_at_the_door_scans_pass_container_and_kit_within_the_same_twelve(
    hands, present
):
    patient, kit = present.patient(), present.next_kit().code
    nurse = hands("nurse")
    nurse.page.goto("/desk/")
    nurse.scan(f"~P:{patient.number}")
    nurse.page.wait_for_selector("#check-in")
    nurse.click("input[name=face_matches]")
    nurse.type("input[name=birth_date]", f"{patient.identity.birth_date:%d-%m-%Y}")
    nurse.click("#check-in button[data-primary]")
    nurse.page.wait_for_url("**/breath")
    nurse.type("input[name=reading]", "0")
    nurse.type("input[name=read_back]", "0")
    nurse.click("#breath button")
    nurse.page.wait_for_url("**/check")
    nurse.click("button[name=quiet]")
    nurse.page.wait_for_selector(HAND_OVER)
    nurse.scan(f"~K:{kit}")
    hand_over(nurse, present, container=present.containers[1].code)
    to_the_door(nurse)
    dose = HandOver.objects.get(patient=patient, allowed=True)
    assert (dose.kit.code, dose.container) == (kit, present.containers[1])
    assert nurse.pressed <= PRESSES_MAX


def test_a_wrong_pin_keeps_what_was_typed_and_the_right_one_gives_the_dose(hands, present):
    visit = present.at_the_hatch(present.patient())
    witness = present.staff["second_nurse"]
    nurse = hands("nurse")
    nurse.page.goto(f"/hatch/{visit.pk}")
    nurse.click(f"input[name=witness][value='{witness.pk}']")
    nurse.type("input[name=witness_read_mg]", "200")
    nurse.type("input[name=pin]", "1357")
    nurse.click(HAND_OVER)
    nurse.page.wait_for_selector(".field-error, .error-summary")
    assert re.search(f"not the PIN of {witness.display_name}", nurse.page.inner_text("main"))
    assert nurse.page.is_checked(f"input[name=witness][value='{witness.pk}']")
    assert nurse.page.input_value("input[name=witness_read_mg]") == "200"
    assert nurse.page.input_value("input[name=pin]") == ""
    assert not HandOver.objects.filter(visit=visit, allowed=True).exists()
    nurse.type("input[name=pin]", PIN)
    nurse.click(HAND_OVER)
    nurse.page.wait_for_url("**/use")
    assert HandOver.objects.filter(visit=visit, allowed=True).count() == 1
