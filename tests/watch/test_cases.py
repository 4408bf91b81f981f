from __future__ import annotations

import datetime as dt

from tickerwatch.model import Document
from tickerwatch.reference.store import Reference
from tickerwatch.settings import LookAlikeSettings, Settings
from tickerwatch.watch.cases import Case, find_cases
from tickerwatch.watch.own_news import Said
from tickerwatch.watch.scan import scan_document
from tickerwatch.watch.session_days import belongs

DAY = dt.date(2021, 2, 1)
SUNDAY = "2021-01-31T20:56:10Z"
AFTER_THE_CLOSE = "2021-02-01T21:30:00Z"


def document(text: str, at: str | None = SUNDAY, precision: str = "time", doc_id: str = "d") -> Document:
    moment = None if at is None else dt.datetime.fromisoformat(at)
    return Document(doc_id=doc_id, text=text, published_at=moment, precision=precision)  # type: ignore[arg-type]


def read(reference: Reference, *documents: Document) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for one in documents:
        for linked in scan_document(one, reference, reference.as_of(DAY)):
            found.setdefault(linked.referent.entity_id, []).append((one, linked))
    return found


def cases(reference: Reference, *documents: Document) -> list[Case]:
    return find_cases(DAY, read(reference, *documents), reference.as_of(DAY), Settings())[0]


def of(found: list[Case], ticker: str, mic: str) -> Case:
    (case,) = [case for case in found if (case.lookalike.ticker, case.lookalike.mic) == (ticker, mic)]
    return case


def test_belonging_follows_the_venue_and_inexact_dates_count_for_the_day_asked() -> None:
    tweet = document("words", "2021-01-26T21:08:02Z")
    for mic in ("XNYS", "XASX", "XXXX"):  # the last has no calendar: the main venue stands in
        assert belongs(tweet, dt.date(2021, 1, 27), mic)
        assert not belongs(tweet, dt.date(2021, 1, 26), mic)
    assert belongs(document("words", "2021-02-01T00:00:00Z", "month"), dt.date(2021, 2, 16), "XNYS")
    assert belongs(document("words", None, "none"), dt.date(1999, 1, 4), "XNYS")


def test_the_clubhouse_tweet_of_sunday_counts_for_monday(reference: Reference) -> None:
    case = of(cases(reference, document("On Clubhouse tonight")), "CMGR", "OTCM")
    assert (case.mentioned, case.referent.status) == ("Clubhouse", "unlisted")
    (mention,) = case.mentions
    assert mention.session == DAY
    assert mention.before + mention.surface + mention.after == "On Clubhouse tonight"


def test_what_is_said_after_the_close_changes_nothing_before_it(reference: Reference) -> None:
    early = document("On Clubhouse tonight", doc_id="early")
    late = document("The Clubhouse app by Alpha Exploration Co.", AFTER_THE_CLOSE, doc_id="late")
    assert cases(reference, early, late) == cases(reference, early)
    assert cases(reference, late) == []


def test_a_lookalike_counts_on_its_own_venue(reference: Reference) -> None:
    """Monday 21:30 UTC is after the close in New York and before Tuesday's open in Sydney: not Monday in either."""
    late = document("GameStop $GME", AFTER_THE_CLOSE)
    assert cases(reference, late) == []
    in_sydney_only = document("GameStop $GME", "2021-02-01T02:00:00Z")  # Monday 13:00 in Sydney, Sunday in New York
    assert of(cases(reference, in_sydney_only), "GME", "XASX").mentions[0].session == DAY


def test_the_riskiest_way_of_writing_counts_and_an_issuer_comes_once(reference: Reference) -> None:
    short, long = document("Clubhouse", doc_id="a"), document("the Clubhouse app", doc_id="b")
    together = cases(reference, short, long)
    risks = [of(cases(reference, one), "CMGR", "OTCM").lookalike.risk for one in (short, long)]
    case = of(together, "CMGR", "OTCM")
    assert case.lookalike.risk == max(risks)
    assert {mention.doc_id for mention in case.mentions} == {"a", "b"}
    keys = [(case.referent.entity_id, case.lookalike.issuer_id) for case in together]
    assert len(keys) == len(set(keys))


def test_the_order_of_documents_does_not_matter(reference: Reference) -> None:
    documents = [document(text, doc_id=text) for text in ("Clubhouse", "$GME now", "the Clubhouse app", "GameStop")]
    assert cases(reference, *documents) == cases(reference, *reversed(documents))


def test_mentions_come_clearest_first(reference: Reference) -> None:
    texts = ("clubhouse", "On Clubhouse tonight", "@joinClubhouse")
    case = of(cases(reference, *[document(text, doc_id=text) for text in texts]), "CMGR", "OTCM")
    scores = [mention.score for mention in case.mentions]
    assert scores == sorted(scores, reverse=True)


def test_news_of_the_lookalike_itself_is_kept_in_its_session_and_the_two_before(reference: Reference) -> None:
    app = document("On Clubhouse tonight")
    firm = {
        when: document("Clubhouse Media Group Inc", when, doc_id=when)
        for when in (AFTER_THE_CLOSE, SUNDAY, "2021-01-28T15:00:00Z", "2021-01-27T15:00:00Z")
    }
    assert of(cases(reference, app), "CMGR", "OTCM").own_news == ()
    news = of(cases(reference, app, *firm.values()), "CMGR", "OTCM").own_news
    assert [said.doc_id for said, _ in news] == ["2021-01-28T15:00:00Z", SUNDAY]


def test_what_is_below_the_watch_level_is_counted_not_listed(reference: Reference) -> None:
    view, found = reference.as_of(DAY), read(reference, document("On Clubhouse tonight"))
    listed, below = find_cases(DAY, found, view, Settings())
    deaf = Settings(lookalikes=LookAlikeSettings(alert_risk=1.0, watch_risk=1.0))
    assert find_cases(DAY, found, view, deaf) == ([], len(listed) + below)
    assert listed
