"""How far what a country's file says can be trusted, and the strict shape all its parts share."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

HANDLE = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Standing(StrEnum):
    """How far a value can be trusted."""

    VERIFIED = "verified"  # the text of the source was read
    SECONDARY = "secondary"  # seen in a report about the source
    LITERATURE = "literature"  # known from the literature, not checked
    UNSET = "unset"  # nobody has found it: the unit must set it
    SIGNED = "signed"  # the unit's own value
    DEMONSTRATION = "demonstration"  # made up, to show the program


TO_ACCEPT = frozenset({Standing.SECONDARY, Standing.LITERATURE})
OF_A_UNIT = frozenset({Standing.SIGNED, Standing.DEMONSTRATION})


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
