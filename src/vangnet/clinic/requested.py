"""A form whose request is written once, however often it is sent."""

from uuid import uuid4

from django import forms


class RequestForm(forms.Form):
    """Sent twice is done once."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def written_fields(self) -> list[forms.BoundField]:
        """What is typed; the hidden fields stand beside it."""
        return self.visible_fields()
