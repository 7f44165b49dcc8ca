from __future__ import annotations

import unicodedata

import pytest

from pipelines.read import lines
from pipelines.read import text as text_module
from pipelines.settings import Settings
from tests.unit.read.builders import CSV, DOSSIER, TITLES, csv_text, line, read, refusal, with_options


def bom(text: str) -> bytes:
    return text.encode("utf-8-sig")


def test_every_line_becomes_a_record_in_its_place(home: Settings) -> None:
    found = read(home, bom(csv_text(line(1), line(2), line(3))), CSV)
    assert (found.received, found.positions, found.unreadable) == (3, [2, 3, 4], [])
    assert found.records[0] == {title: DOSSIER[title] for title in CSV.sources}


def test_a_header_alone_is_a_delivery_without_records(home: Settings) -> None:
    found = read(home, bom(csv_text()), CSV)
    assert (found.received, found.records, found.refused) == (0, [], None)


@pytest.mark.parametrize("nothing", [b"", b"\xef\xbb\xbf", b"\r\n \r\n", b";;;\n"])
def test_a_file_without_a_header_is_refused(home: Settings, nothing: bytes) -> None:
    refusal(read(home, nothing, CSV), "d001", "hoso-20240115.csv", "header")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_line_end_will_do_and_a_byte_order_mark_is_no_letter(home: Settings, end: str, mark: str) -> None:
    text = mark + csv_text(line(1), line(2), end=end)
    for delivered in (text, text.removesuffix(end)):
        found = read(home, delivered.encode(), CSV)
        assert (found.received, found.positions) == (2, [2, 3])
        assert found.records[1]["Cập nhật lúc"] == DOSSIER["Cập nhật lúc"]


def test_the_order_of_columns_is_the_files_own(home: Settings) -> None:
    turned = csv_text(line(1)[::-1], titles=TITLES[::-1])
    assert read(home, bom(turned), CSV).records == read(home, bom(csv_text(line(1))), CSV).records


def test_titles_are_compared_whatever_their_unicode_form_and_spaces(home: Settings) -> None:
    titles = [" " + unicodedata.normalize("NFD", title).replace(" ", "\u00a0 ") + " " for title in TITLES]
    assert read(home, bom(csv_text(line(1), titles=titles)), CSV).received == 1


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (["Mã hồ sơ", "Mã thủ tục", *TITLES[2:]], ["expected but not found: Mã TTHC", "column 2: 10 letters"]),
        ([*TITLES[:-1]], ["expected but not found: Cập nhật lúc"]),
        ([*TITLES, "Ghi chú"], ["found but not expected: column 17: 7 letters"]),
        ([*TITLES, "Mã TTHC"], ["found twice: Mã TTHC"]),
        (line(1), ["expected but not found: Mã hồ sơ", "column 3: 14 letters", "column 4: 12 digits"]),
    ],
)
def test_another_header_is_refused_by_the_names_agreed_and_the_shape_of_others(
    home: Settings, titles: list[str], told: list[str]
) -> None:
    found = read(home, bom(csv_text(line(1), titles=titles)), CSV)
    refusal(found, "d001", "procedures.dossier", "hoso-20240115.csv", "line 1", *told)


def test_a_header_below_blank_lines_is_told_by_its_own_line(home: Settings) -> None:
    assert read(home, bom("\r\n\r\n" + csv_text(line(1))), CSV).positions == [4]
    found = read(home, bom("\r\n\r\n" + csv_text(titles=TITLES[1:])), CSV)
    refusal(found, "line 3")


def test_a_quote_that_never_closes_refuses_the_file_at_its_line(home: Settings) -> None:
    lines = [line(n) for n in range(1, 41)]
    lines[19] = line(20, Họ_và_tên='"Nguyễn Thị Hòa')
    refusal(read(home, bom(csv_text(*lines)), CSV), "d001", "hoso-20240115.csv", "line 21", "never closes")


def test_a_quote_that_closes_on_a_later_line_refuses_the_file_and_tells_both(home: Settings) -> None:
    lines = [line(n) for n in range(1, 41)]
    lines[19] = line(20, Họ_và_tên='"Nguyễn Thị Hòa')
    lines[27] = line(28, Họ_và_tên='Nguyễn Thị Hòa"')
    refusal(read(home, bom(csv_text(*lines)), CSV), "line 21", "closes only on line 29")


def test_an_open_quote_is_found_whatever_else_is_wrong_and_however_far_the_other_one_is(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_module, "PIECE", 512)
    lines = [line(n) for n in range(1, 41)]
    lines[3] = lines[3][:5]
    lines[9] = line(10, Họ_và_tên='"Nguyễn Thị Hòa')
    lines[37] = line(38, Họ_và_tên='Nguyễn Thị Hòa"')
    refusal(read(home, bom(csv_text(*lines)), CSV), "line 11", "closes only on line 39")


def test_a_quote_in_the_header_is_refused(home: Settings) -> None:
    refusal(read(home, bom(csv_text(line(1)).replace("Mã TTHC", 'Mã "TTHC')), CSV), "line 1", "quote")


def test_quoted_fields_hold_delimiters_and_doubled_quotes(home: Settings) -> None:
    text = csv_text(line(1, Họ_và_tên='"Công ty ""Sao; Mai"""'), [f'"{field}"' for field in line(2)])
    found = read(home, bom(text), CSV)
    assert found.records[0]["Họ và tên"] == 'Công ty "Sao; Mai"'
    assert found.records[1] == DOSSIER | {"Mã hồ sơ": "000.00.01.H26-240115-0002"}


