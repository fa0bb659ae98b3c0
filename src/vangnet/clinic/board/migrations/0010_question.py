"""What every board asks the database every two seconds, as one function."""

from django.conf import settings
from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0002_letter"),
        ("devices", "0010_readings"),
        ("journal", "0002_leaf"),
        ("registry", "0002_guards"),
        ("sessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [run_file(__file__, "0010_question.sql")]
