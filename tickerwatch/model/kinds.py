"""The words that a field of a record may hold; those that are written are of the outward contract."""

from __future__ import annotations

from typing import Literal

__all__ = ["CompanyKind", "Level", "MentionKind", "Precision", "Relation", "Status", "Verdict"]

Precision = Literal["time", "day", "month", "none"]
MentionKind = Literal["name", "alias", "cashtag", "handle", "hashtag", "code"]
Status = Literal["listed", "unlisted", "delisted", "not_yet_listed", "unknown"]
CompanyKind = Literal["company", "brand", "product", "app", "fund", "person", "place", "commodity", "crypto", "other"]
Level = Literal["alert", "watch", "none"]
Relation = Literal["unrelated", "affiliate", "same_issuer", "unknown"]
Verdict = Literal["abnormal", "normal", "not_tested"]
