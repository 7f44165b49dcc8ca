import hmac
import stat

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.failures import PersonKeyFailure
from pipelines.publish.key import LENGTH, PersonKey, key_path, person_key
from pipelines.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


def test_the_key_is_made_at_first_use_for_its_owner_alone_and_then_stays(settings):
    first = person_key(settings, None)
    path = settings.secrets / "person.key"
    assert len(path.read_bytes()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert person_key(settings, first.fingerprint) == first
    assert [p.name for p in settings.secrets.iterdir()] == ["person.key"]


def test_two_homes_have_two_keys(tmp_path):
    first, second = (person_key(Settings(home=tmp_path / name), None) for name in ("a", "b"))
    assert first != second and first.fingerprint != second.fingerprint


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(settings, mode):
    person_key(settings, None)
    key_path(settings).chmod(mode)
    with pytest.raises(PersonKeyFailure, match=f"its mode is {mode:o}"):
        person_key(settings, None)


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33], ids=["empty", "short", "long"])
def test_a_key_of_another_length_is_refused(settings, content):
    person_key(settings, None)
    key_path(settings).write_bytes(content)
    with pytest.raises(PersonKeyFailure, match="has not 32 bytes"):
        person_key(settings, None)


def test_a_changed_key_is_refused_by_both_fingerprints(settings):
    first = person_key(settings, None).fingerprint
    key_path(settings).write_bytes(b"k" * LENGTH)
    with pytest.raises(PersonKeyFailure, match=f"made with {first}, this is {PersonKey(b'k' * LENGTH).fingerprint}"):
        person_key(settings, first)


def test_a_lost_key_is_not_silently_made_anew(settings):
    with pytest.raises(PersonKeyFailure, match="is not there"):
        person_key(settings, "0123456789abcdef")
    assert not key_path(settings).exists()


def test_a_key_kept_outside_the_home_is_never_made_there(settings, tmp_path):
    outside = Settings.from_environment({"CITYDB_HOME": str(settings.home), "CITYDB_PERSON_KEY_FILE": "~/no/such.key"})
    assert outside.person_key_file is not None and outside.person_key_file.is_absolute()
    with pytest.raises(PersonKeyFailure, match="is not there"):
        person_key(outside, None)
    kept = tmp_path / "kept.key"
    kept.write_bytes(b"z" * LENGTH)
    kept.chmod(0o600)
    assert person_key(Settings(settings.home, person_key_file=kept), None).secret == b"z" * LENGTH
    assert not settings.secrets.exists()


def test_the_key_is_told_by_no_text_of_it():
    key = PersonKey(bytes(range(32)))
    assert repr(key) == "PersonKey()" and key.secret.hex() not in f"{key!r}{key.fingerprint}"


@pytest.fixture(scope="module")
def taught():
    key = PersonKey(bytes(range(100, 132)))
    with duckdb.connect() as con:
        key.teach(con)
        yield key, con


@given(told=st.text())
def test_a_keyed_hash_is_the_hmac_of_its_text(taught, told):
    key, con = taught
    assert (
        con.execute("SELECT keyed_hash(?)", [told]).fetchone()[0]
        == hmac.new(key.secret, told.encode(), "sha256").hexdigest()
    )


@pytest.mark.parametrize(
    "told",
    [
        None,
        "",
        "00109900000",
        "0010990000011",
        "00109900000x",
        " 001099000001",
        "001099000001\n",
        "００１０９９００００１１",
    ],
)
def test_what_is_no_12_digit_id_has_no_person_key(taught, told):
    assert taught[1].execute("SELECT person_key(?::VARCHAR)", [told]).fetchone() == (None,)


def test_a_12_digit_id_has_its_hmac_as_person_key(taught):
    key, con = taught
    expected = hmac.new(key.secret, b"001099000001", "sha256").hexdigest()
    assert con.execute("SELECT person_key('001099000001')").fetchone() == (expected,)
