"""The parts of a FHIR R4 Patient that are read here, and of which kind each value must be.

Everything else in a record is passed over. Extensions stay as they came: extensions.py.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from vangnet.clinic.exchange.fhir.extensions import Extensions


class Shape(BaseModel):
    """What FHIR writes as one element."""

    model_config = ConfigDict(extra="ignore", populate_by_name=False)


class Companion(Shape):
    """What FHIR says about a single value, under the value's name with a line before it."""

    extension: Extensions = Field(default_factory=list)


class Period(Shape):
    start: str | None = None
    end: str | None = None


class HumanName(Shape):
    use: str | None = None
    family: str | None = None
    about_family: Companion = Field(default_factory=Companion, alias="_family")
    given: list[str | None] = Field(default_factory=list)
    about_given: list[Companion | None] = Field(default_factory=list, alias="_given")
    extension: Extensions = Field(default_factory=list)
    period: Period = Field(default_factory=Period)


class Identifier(Shape):
    use: str | None = None
    system: str | None = None
    value: str | None = None
    about_value: Companion = Field(default_factory=Companion, alias="_value")
    period: Period = Field(default_factory=Period)


class Address(Shape):
    use: str | None = None
    line: list[str | None] = Field(default_factory=list)
    about_line: list[Companion | None] = Field(default_factory=list, alias="_line")
    city: str | None = None
    postal_code: str | None = Field(default=None, alias="postalCode")
    country: str | None = None
    about_country: Companion = Field(default_factory=Companion, alias="_country")
    period: Period = Field(default_factory=Period)


class ContactPoint(Shape):
    system: str | None = None
    value: str | None = None
    use: str | None = None
    period: Period = Field(default_factory=Period)


class Attachment(Shape):
    data: str | None = None
    url: str | None = None


class Link(Shape):
    type: str | None = None


class Patient(Shape):
    id: Any = None  # looked at only where it must stand in for an identifier
    implicit_rules: str | None = Field(default=None, alias="implicitRules")
    modifier_extension: Extensions = Field(default_factory=list, alias="modifierExtension")
    active: bool | None = None
    deceased: bool | None = Field(default=None, alias="deceasedBoolean")
    deceased_at: str | None = Field(default=None, alias="deceasedDateTime")
    link: list[Link] = Field(default_factory=list)
    identifier: list[Identifier] = Field(default_factory=list)
    name: list[HumanName] = Field(default_factory=list)
    telecom: list[ContactPoint] = Field(default_factory=list)
    gender: str | None = None
    birth_date: str | None = Field(default=None, alias="birthDate")
    address: list[Address] = Field(default_factory=list)
    photo: list[Attachment] = Field(default_factory=list)
