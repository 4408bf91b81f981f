"""The name within a name that is written without spaces: 현대 of 현대자동차, 三菱 of 三菱自動車, 恒大 of 恒大集团.

The words that describe a firm stand here, in Korean, Japanese and Chinese; those that stand apart are in
``data/generic_words.csv``.
"""

from __future__ import annotations

import functools

__all__ = ["stem_of"]

_LEAST_STEM = 2
_DESCRIPTORS = (
    # Korean
    "그룹 홀딩스 지주 산업 공업 중공업 전자 전기 전력 자동차 화학 건설 증권 생명 화재 보험 은행 카드 "
    "캐피탈 금융 제약 약품 바이오 항공 해운 조선 물산 상사 통신 텔레콤 정보 정보통신 시스템 소프트 "
    "게임즈 엔터테인먼트 미디어 방송 출판 제지 제철 철강 금속 시멘트 식품 제과 유업 제분 백화점 쇼핑 "
    "유통 호텔 관광 여행 에너지 가스 정유 석유 타이어 기계 반도체 디스플레이 케미칼 섬유 방직 개발 테크 "
    "테크놀로지 "
    # Japanese
    "グループ ホールディングス 自動車 電機 電気 電力 電子 製薬 薬品 工業 重工業 重工 産業 鉄道 銀行 証券 "
    "保険 生命 化学 化成 建設 不動産 地所 食品 製菓 製紙 製鉄 製鋼 鉛筆 電鉄 航空 海運 物産 商事 通信 "
    "製作所 百貨店 ガス 石油 倉庫 テクノロジーズ フィナンシャルグループ "
    # Chinese
    "集团 集團 控股 股份 科技 电子 電子 汽车 汽車 医药 醫藥 药业 藥業 生物 银行 銀行 证券 證券 保险 保險 "
    "地产 地產 能源 电力 電力 航空 化工 机械 機械 食品 酒店 旅游 旅遊 传媒 傳媒 网络 網絡 信息 资讯 資訊 "
    "通信 技术 技術 实业 實業 工业 工業 建设 建設 材料 环保 環保 光电 光電 半导体 半導體"
)


@functools.cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(set(_DESCRIPTORS.split()), key=lambda word: (-len(word), word)))


@functools.lru_cache(maxsize=65_536)
def stem_of(core: str) -> str:
    """What remains of a core when one descriptor is taken off its end.

    Parameters
    ----------
    core : str
        As `legal_forms.core_key` makes it.

    Returns
    -------
    str
        At least two signs; the core itself where nothing can go, and for names with spaces between words.

    Examples
    --------
    >>> stem_of("三菱自動車"), stem_of("现代汽车"), stem_of("電力")
    ('三菱', '现代', '電力')
    """
    if core.isascii() or " " in core:
        return core
    for word in _longest_first():
        if core.endswith(word) and len(core) - len(word) >= _LEAST_STEM:
            return core.removesuffix(word)
    return core
