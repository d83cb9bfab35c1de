"""The history of a fact over HTTP: all that happened to it, and the states that this made of it."""

from uuid import uuid4

import httpx2
import pytest

from events.envelope import NewEvent
from service import change_shapes
from tests.making import actor, article, correction, event, fact
from tests.service.asking import all_pages, get, problem, record

HISTORY = "/v1/facts/claim/history"


def withdrawal(of: NewEvent) -> NewEvent:
    return event(of.stream, "ChangeWithdrawn", withdraws=str(of.event_id))


@pytest.fixture
def published() -> NewEvent:
    return correction("n1", "claim", "2025-03-05T00:00:00Z", summary="as corrected")


@pytest.fixture
async def told(api: httpx2.AsyncClient, published: NewEvent) -> httpx2.AsyncClient:
    """A claim, corrected by its source, mended by us, disputed for a while, and retracted with its article."""
    await record(
        api, actor("a"), article("n1", "2025-03-01T00:00:00Z"), article("n2", "2025-03-08T00:00:00Z")
    )
    await record(api, fact("n1", "claim", "2025-03-01T00:00:00Z", actors=["a"]))
    await record(api, published)
    mending = event(
        "article-n1",
        "FactCorrected",
        fact="claim",
        reported_at=None,
        amends=str(published.event_id),
        changes={"summary": "as corrected, spelt right"},
    )
    denial = fact("n2", "denial", "2025-03-08T00:00:00Z")
    link = event("article-n2", "FactsLinked", fact="denial", relation="denies", other="claim")
    await record(api, mending, denial, link)
    await record(api, withdrawal(link))
    await record(api, event("article-n1", "ArticleRetracted", reported_at="2025-03-10T00:00:00Z"))
    return api


async def test_a_history_has_all_that_happened_in_the_order_of_the_log(told: httpx2.AsyncClient) -> None:
    history = await get(told, HISTORY)

    assert [(e["type"], e["moment"]) for e in history["events"]] == [
        ("ArticleAdded", "2025-03-01T00:00:00Z"),
        ("FactReported", "2025-03-01T00:00:00Z"),
        ("FactCorrected", "2025-03-05T00:00:00Z"),
        ("FactCorrected", "2025-03-05T00:00:00Z"),
        ("FactsLinked", "2025-03-08T00:00:00Z"),
        ("ChangeWithdrawn", None),
        ("ArticleRetracted", "2025-03-10T00:00:00Z"),
    ]
    positions = [e["position"] for e in history["events"]]
    assert positions == sorted(positions)
    change_shapes.FactHistory.model_validate(history)


async def test_each_event_tells_what_it_amends_what_took_it_back_and_whether_it_is_in_effect(
    told: httpx2.AsyncClient, published: NewEvent
) -> None:
    events = (await get(told, HISTORY))["events"]

    added, report, corrected, mended, link, withdrawn, retracted = events
    assert (report["amends"], corrected["amends"]) == (None, report["event_id"])
    assert mended["amends"] == str(published.event_id)
    assert link["withdrawn_by"] == withdrawn["event_id"]
    in_effect = [e["in_effect"] for e in events]
    assert in_effect == [True, True, False, True, False, True, True]
    assert (corrected["fields"], mended["fields"]) == ([], ["summary"])
    assert "summary" not in report["fields"]
    assert "actors" in report["fields"]
    assert retracted["fields"] == ["existence"]
    assert added["fields"] == []


async def test_states_tell_which_fields_changed_and_by_which_event(told: httpx2.AsyncClient) -> None:
    history = await get(told, HISTORY)

    _, report, _, mended, *_, retracted = history["events"]
    first, second, third = history["states"]
    spans = [(state["from"], state["to"], state["stands"]) for state in history["states"]]
    assert spans == [
        ("2025-03-01T00:00:00Z", "2025-03-05T00:00:00Z", True),
        ("2025-03-05T00:00:00Z", "2025-03-10T00:00:00Z", True),
        ("2025-03-10T00:00:00Z", None, False),
    ]
    assert {change["by"] for change in first["changes"]} == {report["event_id"]}
    assert second["changes"] == [
        {"field": "summary", "value": "as corrected, spelt right", "by": mended["event_id"]}
    ]
    assert third["changes"] == [{"field": "existence", "value": False, "by": retracted["event_id"]}]


async def test_nothing_in_a_history_lies_after_its_moment_or_its_position(told: httpx2.AsyncClient) -> None:
    on_the_sixth = await get(told, HISTORY, as_of="2025-03-06T00:00:00Z")
    earlier = await get(told, HISTORY, position="4")

    assert [e["type"] for e in on_the_sixth["events"]] == [
        "ArticleAdded",
        "FactReported",
        "FactCorrected",
        "FactCorrected",
    ]
    assert [state["to"] for state in on_the_sixth["states"]] == ["2025-03-05T00:00:00Z", None]
    assert [e["type"] for e in earlier["events"]] == ["ArticleAdded", "FactReported"]
    assert earlier["events"][1]["in_effect"]


