"""Every part on one page: in both languages, at both sizes, clean for axe and the policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from vangnet.clinic.board import gallery_views

TABS = [
    {"icon": icon, "url": f"/{icon}/", "label": icon.title(), "current": icon == "hatch"}
    for icon in ("rooms", "desk", "hatch", "patients", "orders", "register")
]
SIGNED_IN = {
    "is_authenticated": True, "display_name": "S. de Vries", "role_name": "Nurse",
}  # fmt: skip


def page_in(language):
    frame = {"tabs": TABS, "user": SIGNED_IN, "clock_at": gallery_views.NOW, "demonstration": True}
    request = RequestFactory().get("/parts/")
    with translation.override(language), timezone.override("Europe/Amsterdam"):
        return render_to_string(
            "parts/gallery.html", gallery_views.samples() | frame, request=request
        )


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_part_has_an_inline_style_or_script(language):
    page = page_in(language)
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


@pytest.mark.stories
@pytest.mark.parametrize(("width", "height"), [(1366, 850), (1024, 768), (820, 1180), (390, 800)])
def test_the_parts_are_clean_for_axe_and_stay_inside_the_page(show, width, height):
    page = show(page_in("en"), width=width, height=height)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.stories
def test_targets_are_large_enough_for_a_gloved_finger(show):
    page = show(page_in("en"), width=820, height=1180)
    heights = page.eval_on_selector_all(
        ".button, .tab, .user-chip, .choice, .input-box",
        "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)",
    )
    assert len(heights) > 15
    assert min(heights) >= 44
    assert page.locator(".action-bar .button").first.bounding_box()["height"] >= 56


@pytest.mark.stories
def test_no_text_is_under_fourteen_pixels(show):
    page = show(page_in("en"))
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('body *')].filter(e => e.offsetParent && "
        "[...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 14
