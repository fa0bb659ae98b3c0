"""Pressing what stands on a page: a form's own hidden and chosen values, and what is typed."""

from html.parser import HTMLParser

VOID_TYPES = {"radio", "checkbox"}


class Forms(HTMLParser):
    """The values each form would send if nothing were touched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.form = self.select = None

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "form":
            self.form = self.forms.setdefault(has.get("id", ""), {})
        elif self.form is None:
            return
        elif tag == "input" and has.get("name"):
            if has.get("type") not in VOID_TYPES or "checked" in has:
                self.form[has["name"]] = has.get("value") or ""
        elif tag == "select":
            self.select = has["name"]
        elif (
            tag == "option" and self.select and ("selected" in has or self.select not in self.form)
        ):
            self.form[self.select] = has.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.fill = lambda url, form, **typed: fill(client, url, form, **typed)


def forms_of(page):
    found = Forms()
    found.feed(page.content.decode())
    return found.forms


def fill(client, url, form, **typed):
    page = client.get(url)
    assert page.status_code == 200, (page.status_code, getattr(page, "url", ""))
    return {**forms_of(page)[form], **typed}


def press(client, url, *, form, **typed):
    """Open the page, fill in `form`, send it to the page. `client.sent` keeps what went."""
    client.sent = fill(client, url, form, **typed)
    return client.post(url, client.sent)


def witness_signs(world, name="second_nurse", *, mg="200", pin="2468"):
    return {"witness": str(world.staff[name].pk), "witness_read_mg": mg, "pin": pin}


def of(model, world):
    """The rows of this unit: others have theirs in the same tables."""
    return model.objects.filter(unit=world.unit)
