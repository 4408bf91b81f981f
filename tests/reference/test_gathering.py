from __future__ import annotations

from tickerwatch.reference.gathering import latest_source_date, read_inputs
from tickerwatch.reference.rows import SecurityRow


def test_the_latest_date_that_a_row_states_is_that_of_its_source():
    rows = [SecurityRow(ticker="A", mic="XNYS", name="A", facts={"as_of": day}) for day in ("2021-02..2023-03", "2022")]
    assert latest_source_date(rows) == "2023-03-01"
    assert latest_source_date([]) == ""


def test_every_file_is_a_source_with_its_date_and_rows_are_refused_in_the_order_of_files(tmp_path):
    texts = {
        "s.csv": "ticker,name,mic,as_of\nA,Agilent,XNYS,2021-02-01\nB,,XNYS,\n",
        "e.csv": "name,as_of\nClubhouse,2021-03\n,\n",
        "r.csv": "left_id,right_id,relation\nI-a,I-b,cousin\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    said: list[str] = []
    paths = [[tmp_path / name] for name in texts]
    inputs = read_inputs(*paths, [], [], [], said.append)
    assert inputs.source_dates == {"1 s.csv": "2021-02-01", "2 e.csv": "2021-03-01", "3 r.csv": ""}
    assert [row.file for row in inputs.refused] == ["s.csv", "e.csv", "r.csv"]
    assert said == ["reading securities", "reading entities"]
