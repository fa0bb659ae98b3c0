"""What a person in front of a page can see of it: nothing cut off, nothing under the bar below."""

from itertools import pairwise

# Text that leaves its own card or table; a closed fold and what is only heard do not count.
CUT = """() => {
  const shown = (e) => e.offsetParent && e.checkVisibility() && !e.closest(".visually-hidden")
    && !e.closest("details:not([open]) > :not(summary)") && !e.closest("svg")
    && getComputedStyle(e).clipPath === "none";
  const boxes = ".room, .room-head, .card, .button, .choice, .chip, .topbar, .tab, .action-bar, "
    + ".person, .table-box, .state-banner, .patient-banner";
  const cut = [];
  for (const e of document.querySelectorAll("body *")) {
    const text = [...e.childNodes].find((n) => n.nodeType === 3 && n.data.trim());
    if (!text || !shown(e) || e.closest(".user-box, option")) continue;
    const range = document.createRange();
    range.selectNode(text);
    const own = range.getBoundingClientRect();
    for (let box = e.closest(boxes); box; box = box.parentElement.closest(boxes)) {
      const around = box.getBoundingClientRect();
      if (own.left < around.left - 1 || own.right > around.right + 1
          || own.bottom > around.bottom + 2) {
        cut.push(`${text.data.trim()} out of ${box.className}`);
        break;
      }
    }
  }
  return cut;
}"""
NAMES_OF_STEPS = """() => [...document.querySelectorAll(".step-name")].map((e) => {
  const range = document.createRange();
  range.selectNodeContents(e);
  return range.getBoundingClientRect();
}).map((box) => [box.left, box.right])"""


def cut(page) -> list[str]:
    return page.evaluate(CUT)


def under_the_bar(page, *selectors: str) -> list[str]:
    """Those that are not wholly above the bar of actions when the page has just opened."""
    bar = page.locator(".action-bar").bounding_box()["y"]
    boxes = {one: page.locator(one).first.bounding_box() for one in selectors}
    return [one for one, box in boxes.items() if box["y"] + box["height"] > bar]


def smallest(page, selector: str) -> float:
    """The smallest side of all targets of this kind."""
    sides = page.eval_on_selector_all(
        selector,
        "all => all.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())"
        ".map(box => Math.min(box.width, box.height))",
    )
    assert sides, selector
    return min(sides)


def steps_run_together(page) -> bool:
    sides = page.evaluate(NAMES_OF_STEPS)
    return any(left < before + 4 for (_, before), (left, _) in pairwise(sides))
