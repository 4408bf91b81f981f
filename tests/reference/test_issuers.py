from __future__ import annotations

import datetime as dt


def on(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def test_zeros_before_a_cik_do_not_count(row, issuers):
    first, second = issuers(row("A", "Agilent", cik="0001090872"), row("B", "Agilent Tech B", cik="1090872"))
    assert first == second


def test_a_stated_issuer_gives_its_number_to_all(row, issuers):
    assert issuers(row("A", "Other", cik="5"), row("B", issuer_id="I-snap", cik="0000000005")) == ["I-snap"] * 2


def test_a_number_that_a_stated_issuer_got_later_changes_no_issuer_known_before(row, issuers):
    home = row("HLGN", "Heliogen", issuer_id="I-heliogen", group=0)
    later = row("HLGN", "Heliogen", issuer_id="I-heliogen", cik="8", known_from="2022-01-01", group=0)
    athena = row("ATHN", "Athena Corp", cik="8", group=1)
    assert issuers(home, later, athena) == ["I-heliogen", "I-heliogen", "I-cik8"]
    newcomer = row("HLG", "Helio Two", cik="8", known_from="2022-01-01", group=1)
    assert issuers(home, later, newcomer) == ["I-heliogen"] * 3


def test_any_line_of_a_number_tells_whose_it_is(row, issuers):
    home = row("6479", "Minebea Co., Ltd.", "XJPX", issuer_id="I-jp", country="JP")
    adr = row("MINBY", "Minebea Mitsumi", "OTCM", cik="9", country="")
    share = row("MNBEF", "Minebea Inc", "OTCM", cik="9", country="JP")
    assert issuers(home, adr, share) == ["I-jp"] * 3
    assert issuers(home, row("MNB", "Minebea Inc", cik="9", country="US"))[1] == "I-cik9"


def test_lines_without_number_join_the_one_issuer_of_their_name(row, issuers):
    assert issuers(row("SNAP", cik="7"), row("1SI", mic="XFRA"), row("SNAP", mic="XWBO")) == ["I-cik7"] * 3


def test_two_firms_of_one_core_stay_apart_and_a_line_that_only_bears_it_belongs_to_neither(row, issuers):
    one, two, third = issuers(
        row("DLA", "Delta Corp", cik="1"), row("DLB", "Delta Inc", cik="2"), row("DLC", "Delta Ltd")
    )
    assert len({one, two, third}) == 3


def test_a_name_without_issuer_does_not_fall_on_a_stated_id(row, issuers):
    stated = row("AAPL", "Apple Inc", issuer_id="I-apple")
    ids = issuers(stated, row("APL", "Apple Corp", cik="2"), row("APX", "Apple Ltd"))
    assert len(set(ids)) == 3


def test_an_isin_joins_nothing(row, issuers):
    first, second = issuers(row("A", "Alpha", isin="US1"), row("B", "Beta", isin="US1"))
    assert first != second


def test_an_issuer_known_later_changes_none_known_before(row, issuers):
    before = issuers(row("SNAP", cik="7", known_from="2017-03-02"), row("1SI", mic="XFRA", known_from="2017-03-02"))
    after = issuers(
        row("SNAP", cik="7", known_from="2017-03-02"), row("1SI", mic="XFRA", known_from="2017-03-02"),
        row("SNP", "Snap Ltd", cik="8", known_from="2024-01-01"), row("SNQ", "Snap AG", known_from="2025-01-01"),
    )  # fmt: skip
    assert after[:2] == before
    assert after[2] not in before
    assert after[3] not in after[:3]


def test_a_home_line_observed_later_joins_its_undated_lines_abroad(row, issuers):
    abroad, home = issuers(row("1SI", mic="XFRA"), row("SNAP", cik="7", known_from="2021-05-01"))
    assert abroad == home


def test_what_is_known_of_one_security_at_different_times_has_one_issuer(row, issuers):
    early, late = issuers(row("SNAP", group=1), row("SNAP", cik="7", known_from="2021-05-01", group=1))
    assert early == late


def test_of_two_issuers_of_one_core_the_country_decides_then_the_legal_form(row, issuers):
    german, indian = (
        row("SIE", "Siemens AG", issuer_id="I-sie", country="Germany"),
        row("SIEMENS", "Siemens Limited", "XNSE", issuer_id="I-ind", country="IN"),
    )
    abroad = row("SIEGY", "Siemens Aktiengesellschaft", "OTCM", country="DE")
    bare = row("SIE", "SIEMENS AG", "XLON", country="")
    neither = row("SIX", "Siemens SA", "XLON", country="")
    found = issuers(german, indian, abroad, bare, neither)
    assert found[2:4] == ["I-sie", "I-sie"]
    assert found[4] not in found[:2]


def test_two_numbers_of_one_name_and_country_stay_apart(row, issuers):
    name = "Independent Bank Corp"
    assert len(set(issuers(row("IBCP", name, cik="39311"), row("INDB", name, cik="776901")))) == 2


def test_a_core_and_an_isin_join_two_numbers_and_a_fund_is_never_joined(row, issuers):
    one, two = row("BHP", "BHP Group Ltd", cik="1", isin="AU1"), row("BBL", "BHP Group Plc", cik="2", isin="AU1")
    first = row("BHPLF", "BHP Group Ltd", "OTCM", cik="2")
    assert len(set(issuers(first, one, two))) == 1
    funds = [row(ticker, "Alpha ETF", cik=cik, type="etf") for ticker, cik in (("A", "1"), ("B", "2"))]
    assert len(set(issuers(*funds))) == 2


def test_lines_of_one_german_symbol_and_beginning_are_one_issuer_and_their_kin_with_them(row, issuers):
    full = row("SHL.F", "Siemens Healthineers AG", "XFRA", country="Germany")
    cut = row("SHL.BE", "SIEMENS HEALTH.AG NA O.N.", "XBER", country="Germany")
    other = row("SHL.MU", "Schloss Holding AG", "XMUN", country="Germany")
    found = issuers(full, cut, other)
    assert found[0] == found[1] != found[2]


def test_a_name_without_issuer_is_found_by_the_names_of_its_other_eras(row, issuers):
    home = row("META", "Facebook", cik="7", other_names=("Facebook", "Meta Platforms"))
    assert len(set(issuers(home, row("FB2A", "Meta Platforms", "XFRA")))) == 1


def test_initials_join_no_row_whose_isin_belies_its_country(row, issuers):
    nio = row("NIO", "NIO Inc.", country="CN")
    iron = row("NIO.BE", "Nordic Iron Ore AB", "XBER", country="CN", isin="SE0011528017")
    assert issuers(nio, iron) == ["I-nio", "I-nordic-iron-ore"]
    works = row("NIO.BE", "Nanjing Iron Ore", "XBER", country="CN", isin="CNE000000000")
    assert len(set(issuers(nio, works))) == 1
    offshore = row("NIO.BE", "Nanjing Iron Ore", "XBER", country="CN", isin="KYG000000000")
    assert len(set(issuers(nio, offshore))) == 1


def test_a_bare_name_is_of_the_stated_issuer_of_its_country_that_is_also_called_so(row, issuers):
    steel = row("005490", "POSCO Holdings Inc.", "XKRX", country="KR", issuer_id="I-posco", alt_names=("POSCO",))
    bare, other, abroad = row("PKX.F", "POSCO", "XFRA", country="KR"), row("PSC", "POSCO Inc"), row("PSC", "POSCO")
    assert issuers(steel, bare)[1] == "I-posco"
    assert issuers(steel, other)[1] == "I-posco-other"
    assert issuers(steel, abroad)[1] == "I-posco-other"
    formed = row("PKX.F", "POSCO Co., Ltd.", "XFRA", country="KR")
    assert issuers(steel, formed)[1] == "I-posco"
    assert issuers(steel, row("PSC.KS", "POSCO Co., Ltd.", "XKRX", country="KR"))[1] == "I-posco-other"


def test_of_two_bearers_of_a_name_the_one_known_by_then_counts(row, issuers):
    old = row("TATAMOTORS", "Tata Motors Limited", "XNSE", country="IN", issuer_id="I-tata")
    new = row("TMCV", "Tata Motors Limited", "XNSE", country="IN", issuer_id="I-cv", valid_from="2025-11-12")
    line = row("TATB.F", "Tata Motors Limited", "XFRA", country="IN")
    assert issuers(old, new, line)[2] == "I-tata"
    later = row("TATB.F", "Tata Motors Limited", "XFRA", country="IN", known_from="2026-01-05")
    assert issuers(old, new, later)[2] not in ("I-tata", "I-cv")


def test_an_apostrophe_that_is_left_out_splits_no_issuer(row, issuers):
    brinks = row("BCO", "BRINKS CO", cik="7"), row("PTY.F", "The Brink’s Company", "XFRA")
    assert issuers(*brinks) == ["I-cik7"] * 2
