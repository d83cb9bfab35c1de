"""Events for tests, with as little said as the test is about."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from events.envelope import NewEvent, read_payload
from events.payloads import PAYLOADS

SHA = "a" * 64


def event(stream: str, type_: str, **payload: Any) -> NewEvent:
    """A new event with an id of its own."""
    return NewEvent(
        event_id=uuid4(), stream=stream, payload=read_payload(type_, PAYLOADS[type_].schema_version, payload)
    )


def actor(id_: str, name: str | None = None, **described: Any) -> NewEvent:
    described = {"name": name or id_.title(), "slug": id_, "kind": "person"} | described
    return event(f"actor-{id_}", "ActorNamed", **described)


def location(id_: str, *parents: Any, **described: Any) -> NewEvent:
    """A location inside `parents`: their ids, or whole Parent objects."""
    inside = [{"location": parent} if isinstance(parent, str) else parent for parent in parents]
    described = {"name": id_.title(), "slug": id_, "kind": "city", "parents": inside} | described
    return event(f"location-{id_}", "LocationNamed", **described)


def article(id_: str, published_at: str, **added: Any) -> NewEvent:
    added = {"title": f"Article {id_}", "published_at": published_at, "sha256": SHA, "length": 1_000} | added
    return event(f"article-{id_}", "ArticleAdded", **added)


def fact(article_id: str, id_: str, reported_at: str, edtf: str = "2020-01-01", **reported: Any) -> NewEvent:
    """A fact about `actors` and `locations`, given as ids."""
    for kind in ("actor", "location"):
        ids = reported.pop(f"{kind}s", ())
        reported[f"{kind}s"] = [{kind: name} for name in ids]
    reported = {"summary": f"Fact {id_}", "occurred": {"edtf": edtf}, "reported_at": reported_at} | reported
    reported = {"evidence": {"sha256": SHA, "spans": [{"for": "fact", "start": 0, "end": 10}]}} | reported
    return event(f"article-{article_id}", "FactReported", fact=id_, **reported)


def correction(article_id: str, fact_id: str, reported_at: str | None, **changes: Any) -> NewEvent:
    return event(
        f"article-{article_id}", "FactCorrected", fact=fact_id, reported_at=reported_at, changes=changes
    )


def two_facts() -> list[NewEvent]:
    """Facts `f` about Anna in Kyiv, which needs a review, and `g` about Boris, of one article of June 2020."""
    published = "2020-06-01T00:00:00Z"
    return [
        actor("anna"),
        actor("boris"),
        location("kyiv"),
        location("kiev"),
        article("n", published),
        fact("n", "f", published, actors=["anna"], locations=["kyiv"], needs_review=True),
        fact("n", "g", published, actors=["boris"]),
    ]


def at(text: str) -> datetime:
    """The instant; a mere date is its first."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T00:00:00+00:00")
