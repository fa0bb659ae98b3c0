"""Signing in for tests of pages, and forms as a browser would send them."""

from uuid import uuid4

from django.test import Client
from django.utils import timezone

from tests.factories.world import PIN, World

# What a scanner sends, at a scanner's speed whatever else the machine is doing.
BURST = """(code) => {
  for (const key of [...code, "Enter"]) {
    const pressed = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
    (document.activeElement || document.body).dispatchEvent(pressed);
  }
}"""
BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(client: Client, world: World, name: str = "nurse") -> Client:
    client.force_login(world.staff[name], backend=BACKEND)
    return client


def at_present(world: World, **earlier: float) -> World:
    """The world's clock beside the pages' own, or a while before it; its unit was checked then."""
    world.now = timezone.now()
    return world.later(**{name: -value for name, value in earlier.items()}).ready()


def signing(world: World, **people: str) -> dict[str, str]:
    """Names and PINs of those who sign, with a request of its own."""
    typed = {"request_id": str(uuid4())}
    for place, name in people.items():
        typed[place] = str(world.staff[name].pk)
        typed[f"{place}_pin"] = PIN
    return typed
