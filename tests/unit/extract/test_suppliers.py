"""`suppliers.toml` as people write it: what is understood, and what is refused by section and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extract.failures import WrongSettings
from pipelines.extract.secret import Secret
from pipelines.extract.suppliers import load_suppliers, supplier_of
from pipelines.settings import Settings


def write(home: Settings, text: str) -> Settings:
    home.home.mkdir(exist_ok=True)
    home.suppliers_file.write_text(text, encoding="utf-8")
    return home


def test_the_three_kinds_are_read_and_paths_are_relative_to_the_home(home: Settings) -> None:
    write(
        home,
        """
        [bca]                               # Bộ Công an
        kind = "http"
        url = "http://127.0.0.1:8101/"
        token_file = "secrets/bca.token"
        max_parallel = 1
        timeout_seconds = 2.5
        [bhxh]
        kind = "sql"
        url = "postgresql+psycopg://reader@/bhxh?host=/run/pg"
        password_env = "CITYDB_BHXH_PASSWORD"
        [d001]
        kind = "files"
        url = "file:///srv/drop/d%20001"
        [d016]
        kind = "files"
        url = "simulated/drop/d016"
        [toy]
        kind = "sql"
        url = "sqlite:///toy.db"
        """,
    )
    found = load_suppliers(home)
    assert found["bca"].url == "http://127.0.0.1:8101"
    assert found["bca"].secret == Secret("bca", "file", str(home.home / "secrets/bca.token"))
    assert (found["bca"].max_parallel, found["bca"].timeout_seconds) == (1, 2.5)
    assert found["bhxh"].secret == Secret("bhxh", "env", "CITYDB_BHXH_PASSWORD")
    assert (found["bhxh"].max_parallel, found["bhxh"].timeout_seconds) == (2, 30.0)
    assert found["d001"].url == "/srv/drop/d 001"
    assert found["d016"].url == str(home.home / "simulated/drop/d016")
    assert found["toy"].url == f"sqlite:///{home.home}/toy.db"


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ('kind = "ftp"\nurl = "x"', "kind is missing or unknown"),
        ('url = "x"', "kind is missing or unknown"),
        ('kind = "http"', "url is missing"),
        ('kind = "http"\nurl = "https://a"\ncolour = 1', "'colour' is no key of a supplier of kind http"),
        ('kind = "files"\nurl = "a"\ntoken_env = "A"', "'token_env' is no key of a supplier of kind files"),
        ('kind = "http"\nurl = "https://a"\ntoken = "hush"', "token holds a secret in place"),
        ('kind = "http"\nurl = "https://a"\ntoken_env = "A"\ntoken_file = "b"', "are both given"),
        ('kind = "http"\nurl = "https://u:hush@a"', "url holds a password or token"),
        ('kind = "http"\nurl = "https://a?token=hush"', "url holds a password or token"),
        ('kind = "sql"\nurl = "postgresql://u:hush@a/b"', "url holds a password or token"),
        ('kind = "sql"\nurl = "postgresql://a/b?password=hush"', "url holds a password or token"),
        ('kind = "http"\nurl = "http://10.1.2.3:80"', "in the clear"),
        ('kind = "http"\nurl = "a/b"', "no web address"),
        ('kind = "files"\nurl = "sftp://a/b"', "no local folder"),
        ('kind = "files"\nurl = "file://srv/drop"', "no local folder"),
        ('kind = "sql"\nurl = "bhxh"', "no database address"),
        ('kind = "http"\nurl = "https://[a"', "url is no address"),
        ('kind = "files"\nurl = "a"\nmax_parallel = 0', "max_parallel is not a whole number of at least 1"),
        ('kind = "files"\nurl = "a"\nmax_parallel = 1.5', "max_parallel is not a whole number of at least 1"),
        ('kind = "files"\nurl = "a"\ntimeout_seconds = "2"', "timeout_seconds is not a number"),
        ('kind = "files"\nurl = "a"\nattempts = true', "attempts is not a whole number"),
    ],
)
def test_a_mistake_is_named_by_section_and_key_and_no_secret_is_repeated(
    home: Settings, section: str, says: str
) -> None:
    write(home, "[bca]\n" + section)
    with pytest.raises(WrongSettings) as failure:
        load_suppliers(home)
    assert says in failure.value.sentence
    assert "[bca]" in failure.value.sentence
    assert failure.value.next_step
    assert "hush" not in failure.value.sentence


def test_a_section_name_cannot_leave_the_folders_it_is_used_in(home: Settings) -> None:
    write(home, '["../bca"]\nkind = "files"\nurl = "a"')
    with pytest.raises(WrongSettings, match="no name of a supplier"):
        load_suppliers(home)


def test_a_mistake_in_another_section_does_not_matter(home: Settings) -> None:
    write(home, '[bca]\nkind = "ftp"\n[d001]\nkind = "files"\nurl = "drop"')
    assert supplier_of(home, "d001").kind == "files"
    with pytest.raises(WrongSettings, match="does not say where d002 is found"):
        supplier_of(home, "d002")


def test_what_is_no_toml_is_named_by_line(home: Settings) -> None:
    write(home, '[bca]\ntoken = hush"\n')
    with pytest.raises(WrongSettings, match=r"no TOML \(at line 2, column 9\)") as failure:
        load_suppliers(home)
    assert "hush" not in failure.value.sentence


def test_a_section_that_stands_twice_is_named(home: Settings) -> None:
    write(home, '[bca]\nkind = "http"\n[d001]\nkind = "files"\n[bca]\nkind = "http"\n')
    with pytest.raises(WrongSettings, match=r"a second section \[bca\] \(at line 5, column 5\)") as failure:
        load_suppliers(home)
    assert "Keep one of them" in failure.value.next_step


def test_a_missing_file_says_how_to_get_one(home: Settings) -> None:
    with pytest.raises(WrongSettings, match="citydb suppliers up"):
        load_suppliers(home)


def test_a_secret_is_read_when_it_is_used_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "token"
    path.write_text("hush\n")
    path.chmod(0o600)
    in_file, in_environment = Secret("bca", "file", str(path)), Secret("bca", "env", "CITYDB_TEST_TOKEN")
    monkeypatch.setenv("CITYDB_TEST_TOKEN", "hush")
    assert in_file.reveal() == in_environment.reveal() == "hush"
    assert "hush" not in repr((in_file, in_environment))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "token"
    path.write_text("hush")
    path.chmod(mode)
    with pytest.raises(WrongSettings, match="chmod 600") as failure:
        Secret("bca", "file", str(path)).reveal()
    assert "hush" not in failure.value.sentence


def test_a_secret_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="CITYDB_NOT_SET"):
        Secret("bca", "env", "CITYDB_NOT_SET").reveal()
    with pytest.raises(WrongSettings, match="cannot be read"):
        Secret("bca", "file", str(tmp_path / "none")).reveal()
