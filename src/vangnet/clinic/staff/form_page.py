"""A page that is one form: first empty, then with what is wrong and all that was typed."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_page(
    request: HttpRequest, form: forms.Form, *, title: str, button: str, back_url: str,
    template: str = "board/form.html", status: HTTPStatus | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    """422 when the form came back with faults; the browser keeps the page, the reader the words."""
    known = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "title": title, "button": button, "back_url": back_url, **more}
    return render(request, template, context, status=status or known)
