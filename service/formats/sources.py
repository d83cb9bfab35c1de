"""What formats show beside an answer's body, as it was at the answer's position. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]

_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f<>\"{}|\\^`]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sources:
    """Descriptions of actors and locations, by stream and as they answer there, merged ones too; articles by id.

    Of an article only what its first version said, title, url and publisher, and only if that had been published by
    the moment that the answer is about.
    """

    described: Mapping[str, Json] = field(default_factory=dict)
    articles: Mapping[str, Json] = field(default_factory=dict)

    def article(self, report: Json) -> Json:
        """What is known of the article of an entry's report."""
        return self.articles.get(report["article"], {})

    def publisher(self, report: Json) -> Json | None:
        """The publisher of an entry's report, where it is known."""
        return self.described.get(f"actor-{self.article(report).get('publisher')}")


def web_url(article: Json) -> str | None:
    """The article's URL where it is one that a reader may safely follow."""
    url = article.get("url") or ""
    return url if _WEB.fullmatch(url) else None
