"""An account for what was taken home: received = in stock + administered + taken home + ..."""

from django.db import migrations, models

from vangnet.clinic.journal.sql import run_file

ACCOUNTS = [
    "supplier", "stock", "in_use", "residue", "administered", "taken_home", "wasted", "returned",
    "destroyed", "difference",
]  # fmt: skip
KINDS = [
    "receipt", "dose", "given", "not_used", "spilt", "take_home", "taken_back", "waste", "return",
    "destruction", "difference", "counter",
]  # fmt: skip


def _choices(values: list[str]) -> list[tuple[str, str]]:
    return [(value, value.replace("_", " ").title()) for value in values]


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_guards")]
    operations = [
        migrations.AlterField(
            "posting", "kind", models.CharField(choices=_choices(KINDS), max_length=12)
        ),
        migrations.AlterField(
            "posting", "from_account", models.CharField(choices=_choices(ACCOUNTS), max_length=12)
        ),
        migrations.AlterField(
            "posting", "to_account", models.CharField(choices=_choices(ACCOUNTS), max_length=12)
        ),
        migrations.RemoveConstraint("posting", "posting_accounts_are_known"),
        migrations.AddConstraint(
            "posting",
            models.CheckConstraint(
                condition=models.Q(from_account__in=ACCOUNTS, to_account__in=ACCOUNTS),
                name="posting_accounts_are_known",
            ),
        ),
        run_file(__file__, "0010_taken_home.sql"),
    ]
