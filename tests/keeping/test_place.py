"""Where it lives: the folder, the key, and what Django is told about the database."""

import stat
import subprocess
import sys

import pytest
from tests.keeping.trials import environment

from vangnet.keeping import place
from vangnet.keeping.trouble import TroubleError


def test_the_home_is_var_unless_told(plain, tmp_path):
    plain.delenv("VANGNET_HOME")
    plain.chdir(tmp_path)
    assert place.home() == tmp_path / "var"
    plain.setenv("VANGNET_HOME", "here")
    assert place.home() == tmp_path / "here"


def test_the_key_is_made_once_and_for_its_user_alone(tmp_path):
    home = tmp_path / "home"
    key = place.secret_key(home)
    assert len(key) >= 50
    assert place.secret_key(home) == key
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600


def test_processes_that_ask_at_once_get_the_same_key(tmp_path):
    words = "import sys; from pathlib import Path; from vangnet.keeping import place;"
    words += "print(place.secret_key(Path(sys.argv[1]) / 'home'))"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", words, tmp_path], stdout=subprocess.PIPE, env=environment()
        )
        for _ in range(6)
    ]
    assert len({one.communicate()[0] for one in started}) == 1


def test_reading_the_place_does_not_read_django():
    words = "import sys; from vangnet.keeping import place; import vangnet.cli;"
    words += "sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", words], check=False).returncode == 0


def test_a_database_never_started_fails_with_words_that_say_so(plain, tmp_path):
    assert "never-started" in place.database(tmp_path)["HOST"]


def test_the_server_and_the_owner_have_logins_of_their_own(plain, kept):
    serving, owning = place.database(kept, owner=False), place.database(kept, owner=True)
    assert (serving["USER"], owning["USER"]) == (place.SERVER, place.OWNER)
    assert serving["PASSWORD"] != owning["PASSWORD"]
    plain.setenv("VANGNET_AS_OWNER", "1")
    assert place.database(kept) == owning


def test_only_the_server_pools_and_its_pool_serves_all_its_threads(plain, kept):
    pool = place.database(kept, owner=False)["OPTIONS"]["pool"]
    assert pool["max_size"] >= place.THREADS
    assert "pool" not in place.database(kept, owner=True)["OPTIONS"]


def test_with_one_address_the_server_steps_down_to_the_apps_role(plain, tmp_path):
    plain.setenv("DATABASE_URL", "postgresql://anna:s%40cret@db.example:6543/ward?sslmode=require")
    serving = place.database(tmp_path, owner=False)
    assert (serving["USER"], serving["PASSWORD"]) == ("anna", "s@cret")
    assert (serving["HOST"], serving["PORT"], serving["NAME"]) == ("db.example", "6543", "ward")
    assert serving["OPTIONS"]["sslmode"] == "require"
    assert f"-c role={place.APP}" in serving["OPTIONS"]["options"]
    assert "role=" not in place.database(tmp_path, owner=True)["OPTIONS"]["options"]


def test_several_hosts_and_a_socket_are_addresses_too(plain, tmp_path):
    plain.setenv("DATABASE_URL", "postgresql://a:b@one:1,two:2/ward")
    assert place.database(tmp_path)["HOST"] == "one,two"
    assert place.database(tmp_path)["PORT"] == "1,2"
    plain.setenv("DATABASE_URL", "postgresql://a:b@/ward?host=/run/postgresql")
    assert place.database(tmp_path)["HOST"] == "/run/postgresql"


def test_the_owner_may_have_an_address_of_its_own(plain, tmp_path):
    plain.setenv("DATABASE_URL", "postgresql://server:x@db/ward")
    plain.setenv("DATABASE_OWNER_URL", "postgresql://owner:y@db/ward")
    assert place.database(tmp_path, owner=True)["USER"] == "owner"
    assert place.database(tmp_path, owner=False)["USER"] == "server"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://anna:geheim@db/ward",
        "postgresql://anna:geheim@db",
        "postgresql://:geheim@db/ward",
        "postgresql://anna:geheim@db:65x/ward?nonsense=1",
        "postgresql://anna:geheim%zz@db/ward",
        "geheim",
    ],
)
def test_an_address_that_cannot_be_read_is_a_sentence_without_the_password(plain, tmp_path, url):
    plain.setenv("DATABASE_URL", url)
    with pytest.raises(TroubleError) as trouble:
        place.database(tmp_path)
    assert "DATABASE_URL" in trouble.value.sentence
    assert "geheim" not in str(trouble.value)


def test_a_damaged_state_file_is_named(tmp_path):
    (tmp_path / "database.json").write_text("{")
    with pytest.raises(TroubleError, match=r"database\.json is damaged"):
        place.state(tmp_path)
