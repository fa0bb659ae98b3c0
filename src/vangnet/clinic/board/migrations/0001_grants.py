"""What the server's role may do with the tables of Django's own parts."""

from django.db import migrations

from vangnet.clinic.journal.sql import run_file


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("recovery", "0002_guards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("axes", "0010_accessattemptexpiration"),
    ]
    operations = [run_file(__file__, "0001_grants.sql")]
