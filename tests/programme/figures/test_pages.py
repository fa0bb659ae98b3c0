"""The public pages: no sign-in, no question to the database; each number leads to its source."""

import csv
import io
import re
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import resolve, reverse

from vangnet.programme.charts.table import csv_text
from vangnet.programme.figures import catalogue
from vangnet.programme.figures.command import figures as command
from vangnet.programme.sources import sources

PAGES = ["does-it-work", "countries", "numbers", "sources"]


class Page(HTMLParser):
    """Links by the id of the element that they stand in, words by id, and tables by figure."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.rows: list[dict[str, object]] = []  # of tables: which figure, words, links
        self.figure = ""
        self.sources: dict[str, list[str]] = {}
        self.source = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if name := known.get("id"):
            self.ids.add(name)
            if name.startswith("numbers-"):
                self.figure = name.removeprefix("numbers-")
            self.source = name if name.startswith("source-") else self.source
        if tag == "tr" and known.get("class") != "group":
            self.rows.append({"figure": self.figure, "words": "", "links": []})
        if tag == "a" and (href := known.get("href")):
            self.links.append(href)
            if self.rows:
                self.rows[-1]["links"].append(href)
            self.sources.setdefault(self.source, []).append(href)

    def handle_data(self, data):
        if self.rows:
            self.rows[-1]["words"] += data
        if self.source:
            self.sources.setdefault(self.source, [])


@cache
def get(address: str) -> Page:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return Page(answer.content.decode())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_sign_in_and_no_database(name):
    answer = Client().get(reverse(f"figures:{name}"))
    assert answer.status_code == 200
    assert b"style=" not in answer.content
    assert b"<script" not in answer.content


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_the_site_leads_somewhere(name):
    page = get(reverse(f"figures:{name}"))
    for link in page.links:
        if link.startswith(("/programme/", "#")):
            address, _hash, anchor = link.partition("#")
            if resolve(address or "/programme/").namespace == "report":  # that asks who one is
                continue
            landed = get(address) if address and not address.endswith((".csv", ".svg")) else page
            assert not anchor or anchor in landed.ids, link
            if address.endswith((".csv", ".svg")):
                assert Client().get(address).status_code == 200


def test_a_newcomer_walks_from_the_command_to_the_source_of_each_number():
    listed = CliRunner().invoke(command, []).output
    addresses = re.findall(r"/programme/\S*", listed)
    assert len(addresses) == len(catalogue.CATALOGUE)
    method = get(reverse("figures:sources"))
    for address in addresses:
        path, _hash, anchor = address.partition("#")
        page = get(path)
        assert anchor in page.ids
        rows = [row for row in page.rows if f"numbers-{row['figure']}" == anchor and row["links"]]
        assert rows
        for row in rows:
            cited = [link for link in row["links"] if "#source-" in link]
            if not cited:
                continue
            for link in cited:
                landed = link.partition("#")[2]
                assert link.startswith(reverse("figures:sources"))
                assert landed in method.ids
                assert _has_an_address(method, landed), landed


def test_no_row_of_a_table_is_without_a_source():
    for key, listed in catalogue.CATALOGUE.items():
        page = get(reverse(listed.page))
        rows = [row for row in page.rows if row["figure"] == key][1:]
        wanted = list(catalogue.figure(key).table.rows())
        assert len(rows) == len(wanted)
        assert all(any("#source-" in link for link in row["links"]) for row in rows)


def _has_an_address(method: Page, landed: str) -> bool:
    """An address outside, or a source that says of itself that it has none."""
    outside = [link for link in method.sources[landed] if link.startswith("http")]
    key = next(key for key in sources() if f"source-{key.lower()}" == landed)
    return bool(outside) or sources()[key].urls == ()


@pytest.mark.parametrize("key", list(catalogue.CATALOGUE))
def test_the_file_is_the_table(key):
    answer = Client().get(reverse("figures:csv", args=[key]))
    assert answer["Content-Type"].startswith("text/csv")
    text = answer.content.decode()
    figure = catalogue.figure(key)
    assert text == csv_text(figure.table)
    _head, *rows = csv.reader(io.StringIO(text))
    page = [row for row in get(reverse(catalogue.CATALOGUE[key].page)).rows if row["figure"] == key]
    for raw, shown in zip(rows, page[1:], strict=True):
        assert raw[1] in shown["words"]


def test_the_chart_is_a_picture_of_its_own():
    answer = Client().get(reverse("figures:svg", args=["dutch-users"]))
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert ElementTree.fromstring(answer.content).get("role") == "img"


def test_a_table_without_a_chart_has_no_picture():
    assert Client().get(reverse("figures:svg", args=["countries-earlier"])).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "svg"])
def test_a_figure_that_nobody_knows_is_not_found(kind):
    assert Client().get(reverse(f"figures:{kind}", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_nothing_can_be_sent_to_a_page(name):
    assert Client().post(reverse(f"figures:{name}")).status_code == 405


def test_a_page_in_dutch_groups_numbers_as_dutch_does():
    page = Client(headers={"Accept-Language": "nl"}).get(reverse("figures:does-it-work"))
    assert b"17.700" in page.content
    assert b"17,700" not in page.content


@pytest.mark.django_db
def test_the_page_of_signing_in_leads_there():
    page = Client().get(reverse("staff:sign-in")).content.decode()
    assert f'href="{reverse("figures:does-it-work")}"' in page
