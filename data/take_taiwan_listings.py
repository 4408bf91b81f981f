"""Write ``taiwan_listings.csv``: shares of the Taiwan and Taipei exchanges, with Chinese names and first days.

Run as ``python data/take_taiwan_listings.py [--wheels FOLDER] [--check]``. The facts are those of the exchanges'
list of securities (isin.twse.com.tw), which the package twstock (MIT) carries. Standard library only.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from pathlib import Path

from wheels import KEPT, Wheel, csv_text, read_member, settle

WHEEL = Wheel("twstock", "1.5.1", "2026-04-23", "e6f445b24b3c4f8f880369363742b4d48b423faa53ace14fdd4b86c0a102abe4")
VENUES = {"twse": "XTAI", "tpex": "ROCO"}
TYPES = {"股票": "equity", "創新板": "equity", "特別股": "preferred", "臺灣存託憑證(TDR)": "adr"}
"""The lists' kinds of security that are taken; warrants, funds and notes are not."""
SECTORS = {
    "水泥工業": "Cement", "食品工業": "Food", "塑膠工業": "Plastics", "紡織纖維": "Textiles",
    "電機機械": "Electric machinery", "電器電纜": "Electrical cables", "化學工業": "Chemicals",
    "生技醫療業": "Biotechnology and health", "玻璃陶瓷": "Glass and ceramics", "造紙工業": "Paper",
    "鋼鐵工業": "Iron and steel", "橡膠工業": "Rubber", "汽車工業": "Automobiles", "半導體業": "Semiconductors",
    "電腦及週邊設備業": "Computers and peripherals", "光電業": "Optoelectronics",
    "通信網路業": "Communications and internet", "電子零組件業": "Electronic components",
    "電子通路業": "Electronics distribution", "資訊服務業": "Information services", "其他電子業": "Other electronics",
    "建材營造業": "Building", "航運業": "Shipping", "觀光餐旅": "Tourism and hospitality", "金融保險業": "Financials",
    "貿易百貨業": "Trading and retail", "油電燃氣業": "Oil, gas and electricity", "綠能環保": "Green energy",
    "數位雲端": "Digital and cloud services", "運動休閒": "Sports and leisure", "居家生活": "Household",
    "文化創意業": "Culture and creation", "農業科技業": "Agricultural technology", "其他業": "Other",
}  # fmt: skip
MARKS = re.compile(r"\*?(?:-(?:KY|KY創|創|DR))?$")
"""What the exchanges add to names: no par value, seat abroad, innovation board, depositary receipt."""
SOURCE = "list of securities of the Taiwan exchanges, as in twstock 1.5.1"
COLUMNS = (
    "ticker", "mic", "name", "country", "currency", "type", "sector", "isin", "valid_from", "source", "as_of",
)  # fmt: skip


def taken_rows(venue: str, text: str) -> list[dict[str, str]]:
    """The shares of one list."""
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        if row["type"] not in TYPES:
            continue
        is_at_home = row["ISIN"].startswith("TW") and row["type"] != "臺灣存託憑證(TDR)"
        rows.append({
            "ticker": row["code"], "mic": VENUES[venue], "name": MARKS.sub("", row["name"].strip()),
            "country": "TW" if is_at_home else "", "currency": "TWD", "type": TYPES[row["type"]],
            "sector": SECTORS.get(row["group"], ""), "isin": row["ISIN"], "valid_from": row["start"].replace("/", "-"),
            "source": SOURCE, "as_of": WHEEL.day,
        })  # fmt: skip
    return rows


def main() -> int:
    """Write or compare the file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheels", type=Path, default=KEPT, help="folder of the wheels, filled as needed")
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    given = parser.parse_args()
    rows = []
    for venue in VENUES:
        text = read_member(WHEEL, f"twstock/codes/{venue}_equities.csv", given.wheels).decode("utf-8")
        rows += taken_rows(venue, text)
    rows.sort(key=lambda row: (row["ticker"], row["mic"]))
    return settle(csv_text(COLUMNS, rows), Path(__file__).with_name("taiwan_listings.csv"), check=given.check)


if __name__ == "__main__":
    sys.exit(main())
