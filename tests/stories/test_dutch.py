"""The pages of a routine visit in Dutch, beside the same pages in English.

Whatever words both show are English that nobody translated, unless the catalogue says they are the
same in both languages, or they are names and codes of the unit.
"""

import re
from pathlib import Path

import pytest

import vangnet
from vangnet.clinic.dispensary.use import start_use

pytestmark = pytest.mark.stories
CATALOGUE = Path(vangnet.__file__).parent / "locale" / "nl" / "LC_MESSAGES" / "django.po"
WORDS = """() => {
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (parent.closest("script, style, noscript, svg")) continue;
    said.push(walk.currentNode.textContent);
  }
  for (const name of ["placeholder", "aria-label", "title", "alt"])
    document.querySelectorAll("[" + name + "]").forEach((one) => said.push(one.getAttribute(name)));
  return [...said.map((text) => text.replace(/\\s+/g, " ").trim()), document.title];
}"""


def words(hands, url):
    hands.page.goto(url)
    return {text for text in hands.page.evaluate(WORDS) if re.search(r"[^\W\d_]{3,}", text)}


def same_in_both():
    """What is a word of the translators in Dutch too: "Register", or "Taken", which are tasks."""
    entries = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', CATALOGUE.read_text(), re.MULTILINE)
    return {english for english, _ in entries} & {dutch for _, dutch in entries}


def of_the_unit(world):
    """Names and codes, which no one translates: of people, things and keys."""
    known = {"Vangnet", "Nederlands", "English", "Esc", "test committee", world.unit.name}
    for one in world.staff.values():
        known |= {one.display_name, one.username}
    for one in world.unit.patients.select_related("identity"):
        given, family = one.identity.given_names, one.identity.family_name
        known |= {given, family, f"{given} {family}", f"{one.number} · Vangnet"}
    return known


def left_english(english, dutch, url, world):
    both = words(english, url) & words(dutch, url) - same_in_both() - of_the_unit(world)
    return {text for text in both if not re.fullmatch(r"\d+ min", text)}


def test_the_comparison_finds_a_page_that_is_english(hands, present):
    found = left_english(hands("nurse"), hands("nurse", language="en"), "/desk/", present)
    assert {"Waiting now", "Find a patient", "Nobody is waiting"} <= found


def test_no_page_of_a_routine_visit_has_an_english_sentence_left_in_dutch(hands, present):
    english, dutch = hands("nurse"), hands("nurse", language="nl")
    present.later(minutes=-30)
    patient = present.patient()
    left = {}

    def look(*urls):
        for url in urls:
            if found := left_english(english, dutch, url, present):
                left[url] = found

    look("/desk/", "/rooms/", "/hatch/", f"/desk/patient/{patient.pk}")
    visit = present.check_in(patient)
    look("/desk/", f"/hatch/{visit.pk}/breath", f"/desk/visit/{visit.pk}/turn-away")
    present.blow(visit)
    look(f"/hatch/{visit.pk}/breath", f"/hatch/{visit.pk}/check", f"/hatch/{visit.pk}")
    present.room(present.check(visit))
    look(f"/hatch/{visit.pk}", "/hatch/", "/rooms/")
    dose = present.hand_over(visit)
    look(f"/hatch/{visit.pk}/use")
    start_use(use=dose.use, by=present.nurse, at=present.now)
    look(f"/hatch/{visit.pk}/use", "/rooms/")
    present.use(dose)
    look(f"/recovery/{visit.pk}/", "/rooms/", f"/patients/{patient.pk}", "/patients/", "/register/")
    assert left == {}


def test_a_failed_test_and_the_sign_in_page_are_dutch_too(hands, present):
    english, dutch = hands("nurse"), hands("nurse", language="nl")
    visit = present.blow(present.check_in(present.patient()), "400")
    left = {
        url: left_english(english, dutch, url, present)
        for url in (f"/hatch/{visit.pk}/breath", f"/hatch/{visit.pk}", "/staff/switch-user")
    }
    assert {url: found for url, found in left.items() if found} == {}
