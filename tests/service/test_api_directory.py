"""Actors, locations, articles and facts over HTTP, as the log held them at a position."""

import httpx2
import pytest

from service import shapes
from tests import making
from tests.service.asking import all_pages, get, problem, record, summaries

JUNE = "2020-06-01T00:00:00Z"
MAY, JULY = "2020-05-01T00:00:00Z", "2020-07-01T00:00:00Z"


@pytest.mark.asyncio(loop_scope="module")
class TestOnTheBundledArticle:
    async def test_actors_and_locations_are_listed_by_slug_page_by_page(
        self, pokrovsk: httpx2.AsyncClient
    ) -> None:
        for noun in ("actors", "locations"):
            whole = await get(pokrovsk, f"/v1/{noun}", limit=500)

            pages = await all_pages(pokrovsk, f"/v1/{noun}?limit=4", noun)

            assert pages == whole[noun]
            slugs = [body["slug"] for body in pages]
            assert slugs == sorted(slugs)
            assert whole["next"] is None

    async def test_a_search_finds_slugs_names_and_aliases_by_the_beginnings_of_their_words(
        self, pokrovsk: httpx2.AsyncClient
    ) -> None:
        found = {
            name: [actor["slug"] for actor in (await get(pokrovsk, "/v1/actors", name=name))["actors"]]
            for name in ("zelensky", "PUTIN", "vlad put", "U.S.", "nobody at all", "%x_")
        }

        assert found["zelensky"] == ["volodymyr-zelenskyy"]
        assert found["PUTIN"] == found["vlad put"] == ["vladimir-putin"]
        assert "united-states" in found["U.S."]
        assert found["nobody at all"] == found["%x_"] == []

    @pytest.mark.parametrize("name", ["%", "\x00", "_", "?!"])
    async def test_a_search_for_no_letter_at_all_is_told_what_to_send(
        self, pokrovsk: httpx2.AsyncClient, name: str
    ) -> None:
        said = await problem(pokrovsk, "/v1/actors", 422, name=name)

        assert said["expected"] == "at least one letter or digit"

    async def test_one_is_found_by_slug_and_by_id_under_its_id(self, pokrovsk: httpx2.AsyncClient) -> None:
        by_slug = await pokrovsk.get("/v1/locations/pokrovsk")
        id_ = by_slug.json()["location"]["id"]

        by_id = await pokrovsk.get(f"/v1/locations/{id_}")

        assert by_id.content == by_slug.content
        assert by_slug.headers["content-location"] == by_slug.json()["permalink"]
        assert by_slug.json()["permalink"].startswith(f"/v1/locations/{id_}?position=83&log=")
        assert (await pokrovsk.get(by_slug.json()["permalink"])).content == by_slug.content

    async def test_the_article_tells_its_facts_as_of_any_moment(self, pokrovsk: httpx2.AsyncClient) -> None:
        (article,) = (await get(pokrovsk, "/v1/articles"))["articles"]
        path = f"/v1/articles/{article['id']}"

        one = await get(pokrovsk, path)
        facts = await get(pokrovsk, f"{path}/facts")
        earlier = await get(pokrovsk, f"{path}/facts", as_of="2025-12-01T21:30:00Z")
        before = await get(pokrovsk, f"{path}/facts", as_of="2020-01-01")

        assert one["article"] == article
        assert len(facts["facts"]) == 37
        assert all(fact["stands"] for fact in facts["facts"])
        assert 0 < len(earlier["facts"]) < 37
        assert before["facts"] == []
        for answer in (facts, earlier, before):
            assert await get(pokrovsk, answer["permalink"]) == answer
            shapes.articles.ArticleFacts.model_validate(answer)

    async def test_every_name_of_a_fact_is_spelt_out(self, pokrovsk: httpx2.AsyncClient) -> None:
        timeline = await get(pokrovsk, "/v1/locations/pokrovsk/timeline")

        for entry in timeline["entries"]:
            answer = await get(pokrovsk, f"/v1/facts/{entry['fact']}")
            named = {mention["actor"] for mention in answer["fact"]["actors"]}
            named |= {mention["location"] for mention in answer["fact"]["locations"]}
            assert named <= answer["names"].keys()
            shapes.facts.OneFact.model_validate(answer)

    async def test_the_answers_have_the_shape_that_openapi_describes(
        self, pokrovsk: httpx2.AsyncClient
    ) -> None:
        for path, shape in {
            "/v1/actors": shapes.subjects.Actors,
            "/v1/actors/vladimir-putin": shapes.subjects.OneActor,
            "/v1/locations": shapes.subjects.Locations,
            "/v1/locations/pokrovsk": shapes.subjects.OneLocation,
            "/v1/articles": shapes.articles.Articles,
            "/v1/projections": shapes.operations.Projections,
            "/v1/schemas": shapes.operations.Schemas,
        }.items():
            shape.model_validate(await get(pokrovsk, path))

    @pytest.mark.parametrize("noun", ["actors", "locations", "articles", "facts"])
    @pytest.mark.parametrize("name", ["nobody", "%00", "A%20b", "x" * 300])
    async def test_what_is_not_there_is_not_found(
        self, pokrovsk: httpx2.AsyncClient, noun: str, name: str
    ) -> None:
        assert (await problem(pokrovsk, f"/v1/{noun}/{name}", 404))["type"] == "/problems/not-found"