async def test_a_withdrawn_correction_takes_its_mending_along(
    told: httpx2.AsyncClient, published: NewEvent
) -> None:
    await record(told, withdrawal(published))

    history = await get(told, HISTORY)

    _, _, corrected, mended, *_, withdrawn = history["events"]
    assert corrected["withdrawn_by"] == mended["withdrawn_by"] == withdrawn["event_id"]
    assert not corrected["in_effect"]
    assert [state["from"] for state in history["states"]] == ["2025-03-01T00:00:00Z", "2025-03-10T00:00:00Z"]


async def test_an_event_names_what_caused_it_up_to_the_root(api: httpx2.AsyncClient) -> None:
    root, middle = article("n1", "2025-03-01T00:00:00Z"), fact("n1", "other", "2025-03-01T00:00:00Z")
    last = fact("n1", "claim", "2025-03-01T00:00:00Z")
    outside = str(uuid4())
    await record(api, root, causation_id=outside)
    await record(api, middle, causation_id=str(root.event_id))
    await record(api, last, causation_id=str(middle.event_id))

    added, report = (await get(api, HISTORY))["events"]

    assert [cause["event_id"] for cause in report["caused_by"]] == [
        str(middle.event_id),
        str(root.event_id),
    ]
    assert (added["causation_id"], added["caused_by"]) == (outside, [])


async def test_a_cause_that_nobody_knew_yet_is_not_named(api: httpx2.AsyncClient) -> None:
    """Oracle 10: a review of today may be caused by what was reported later than the moment asked for."""
    early, late = "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z"
    link = event("article-n2", "FactsLinked", fact="later", relation="updates", other="claim")
    changes = {"reported_at": "2025-04-02T00:00:00Z"}
    moved = event("article-n2", "FactCorrected", fact="later", reported_at=None, changes=changes)
    await record(api, article("n1", early), fact("n1", "claim", early))
    await record(api, article("n2", late), fact("n2", "later", late), link, moved)
    for cause in (link, moved):
        review = event("article-n1", "FactReviewed", fact="claim", note=str(cause.event_id))
        await record(api, review, causation_id=str(cause.event_id))

    async def causes(as_of: str) -> list[tuple[str | None, list[str]]]:
        told = (await get(api, HISTORY, as_of=as_of))["events"]
        reviews = [each for each in told if each["type"] == "FactReviewed"]
        return [(each["causation_id"], [cause["type"] for cause in each["caused_by"]]) for each in reviews]

    assert await causes("2025-03-15") == await causes("2025-04-01T12:00:00Z") == [(None, []), (None, [])]
    assert await causes("2025-04-02") == [
        (str(link.event_id), ["FactsLinked"]),
        (str(moved.event_id), ["FactCorrected"]),
    ]


async def test_events_that_cause_each_other_end_a_chain(api: httpx2.AsyncClient) -> None:
    one, other = article("n1", "2025-03-01T00:00:00Z"), fact("n1", "claim", "2025-03-01T00:00:00Z")
    await record(api, one, causation_id=str(other.event_id))
    await record(api, other, causation_id=str(one.event_id))

    added, report = (await get(api, HISTORY))["events"]

    assert [cause["type"] for cause in added["caused_by"]] == ["FactReported"]
    assert [cause["type"] for cause in report["caused_by"]] == ["ArticleAdded"]


async def test_pages_of_a_history_put_together_are_the_whole_and_pinned(told: httpx2.AsyncClient) -> None:
    whole = await get(told, HISTORY)

    pages = await all_pages(told, f"{HISTORY}?limit=2", "events")

    assert pages == whole["events"]
    assert (await get(told, whole["permalink"])) == whole
    assert whole["permalink"].startswith(f"{HISTORY}?as_of=")


async def test_the_history_of_what_was_not_reported_is_not_found(told: httpx2.AsyncClient) -> None:
    for path, asked in (
        ("/v1/facts/nothing/history", {}),
        (HISTORY, {"as_of": "2025-02-28T00:00:00Z"}),
        (HISTORY, {"position": "3"}),
    ):
        refused = await problem(told, path, 404, **asked)

        assert refused["type"] == "/problems/not-found"
        assert "had been reported by" in refused["detail"]


async def test_a_cursor_of_another_history_is_refused(told: httpx2.AsyncClient) -> None:
    following = (await get(told, HISTORY, limit="1"))["next"]

    await problem(told, "/v1/facts/denial/history?" + following.partition("?")[2], 422)