@pytest.mark.parametrize(
    ("torn", "reason"),
    [
        (";".join(line(1)[:13]), "expected 16 fields, found 13"),
        (";".join([*line(1), "x"]), "expected 16 fields, found 17"),
        (";".join(line(1, Họ_và_tên='"Sao; Mai"')[:13]), "expected 16 fields, found 13"),
        (";".join(line(1, Họ_và_tên='Công ty "Sao Mai"')), "a quote inside a field that is not quoted"),
        (";".join(line(1, Họ_và_tên='"Sao" Mai')), "a quote inside a field that is not quoted"),
        (";".join(line(1, Họ_và_tên="Ho\x00a")), "bytes that are no character of the agreed encoding"),
        (";".join(line(1, Họ_và_tên="Ho\udcffa")), "bytes that are no character of the agreed encoding"),
    ],
)
def test_a_line_that_is_no_record_is_unreadable_in_its_place(home: Settings, torn: str, reason: str) -> None:
    text = csv_text(line(1)) + torn + "\r\n" + ";".join(line(3)) + "\r\n"
    found = read(home, text.encode("utf-8", "surrogateescape"), CSV)
    assert (found.received, found.positions, found.unreadable) == (3, [2, 4], [(3, None, reason)])


def test_lines_with_nothing_in_them_are_no_records(home: Settings) -> None:
    blank = ["", " \t", "\u00a0", ";" * 15, '"";"" ; "";']
    text = csv_text(line(1)) + "".join(f"{nothing}\r\n" for nothing in blank) + csv_text(line(2), titles=line(3))
    found = read(home, bom(text), CSV)
    assert (found.received, found.positions, found.unreadable) == (3, [2, 8, 9], [])


def test_a_line_with_nothing_but_a_quote_in_it_holds_something(home: Settings) -> None:
    found = read(home, bom(csv_text(['""""', *[""] * 15], ['""""'])), CSV)
    assert [record["Mã hồ sơ"] for record in found.records] == ['"']
    assert found.unreadable == [(3, None, "expected 16 fields, found 1")]


def test_a_carriage_return_inside_a_line_is_room_between_words(home: Settings) -> None:
    found = read(home, bom(csv_text(line(1, Họ_và_tên="Nguyễn\rHòa"), end="\n")), CSV)
    assert found.records[0]["Họ và tên"] == "Nguyễn Hòa"


@pytest.mark.parametrize("piece", [1024, 1024 * 1024], ids=["in pieces", "at once"])
def test_a_line_longer_than_any_record_refuses_the_file(
    home: Settings, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(text_module, "PIECE", piece)
    monkeypatch.setattr(lines, "LONGEST", 8192)
    long = read(home, bom(csv_text(line(1), line(2, Họ_và_tên="a" * 6000))), CSV)
    assert (long.received, len(long.records[1]["Họ và tên"] or "")) == (2, 6000)
    refusal(read(home, bom(csv_text(line(1), line(2, Họ_và_tên="a" * 20_000))), CSV), "line 3", "8,192 characters")


def test_it_does_not_matter_where_the_file_is_cut_into_pieces(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered = bom(csv_text(*(line(n, Họ_và_tên='"Sao; Mai"') for n in range(1, 30))))
    whole = read(home, delivered, CSV)
    for size in (1, 7, 100):
        monkeypatch.setattr(text_module, "PIECE", size)
        pieced = read(home, delivered + b"\r\n" * size, CSV)
        assert (pieced.records, pieced.positions) == (whole.records, whole.positions)


def test_a_total_row_is_no_record_and_must_tell_their_number(home: Settings) -> None:
    layout = with_options(CSV, total_row="^Tổng số: (?P<count>[0-9]+)$")
    records = csv_text(line(1), line(2))
    assert read(home, bom(records + f"Tổng số: 2{';' * 15}\r\n\r\n"), layout).positions == [2, 3]
    assert read(home, bom(csv_text() + "Tổng số: 0\r\n"), layout).received == 0
    refusal(read(home, bom(records + "Tổng số: 3\r\n"), layout), "line 4", "announces 3 records, the file holds 2")
    refusal(read(home, bom(records), layout), "line 3", "does not end with its total row")
    refusal(read(home, bom(records + "Tổng số: 2\r\n" + ";".join(line(3))), layout), "line 5", "total row")
    refusal(read(home, bom(csv_text()), layout), "total row")


def test_a_multiline_layout_takes_records_over_several_lines(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = with_options(CSV, multiline=True)
    text = csv_text(line(1), line(2, Họ_và_tên='"Sao\r\n\r\nMai; ""Hòa"""'), line(3))
    for size in (text_module.PIECE, 16):
        monkeypatch.setattr(text_module, "PIECE", size)
        found = read(home, bom(text + "\r\n" * (size == 16)), layout)
        assert (found.received, found.positions) == (3, [2, 3, 6])
        assert found.records[1]["Họ và tên"] == 'Sao\n\nMai; "Hòa"'
    refusal(read(home, bom(text + ";".join(line(4, Họ_và_tên='"Hòa'))), layout), "line 7", "never closes")


@pytest.mark.parametrize(("delimiter", "quote"), [("\t", '"'), ("|", "'"), (",", '"'), ("^", "]"), ("\\", "-")])
def test_delimiter_and_quote_may_be_any_two_signs(home: Settings, delimiter: str, quote: str) -> None:
    layout = with_options(CSV, delimiter=delimiter, quote=quote)
    fields = [f"{quote}{field.replace(quote, quote * 2)}{delimiter}{quote}" for field in line(1)]
    found = read(home, csv_text(fields, delimiter=delimiter).encode(), layout)
    assert found.records == [{title: f"{DOSSIER[title]}{delimiter}" for title in layout.sources}]
