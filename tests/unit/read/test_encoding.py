from __future__ import annotations

import unicodedata

import pytest

from pipelines.errors import ContractFailure
from pipelines.read import tcvn3
from pipelines.settings import Settings
from tests.unit.read.builders import CSV, DOSSIER, JSONL, PERSON, TCVN3, csv_text, line, read, refusal, with_options

BYTES = {letter: bytes([code]) for code, letter in enumerate(tcvn3.TABLE) if letter != tcvn3.UNDEFINED}


def in_tcvn3(text: str) -> bytes:
    return b"".join(BYTES[letter] for letter in text)


def test_tcvn3_is_read_by_its_own_table(home: Settings) -> None:
    found = read(home, in_tcvn3(csv_text(line(1), delimiter=",")), TCVN3)
    assert found.records == [{title: DOSSIER[title] for title in TCVN3.sources}]


def test_every_small_letter_and_seven_capitals_have_a_byte_of_tcvn3() -> None:
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    small = {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in tones}
    assert small | set("đĂÂĐÊÔƠƯ") <= set(BYTES)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "utf-8"])
def test_other_encodings_are_read_when_they_are_agreed(home: Settings, encoding: str) -> None:
    layout = with_options(CSV, encoding=encoding)
    text = csv_text(line(1, Họ_và_tên="Đỗ Thị Ánh"))
    if encoding == "cp1258":
        text = "".join(_with_tone_behind(letter) for letter in text)
    found = read(home, text.encode(encoding), layout)
    name = unicodedata.normalize("NFC", found.records[0]["Họ và tên"] or "")
    assert (found.received, name) == (1, "Đỗ Thị Ánh")


def _with_tone_behind(letter: str) -> str:
    """In cp1258 a tone is a mark of its own behind its vowel."""
    parts = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in parts if mark in "\u0300\u0309\u0303\u0301\u0323"), "")
    return unicodedata.normalize("NFC", parts.replace(tone, "")) + tone if tone else letter


def test_a_file_in_another_encoding_than_agreed_is_refused_by_its_header(home: Settings) -> None:
    text = csv_text(line(1))
    commas = csv_text(line(1), delimiter=",")
    refusal(read(home, text.encode("utf-16"), CSV), "d001", "hoso-20240115.csv", "written in utf-16", "utf-8 is agreed")
    refusal(read(home, text.encode("utf-16-le"), CSV), "line 1", "no character of the agreed encoding utf-8")
    refusal(read(home, in_tcvn3(text), CSV), "line 1", "no character of the agreed encoding utf-8")
    refusal(read(home, commas.encode("utf-8-sig"), TCVN3), "d016", "written in utf-8", "tcvn3 is agreed")
    refusal(read(home, commas.encode(), TCVN3), "line 1", "no character of the agreed encoding tcvn3")


def test_bytes_of_another_encoding_in_one_name_make_one_line_unreadable(home: Settings) -> None:
    delivered = csv_text(line(1), line(2), line(3)).encode().splitlines(keepends=True)
    delivered[2] = delivered[2].replace(PERSON["Họ và tên"].encode(), in_tcvn3(PERSON["Họ và tên"]))
    found = read(home, b"".join(delivered), CSV)
    assert found.unreadable == [(3, None, "bytes that are no character of the agreed encoding")]
    assert (found.received, found.positions) == (3, [2, 4])


@pytest.mark.parametrize("layout", [CSV, TCVN3, JSONL])
@pytest.mark.parametrize(
    ("beginning", "kind"),
    [(b"PK\x03\x04", "ZIP"), (b"\x1f\x8b\x08", "gzip"), (b"\xd0\xcf\x11\xe0", "Office"), (b"%PDF-1.4", "PDF")],
)
def test_a_file_that_is_no_text_is_refused_by_what_it_begins_like(
    home: Settings, layout: object, beginning: bytes, kind: str
) -> None:
    refusal(read(home, beginning + b"\n\x00" * 50, layout), "byte 1", kind)  # type: ignore[arg-type]  # parametrized


def test_an_encoding_nobody_knows_is_the_layouts_fault(home: Settings) -> None:
    with pytest.raises(ContractFailure, match="latin-9"):
        read(home, b"x", with_options(CSV, encoding="latin-9"))
