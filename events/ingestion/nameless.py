"""Those whom an article calls only by a common noun, "the council": each is particular to that article.

What "the council" is called says nothing of which council it is, so two articles' councils never are one subject. A
nameless one has an id of the article and the noun, and its name says where it comes from: 'council (in “Flood closes
the mill”)'. Whoever knows that two of them are one merges them.
"""

from dataclasses import dataclass

from events.extraction.extraction import ActorFound

TITLE_MAX = 60
_IN, _END = " (in “", "”)"


@dataclass(frozen=True, slots=True)
class Source:
    """The article whose subjects are looked for: its id, what it is called, and who published it."""

    article: str
    title: str
    publisher: str | None = None


def qualified(actor: ActorFound, source: Source) -> str:
    """What the actor is called among those of all articles: by its name, if it has one."""
    return actor.name if actor.is_named else f"{actor.name[:200]}{_IN}{_short(source.title)}{_END}"


def unqualified(name: str) -> str:
    """The words of the article in such a name; any other name as it is."""
    return name.partition(_IN)[0] if name.endswith(_END) else name


def _short(title: str) -> str:
    if len(title) <= TITLE_MAX:
        return title
    return (title[:TITLE_MAX].rpartition(" ")[0] or title[:TITLE_MAX]) + " …"
