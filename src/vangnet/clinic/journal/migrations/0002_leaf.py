"""The journal's table as a model to read; the table itself is made in 0001."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("journal", "0001_journal"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("operation", models.TextField()),
                ("table_name", models.TextField()),
                ("row_key", models.TextField()),
                ("image", models.TextField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "db_table": "journal_leaf",
                "managed": False,
            },
        ),
    ]
