from __future__ import annotations

from pathlib import Path

from pipelines.orchestrate import secrets
from pipelines.settings import Settings


def test_the_password_is_made_once_and_only_this_account_may_read_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    first = secrets.password(settings)
    assert secrets.password(settings) == first
    assert secrets.passwords_file(settings).stat().st_mode & 0o777 == 0o600


def test_each_home_has_secrets_of_its_own(tmp_path: Path) -> None:
    one, other = Settings(home=tmp_path / "one"), Settings(home=tmp_path / "other")
    assert secrets.password(one) != secrets.password(other)
    assert secrets.token_key(one).read_text() != secrets.token_key(other).read_text()
    assert secrets.page_key(one).read_text() != secrets.page_key(other).read_text()


def test_a_secret_that_others_could_read_is_closed_again(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    key = secrets.token_key(settings)
    key.chmod(0o644)
    assert secrets.token_key(settings).stat().st_mode & 0o777 == 0o600
