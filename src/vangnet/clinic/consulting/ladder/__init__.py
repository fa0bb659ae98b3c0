"""Stepped care: treatment episodes, their doses, contacts, and how they ended."""
