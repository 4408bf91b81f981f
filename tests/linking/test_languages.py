"""The Clubhouse and Signal stories told in twenty languages, with the spellings and inflections in use."""

from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.model import Document
from tickerwatch.reference.store import Reference
from tickerwatch.watch.scan import scan_document

DAY = dt.date(2021, 2, 1)
LEAST = 0.5
NEEDED = 19
"""Languages of the twenty in which both stories must be right."""

CLUBHOUSE = {
    "en": ("Elon Musk spoke on the audio app Clubhouse last night.", "Clubhouse"),
    "de": ("Elon Musk sprach gestern Abend in der Audio-App Clubhouse.", "Clubhouse"),
    "nl": ("Elon Musk sprak gisteravond in de audio-app Clubhouse.", "Clubhouse"),
    "fr": ("Elon Musk a parlé hier soir sur l'application audio Clubhouse.", "Clubhouse"),
    "es": ("Elon Musk habló anoche en la aplicación de audio Clubhouse.", "Clubhouse"),
    "it": ("Elon Musk ha parlato ieri sera sull'app Clubhouse.", "Clubhouse"),
    "pt": ("Elon Musk falou ontem à noite no aplicativo Clubhouse.", "Clubhouse"),
    "pl": ("Elon Musk rozmawiał wczoraj w aplikacji Clubhouse.", "Clubhouse"),
    "cs": ("Elon Musk včera večer mluvil v aplikaci Clubhouse.", "Clubhouse"),
    "sv": ("Elon Musk pratade i går kväll i ljudappen Clubhouse.", "Clubhouse"),
    "da": ("Elon Musk talte i går aftes på lydappen Clubhouse.", "Clubhouse"),
    "fi": ("Elon Musk puhui eilen illalla Clubhouse-sovelluksessa.", "Clubhouse"),
    "hu": ("Elon Musk tegnap este a Clubhouse-on beszélgetett a felhasználókkal.", "Clubhouse"),
    "tr": ("Elon Musk dün gece Clubhouse'ta kullanıcılarla konuştu.", "Clubhouse"),
    "ru": ("Илон Маск вчера вечером выступил в приложении Клабхаус.", "Клабхаус"),
    "uk": ("Ілон Маск учора ввечері виступив у застосунку Clubhouse.", "Clubhouse"),
    "ja": ("イーロン・マスク氏は昨夜、音声アプリのクラブハウスで話した。", "クラブハウス"),
    "ko": ("일론 머스크가 어젯밤 음성 앱 클럽하우스에서 이야기했다.", "클럽하우스"),
    "zh": ("马斯克昨晚在语音应用Clubhouse上发言。", "Clubhouse"),
    "ar": ("تحدث إيلون ماسك الليلة الماضية على تطبيق كلوب هاوس الصوتي.", "كلوب هاوس"),
}
SIGNAL = {
    "en": ("Musk told his followers to use the messenger Signal instead of WhatsApp.", "Signal"),
    "de": ("Musk empfiehlt seinen Nutzern den Messenger Signal statt WhatsApp.", "Signal"),
    "nl": ("Musk raadt de app Signal aan in plaats van WhatsApp.", "Signal"),
    "fr": ("Musk recommande la messagerie Signal plutôt que WhatsApp.", "Signal"),
    "es": ("Musk recomienda la aplicación Signal en lugar de WhatsApp.", "Signal"),
    "it": ("Musk consiglia l'app Signal al posto di WhatsApp.", "Signal"),
    "pt": ("Musk recomenda o aplicativo Signal em vez do WhatsApp.", "Signal"),
    "pl": ("Musk poleca komunikator Signal zamiast WhatsAppa.", "Signal"),
    "cs": ("Musk doporučuje aplikaci Signal místo WhatsAppu.", "Signal"),
    "sv": ("Musk rekommenderar appen Signal i stället för WhatsApp.", "Signal"),
    "da": ("Musk anbefaler appen Signal i stedet for WhatsApp.", "Signal"),
    "fi": ("Musk suosittelee Signal-sovellusta WhatsAppin sijaan.", "Signal"),
    "hu": ("Musk a Signal alkalmazást ajánlja a WhatsApp helyett.", "Signal"),
    "tr": ("Musk, WhatsApp yerine Signal uygulamasını öneriyor.", "Signal"),
    "ru": ("Маск советует мессенджер Signal вместо WhatsApp.", "Signal"),
    "uk": ("Маск радить месенджер Signal замість WhatsApp.", "Signal"),
    "ja": ("マスク氏はWhatsAppの代わりにメッセージアプリのSignalを勧めた。", "Signal"),
    "ko": ("머스크는 왓츠앱 대신 메신저 앱 시그널을 추천했다.", "시그널"),
    "zh": ("马斯克建议用户使用通讯软件Signal代替WhatsApp。", "Signal"),
    "ar": ("نصح ماسك باستخدام تطبيق Signal بدلا من واتساب.", "Signal"),
}


def is_right(text: str, lang: str, surface: str, name: str, reference: Reference) -> bool:
    """Whether the story's app is found where it stands, as the unlisted one, and no listed namesake."""
    found = scan_document(Document(doc_id=lang, text=text, lang=lang), reference, reference.as_of(DAY))
    meant = [
        (one.referent.name, one.referent.status)
        for one in found
        if one.referent.is_company and one.referent.score >= LEAST and surface in one.mention.surface
    ]
    return meant == [(name, "unlisted")]


@pytest.mark.parametrize(("stories", "name"), [(CLUBHOUSE, "Clubhouse"), (SIGNAL, "Signal")])
def test_the_story_is_right_in_nearly_all_languages(
    stories: dict[str, tuple[str, str]], name: str, embedded: Reference
) -> None:
    assert len(stories) == 20
    wrong = [lang for lang, (text, surface) in stories.items() if not is_right(text, lang, surface, name, embedded)]
    assert len(stories) - len(wrong) >= NEEDED, wrong


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("Orange lève sa prévision après un bon trimestre", "fr", "Orange"),
        ("Las ganancias de Santander caen en el trimestre", "", "Santander"),
        ("Lucros da Petrobras sobem no trimestre", "", "Petrobras"),
        ("Enel, utili in crescita nel trimestre", "", "Enel"),
        ("Bayer senkt Prognose", "", "Bayer"),
        ("TARGET LIFTS GUIDANCE, SHARES JUMP", "", "TARGET"),
    ],
)
def test_short_headlines_of_business(text: str, lang: str, name: str, embedded: Reference) -> None:
    found = scan_document(Document(doc_id="d", text=text, lang=lang), embedded, embedded.as_of(DAY))
    score = max(one.referent.score for one in found if one.mention.surface == name)
    assert score >= LEAST
