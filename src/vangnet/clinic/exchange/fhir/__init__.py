"""FHIR R4 from files to plain persons. Pure: bytes and dates in, results out; no database."""
