"""What an installation may set in its environment, and what is refused."""

from __future__ import annotations

from datetime import time

import duckdb
import pytest

from pipelines.errors import UsageFailure
from pipelines.settings import Settings


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(
            ("CITYDB_MEMORY", text)
            for text in ("abc", "1KB", "-1GB", "none", "80%", "1000", "99MB", "95MiB", "1.GB", "99999999TB", "infGB")
        ),
        *(("CITYDB_THREADS", text) for text in ("x", "0", "-1", "1.5", "nan", "1000000000")),
        *(("CITYDB_KEEP_GB", text) for text in ("-1", "nan", "inf", "much")),
        *(("CITYDB_SUPPLIER_MINUTES", text) for text in ("0", "-5", "inf", "nan", "an hour", "1e300")),
        *(("CITYDB_PUBLISH_BY", text) for text in ("late", "25:00", "05:30+07:00")),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_variable_what_it_was_given_and_what_it_may_be(
    name: str, text: str
) -> None:
    with pytest.raises(UsageFailure) as refused:
        Settings.from_environment({name: text})
    assert refused.value.what == f"{name} cannot be {text!r}."
    assert refused.value.next_step.startswith("Set it to a")


@pytest.mark.parametrize("text", ["100MB", "500 MB", "96MiB", "1.5gb", "2GiB", "1G", "1000TB"])
def test_an_amount_of_memory_that_is_taken_is_one_duckdb_takes(text: str) -> None:
    settings = Settings.from_environment({"CITYDB_MEMORY": text})
    with duckdb.connect(config={"memory_limit": settings.memory, "threads": 1}) as con:
        assert con.execute("SELECT 1").fetchone() == (1,)


def test_what_is_set_is_what_is_meant_and_what_is_empty_is_the_default() -> None:
    set_all = {
        "CITYDB_MEMORY": " 2GB ",
        "CITYDB_THREADS": "3",
        "CITYDB_KEEP_GB": "0",
        "CITYDB_SUPPLIER_MINUTES": "0.5",
        "CITYDB_PUBLISH_BY": "04:15",
    }
    found = Settings.from_environment(set_all)
    assert (found.memory, found.threads, found.keep_gb) == ("2GB", 3, 0.0)
    assert (found.supplier_minutes, found.publish_by) == (0.5, time(4, 15))
    assert Settings.from_environment(dict.fromkeys(set_all, "")) == Settings.from_environment({})
