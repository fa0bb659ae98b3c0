"""The journal's leaves, written by the database itself, only to read: 0001_journal.sql."""

from django.db import models


class Leaf(models.Model):
    """One change of one journaled row: who, when, and the row as it then was, with its hash."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()
    operation = models.TextField()
    table_name = models.TextField()
    row_key = models.TextField()
    image = models.TextField()
    hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_leaf"

    def __str__(self) -> str:
        return f"leaf {self.id}"