async def test_a_fact_is_not_found_before_its_report_and_does_not_stand_after_its_retraction(
    api: httpx2.AsyncClient,
) -> None:
    retracted = making.event("article-n1", "FactRetracted", fact="f1", reported_at=JULY)
    fact = making.fact("n1", "f1", JUNE, actors=["anna"])
    await record(api, making.actor("anna"), making.article("n1", JUNE), fact, retracted)

    said = await problem(api, "/v1/facts/f1", 404, as_of=MAY)
    reported = await get(api, "/v1/facts/f1", as_of=JUNE)
    fallen = await get(api, "/v1/facts/f1", as_of=JULY)
    unknown = await problem(api, "/v1/facts/f1", 404, position=2)

    assert said["as_of"] == MAY
    assert unknown["position"] == 2
    assert (reported["fact"]["stands"], fallen["fact"]["stands"]) == (True, False)
    assert reported["as_of"] == JUNE
    assert summaries(await get(api, "/v1/actors/anna/timeline", as_of=JUNE)) == ["Fact f1"]
    assert summaries(await get(api, "/v1/actors/anna/timeline", as_of=JULY)) == []


async def test_an_actor_answers_to_the_slug_it_had_at_the_position(api: httpx2.AsyncClient) -> None:
    renamed = making.event("actor-anna", "ActorNamed", name="Anna B.", slug="anna-b", kind="person")
    await record(api, making.actor("anna"), renamed)

    assert (await get(api, "/v1/actors/anna-b"))["actor"]["name"] == "Anna B."
    assert (await get(api, "/v1/actors/anna", position=1))["actor"]["slug"] == "anna"
    await problem(api, "/v1/actors/anna-b", 404, position=1)


async def test_articles_are_listed_the_latest_first_page_by_page(api: httpx2.AsyncClient) -> None:
    published = {"n1": JUNE, "n2": JULY, "n3": JULY, "n4": MAY}
    await record(api, *(making.article(id_, at) for id_, at in published.items()))

    pages = await all_pages(api, "/v1/articles?limit=1", "articles")

    assert [article["id"] for article in pages] == ["n3", "n2", "n1", "n4"]
    assert [a["id"] for a in (await get(api, "/v1/articles", position=1))["articles"]] == ["n1"]


async def test_an_article_tells_its_versions_and_its_retraction(api: httpx2.AsyncClient) -> None:
    revised = making.event("article-n1", "ArticleRevised", published_at=JULY, sha256="b" * 64, length=7)
    retracted = making.event("article-n1", "ArticleRetracted", reported_at=JULY, reason="made up")
    await record(api, making.article("n1", JUNE), revised, retracted)

    article = (await get(api, "/v1/articles/n1"))["article"]

    assert [version["length"] for version in article["versions"]] == [1_000, 7]
    assert article["retractions"] == [{"reported_at": JULY, "reason": "made up"}]
    assert (await get(api, "/v1/articles/n1", position=1))["article"]["retractions"] == []
