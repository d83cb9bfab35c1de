"""Timelines in every format, read by the libraries that people read them with."""

import csv
import io
import itertools
import json
import re
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import httpx2
import pytest
from geojson_pydantic import FeatureCollection
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pyld import jsonld

from service.formats import FORMATS
from tests import making
from tests.service.asking import Json, get, problem, rebuilt, record

MAY, JUNE, JULY = "2020-05-01T00:00:00Z", "2020-06-01T00:00:00Z", "2020-07-01T00:00:00Z"
ANNA = "/v1/actors/anna/timeline"
DATES = (
    "2020-01-01",
    "2020-02~",
    "2020-22",
    "2020-01-05/2020-01-09",
    "2020-03-01/..",
    "../2019-12-31",
    "../..",
)
ATOM = "{http://www.w3.org/2005/Atom}"
ASOF = "{urn:x-asof:timelines}"


async def in_format(client: httpx2.AsyncClient, suffix: str, path: str = ANNA, **asked: Any) -> bytes:
    """The timeline in that format."""
    response = await client.get(f"{path}{suffix}", params=asked or None)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == FORMATS[suffix].media_type
    return response.content


async def dated(client: httpx2.AsyncClient) -> Json:
    """Anna's timeline, one entry for each of DATES, f0 to f6."""
    facts = [making.fact("n1", f"f{n}", JUNE, edtf, actors=["anna"]) for n, edtf in enumerate(DATES)]
    await record(client, making.actor("anna"), making.article("n1", JUNE), *facts)
    return await get(client, ANNA)


# --- each format


async def test_json_by_suffix_is_json_to_the_byte(api: httpx2.AsyncClient) -> None:
    await dated(api)

    assert await in_format(api, ".json") == (await api.get(ANNA)).content


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson"])
async def test_json_lines_have_an_entry_a_line_with_the_names_that_it_bears(
    api: httpx2.AsyncClient, suffix: str
) -> None:
    body = await dated(api)

    lines = [json.loads(line) for line in (await in_format(api, suffix)).splitlines()]

    beside = {name: body[name] for name in ("names", "as_of", "position", "log", "rules", "permalink")}
    assert lines == [entry | beside for entry in body["entries"]]


async def test_csv_has_a_row_an_entry_and_every_part_of_a_date(api: httpx2.AsyncClient) -> None:
    body = await dated(api)

    rows = read_csv(await in_format(api, ".csv"))

    for row, entry in zip(rows, body["entries"], strict=True):
        assert row["edtf"] == unguarded_or_guarded(row["edtf"], entry["occurred"]["edtf"])
        assert (row["earliest"] or None, row["latest"] or None) == bounds(entry)
        assert (row["extent"], row["basis"]) == ("within", "explicit")
        assert (row["position"], row["permalink"]) == (str(body["position"]), body["permalink"])
        assert (row["actors"], row["stands"], row["reports"]) == ("Anna (participant)", "true", "1")


FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", " =1", "\u00a0=1", "\u200b=1", "\ufeff@x", "\n-1"),
    *("\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", "'=1", "''\t=1"),
]
PROSE = ["a=b", "'tis so", "“=1”", "1-1", "\u202eright to left"]


async def test_what_a_spreadsheet_might_take_for_a_formula_stands_behind_an_apostrophe(
    api: httpx2.AsyncClient,
) -> None:
    texts = [*FORMULAS, *PROSE]
    facts = [
        making.fact("n1", f"f{n:02}", JUNE, actors=["anna"], summary=text) for n, text in enumerate(texts)
    ]
    await record(api, making.actor("anna"), making.article("n1", JUNE), *facts)

    shown = [row["summary"] for row in read_csv(await in_format(api, ".csv"))]

    assert shown == [f"'{text}" for text in FORMULAS] + PROSE


async def test_in_a_calendar_the_bounded_are_events_and_the_others_are_journal_entries(
    api: httpx2.AsyncClient,
) -> None:
    body = await dated(api)

    calendar = Calendar.from_ical(await in_format(api, ".ics"))

    found = {each["X-ASOF-FACT"]: each for each in calendar.subcomponents}
    assert list(found) == [entry["fact"] for entry in body["entries"]]
    events, journal = (
        {f for f, each in found.items() if each.name == name} for name in ("VEVENT", "VJOURNAL")
    )
    assert (events, journal) == ({"f0", "f1", "f2", "f3"}, {"f4", "f5", "f6"})
    assert (found["f0"].start, found["f0"].end) == (date(2020, 1, 1), date(2020, 1, 2))
    assert (found["f3"].start, found["f3"].end) == (date(2020, 1, 5), date(2020, 1, 10))
    assert {fact: str(each["X-ASOF-EDTF"]) for fact, each in found.items()} == {
        f"f{n}": edtf for n, edtf in enumerate(DATES)
    }
    assert str(found["f1"]["DESCRIPTION"]).startswith("2020-02~, sometime from 2020-02-01 00:00 UTC to ")
    assert str(found["f4"]["COMMENT"]) == "No event: there is no latest bound"
    assert "DTSTART" not in found["f4"]
    assert {each["DTSTAMP"].dt for each in found.values()} == {making.at(JUNE)}
    assert str(found["f0"]["UID"]) == f"f0@{body['log']}"
    assert str(calendar["X-ASOF-PERMALINK"]) == body["permalink"]


async def test_in_a_calendar_what_is_shorter_than_a_day_has_instants_and_nothing_becomes_shorter(
    api: httpx2.AsyncClient,
) -> None:
    between = {"edtf": "2020-01-01", "earliest": "2020-01-01T10:00:00.4Z", "latest": "2020-01-01T10:00:00.6Z"}
    fact = making.fact("n1", "f1", JUNE, actors=["anna"], occurred=between, status="planned")
    await record(api, making.actor("anna"), making.article("n1", JUNE), fact)

    (event,) = Calendar.from_ical(await in_format(api, ".ics")).events

    assert event.start == datetime(2020, 1, 1, 10, 0, 0, tzinfo=UTC)
    assert event.end == datetime(2020, 1, 1, 10, 0, 1, tzinfo=UTC)
    assert str(event["STATUS"]) == "TENTATIVE"


async def test_geojson_has_the_places_where_it_happened_as_they_lay_at_the_position(
    api: httpx2.AsyncClient,
) -> None:
    here, there = {"latitude": 48.5, "longitude": 37.25}, {"latitude": -1, "longitude": 179}
    mentioned = [{"location": "here", "role": "mentioned"}]
    await record(
        api,
        *(making.actor("anna"), making.article("n1", JUNE)),
        *(making.location("here", coordinates=here), making.location("there", coordinates=there)),
        *(making.location("nowhere"), making.location("moved", coordinates=there)),
        making.event("location-moved", "LocationsMerged", into="here"),
        making.fact("n1", "f1", JUNE, "2020-01-01", actors=["anna"], locations=["here"]),
        making.fact("n1", "f2", JUNE, "2020-01-02", actors=["anna"], locations=["here", "there", "nowhere"]),
        making.fact("n1", "f3", JUNE, "2020-01-03", actors=["anna"], locations=["nowhere"]),
        making.fact("n1", "f4", JUNE, "2020-01-04", actors=["anna"], locations=["moved", "here"]),
    )
    only_mentioned = making.correction("n1", "f3", None, locations=mentioned)
    await record(api, only_mentioned)

    collection = FeatureCollection.model_validate_json(await in_format(api, ".geojson"))

    geometries = [
        feature.geometry and feature.geometry.model_dump(mode="json") for feature in collection.features
    ]
    point = {"type": "Point", "coordinates": [37.25, 48.5], "bbox": None}
    assert [each and each["coordinates"] for each in geometries] == [
        *([37.25, 48.5], [[37.25, 48.5], [179, -1]], None, [37.25, 48.5])
    ]
    assert geometries[0] is not None
    assert {name: geometries[0].get(name) for name in point} == point


async def test_geojson_keeps_the_whole_answer(api: httpx2.AsyncClient) -> None:
    body = await dated(api)

    document = json.loads(await in_format(api, ".geojson"))

    FeatureCollection.model_validate(document)
    assert {name: value for name, value in document.items() if name not in ("type", "features")} == {
        name: value for name, value in body.items() if name != "entries"
    }
    for feature, entry in zip(document["features"], body["entries"], strict=True):
        properties = feature["properties"]
        assert (feature["id"], feature["geometry"]) == (entry["fact"], None)
        assert properties == {n: v for n, v in entry.items() if n != "occurred"} | entry["occurred"]


async def test_atom_is_a_feed_whose_entries_have_ids_of_their_own_and_the_whole_date(
    api: httpx2.AsyncClient,
) -> None:
    body = await dated(api)

    response = await api.get(f"{ANNA}.atom")

    feed = feedparser.parse(response.content, response_headers=dict(response.headers))
    assert (feed.bozo, feed.version) == (0, "atom10")
    assert feed.feed.title == f"Anna, as of {body['as_of'][:19].replace('T', ' ').removesuffix(':00')} UTC"
    assert [entry.title for entry in feed.entries] == [entry["summary"] for entry in body["entries"]]
    assert len({feed.feed.id, *(entry.id for entry in feed.entries)}) == 1 + len(DATES)
    for told, entry in zip(feed.entries, body["entries"], strict=True):
        assert told.asof_edtf == entry["occurred"]["edtf"]
        assert (told.get("asof_earliest"), told.get("asof_latest")) == bounds(entry)
        assert told.updated == told.published == JUNE
        assert told.content[0]["value"].splitlines()[1:] == [
            "reported as fact",
            "known since 2020-06-01 00:00 UTC by publication",
        ]
        (alternate,) = (link for link in told.links if link["rel"] == "alternate")
        assert (await get(api, alternate["href"]))["fact"]["fact"] == entry["fact"]


async def test_a_feed_and_its_entries_keep_their_ids_while_the_timeline_grows(
    api: httpx2.AsyncClient,
) -> None:
    await dated(api)
    before = feedparser.parse(await in_format(api, ".atom"))

    await record(api, making.fact("n1", "g1", JUNE, "2019-01-01", actors=["anna"]))

    after = feedparser.parse(await in_format(api, ".atom", limit=3))
    assert after.feed.id == before.feed.id
    assert [entry.id for entry in after.entries[1:]] == [entry.id for entry in before.entries[:2]]
    assert feedparser.parse(await in_format(api, ".atom", since="2019-01-01")).feed.id != before.feed.id


async def test_a_denial_updates_the_entry_of_a_feed(api: httpx2.AsyncClient) -> None:
    claim = making.fact("n1", "f1", MAY, actors=["anna"], attributed_to="anna", status="claimed")
    denial = making.fact("n1", "f2", JULY, attributed_to="boris", status="denied")
    await record(api, *(making.actor(id_) for id_ in ("anna", "boris", "paper")))
    link = making.event("article-n1", "FactsLinked", fact="f2", relation="denies", other="f1")
    url = "https://paper.example/1"
    await record(api, making.article("n1", MAY, publisher="paper", url=url), claim, denial, link)

    (entry,) = feedparser.parse(await in_format(api, ".atom")).entries

    assert (entry.published, entry.updated) == (MAY, JULY)
    assert (entry.author, entry.asof_denied_by) == ("Anna", "f2")
    assert [tag["term"] for tag in entry.tags] == ["claimed", "disputed"]
    assert url in [link["href"] for link in entry.links]


async def test_timelinejs_draws_every_date_and_says_which_entries_have_none(api: httpx2.AsyncClient) -> None:
    await dated(api)

    document = json.loads(await in_format(api, ".timelinejs"))

    slides = {slide["unique_id"]: slide for slide in document["events"]}
    shown = {fact: slide["display_date"] for fact, slide in slides.items()}
    assert shown == {
        "f0": "2020-01-01",
        "f1": "2020-02~",
        "f2": "summer 2020",
        "f3": "2020-01-05/2020-01-09",
        "f4": "from 2020-03-01 on",
        "f5": "by 2019-12-31",
    }
    assert drawn(slides["f0"]) == (date(2020, 1, 1), date(2020, 1, 1))
    assert drawn(slides["f1"]) == (date(2020, 2, 1), date(2020, 2, 29))
    assert drawn(slides["f4"]) == (date(2020, 3, 1), date(2020, 3, 1))
    assert drawn(slides["f5"]) == (date(2019, 12, 31), date(2019, 12, 31))
    assert document["asof"]["left_out"] == ["f6"]
    assert "Entries without any date, which are not shown: 1." in document["title"]["text"]["text"]


async def test_timelinejs_gets_no_markup_out_of_texts(api: httpx2.AsyncClient) -> None:
    fact = making.fact("n1", "f1", JUNE, actors=["anna"], summary="<script>alert(1)</script>")
    await record(api, making.actor("anna", "<img src=x>"), making.article("n1", JUNE), fact)

    document = json.loads(await in_format(api, ".timelinejs"))

    shown = json.dumps([document["title"], [slide["text"] for slide in document["events"]]])
    assert set(re.findall(r"<[^>]*>", shown)) == {"<p>", "</p>"}


async def test_json_ld_has_events_claims_and_the_articles_that_report_them(api: httpx2.AsyncClient) -> None:
    at = {"latitude": 48.5, "longitude": 37.25}
    url = "https://paper.example/1"
    throughout = {"edtf": "2020-01-02/2020-01-05", "extent": "throughout"}
    await record(
        api,
        *(making.actor("anna"), making.actor("paper", kind="media"), making.location("here", coordinates=at)),
        making.article("n1", JUNE, publisher="paper", url=url),
        making.fact("n1", "f1", JUNE, "2020-01-01", actors=["anna"], locations=["here"]),
        making.fact(
            "n1", "f2", JUNE, actors=["anna"], attributed_to="anna", status="claimed", occurred=throughout
        ),
        making.fact("n1", "f3", JUNE, "2020-02~", actors=["anna"], status="planned"),
        making.fact("n1", "f4", JULY, attributed_to="paper", status="denied"),
        making.event("article-n1", "FactsLinked", fact="f4", relation="denies", other="f2"),
    )

    document = json.loads(await in_format(api, ".jsonld"))

    event, claim, plan = (listed["item"] for listed in document["itemListElement"])
    assert (event["@type"], event["startDate"], event["edtf"]) == ("Event", "2020-01-01", "2020-01-01")
    assert event["location"][0]["geo"] == {"@type": "GeoCoordinates", **at}
    assert event["subjectOf"] == [
        {
            "@id": "/v1/articles/n1",
            "@type": "NewsArticle",
            "headline": "Article n1",
            "url": {"@id": url},
            "datePublished": JUNE,
            "publisher": {"@id": "/v1/actors/paper", "@type": "Organization", "name": "Paper"},
        }
    ]
    assert (claim["@type"], claim["author"]["@type"], claim["author"]["name"]) == ("Claim", "Person", "Anna")
    assert claim["temporalCoverage"] == "2020-01-02/2020-01-05"
    assert (claim["about"]["startDate"], claim["about"]["endDate"]) == ("2020-01-02", "2020-01-05")
    assert claim["appearance"] == event["subjectOf"]
    assert [denial["author"]["name"] for denial in claim["denied_by"]] == ["Paper"]
    assert ("startDate" in plan, plan["edtf"]) == (False, "2020-02~")
    assert plan["eventStatus"] == {"@id": "https://schema.org/EventScheduled"}
    types = json.dumps(expanded(document))
    for type_ in ("ItemList", "Event", "Claim", "NewsArticle", "Person", "Place"):
        assert f'"https://schema.org/{type_}"' in types
    assert '"http://id.loc.gov/datatypes/edtf/EDTF"' in types


# --- all formats


SOME_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
ODD = st.sampled_from(
    [
        *("=cmd|' /C calc'!A0", "+1", "@SUM(1)", "\t-1", '"', '","', "\r\n", "\n", "\r", "'", ";", "\\,\\n"),
        *(
            "\u202e\u05d0\u05d1",
            "\uff1d1",
            "]]>",
            "</feed>",
            "<b>&amp;",
            "\x0b\x1b[31m",
            "\x7f\x85",
            "\u2028",
        ),
        *(
            "\ufffe",
            "\uffff",
            "BEGIN:VEVENT",
            "END:VCALENDAR\r\n",
            "\U0001f30d",
            "@id",
            "\ufeff",
            "\u0000".strip("\0"),
        ),
    ]
)
TEXT = st.lists(ODD | SOME_TEXT, min_size=1, max_size=6).map("".join).filter(bool)
SUB_SECOND = {"edtf": "2020-01-01", "earliest": "2020-01-01T10:00:00.4Z", "latest": "2020-01-01T10:00:00.6Z"}
OCCURRED = st.one_of(
    st.sampled_from([*DATES, "0001-06", "9999-12-30", "2020-01-01T10:00:00Z/..", "[2020,2022]"]).map(
        lambda edtf: {"edtf": edtf}
    ),
    st.just(SUB_SECOND),
)
FACT = st.fixed_dictionaries(
    {
        "summary": TEXT,
        "occurred": OCCURRED,
        "extent": st.sampled_from(["within", "throughout"]),
        "basis": st.sampled_from(["explicit", "inferred", "published"]),
        "phrase": st.none() | TEXT,
        "status": st.sampled_from(["asserted", "claimed", "denied", "planned", "proposed"]),
        "spoken": st.booleans(),
    }
)
NUMBERS = itertools.count()


@settings(max_examples=40)
@given(name=TEXT, url=st.none() | TEXT, told=st.lists(FACT, max_size=4))
async def test_whatever_the_texts_and_dates_every_format_is_accepted_and_loses_no_entry(
    api: httpx2.AsyncClient, name: str, url: str | None, told: list[dict[str, Any]]
) -> None:
    n = next(NUMBERS)
    await record(api, *_events(n, name, url, told))
    path = f"/v1/actors/a{n}/timeline"

    body = await get(api, path)

    assert len(body["entries"]) == len(told)
    for suffix, check in CHECKS.items():
        check(await in_format(api, suffix, path), body)


def _events(n: int, name: str, url: str | None, told: list[dict[str, Any]]) -> list[making.NewEvent]:
    at = {"latitude": 1.5, "longitude": -2.5}
    facts = [
        making.fact(
            f"n{n}",
            f"f{n}-{i}",
            JUNE,
            actors=[f"a{n}"],
            locations=[f"l{n}"],
            summary=each["summary"],
            occurred=each["occurred"] | {k: each[k] for k in ("extent", "basis", "phrase")},
            status=each["status"],
            attributed_to=f"a{n}" if each["spoken"] else None,
        )
        for i, each in enumerate(told)
    ]
    return [
        making.actor(f"a{n}", name),
        making.location(f"l{n}", name=name, coordinates=at),
        making.article(f"n{n}", JUNE, title=name, url=url, publisher=f"a{n}"),
        *facts,
    ]


def _check_lines(content: bytes, body: Json) -> None:
    lines = [json.loads(line) for line in content.decode().split("\n")[:-1]]
    assert [line["fact"] for line in lines] == [entry["fact"] for entry in body["entries"]]


def _check_csv(content: bytes, body: Json) -> None:
    rows = read_csv(content)
    for row, entry in zip(rows, body["entries"], strict=True):
        assert row["summary"] == unguarded_or_guarded(row["summary"], entry["summary"])
        assert row["phrase"] == unguarded_or_guarded(row["phrase"], entry["occurred"]["phrase"] or "")
        for cell in row.values():
            assert not re.match(
                "[=+@\\-\uff1d\uff0b\uff0d\uff20\t\r]", cell.lstrip(" \xa0\n\u200b\ufeff") or ""
            )
            assert cell[:1] not in ("\t", "\r")


def _check_calendar(content: bytes, body: Json) -> None:
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    for component, entry in zip(calendar.subcomponents, body["entries"], strict=True):
        assert component.errors == []
        assert str(component["X-ASOF-FACT"]) == entry["fact"]
        assert str(component["X-ASOF-EDTF"]) == entry["occurred"]["edtf"]
        assert (component.name == "VEVENT") == (None not in bounds(entry))
        assert component.get("DTEND") is None or component.start < component.end
    assert all(re.fullmatch(rb"[^\x00-\x08\x0a-\x1f\x7f]*", line) for line in content.split(b"\r\n"))


def _check_geojson(content: bytes, body: Json) -> None:
    collection = FeatureCollection.model_validate_json(content)
    assert [feature.id for feature in collection.features] == [entry["fact"] for entry in body["entries"]]
    assert all(feature.geometry is not None for feature in collection.features)


def _check_atom(content: bytes, body: Json) -> None:
    feed = feedparser.parse(io.BytesIO(content), response_headers={"content-type": "application/atom+xml"})
    assert feed.bozo == 0, feed.bozo_exception
    told = ElementTree.fromstring(content).findall(f"{ATOM}entry")
    assert [each.findtext(f"{ASOF}edtf") for each in told] == [e["occurred"]["edtf"] for e in body["entries"]]
    assert all(entry.id.startswith("urn:uuid:") and entry.updated_parsed for entry in feed.entries)
    for link in ElementTree.fromstring(content).iter(f"{ATOM}link"):
        assert re.match(r"/v1/|https?://", link.attrib["href"], re.IGNORECASE)


def _check_timelinejs(content: bytes, body: Json) -> None:
    document = json.loads(content)
    shown = [slide["unique_id"] for slide in document["events"]]
    left_out = document["asof"]["left_out"]
    assert sorted(shown + left_out) == sorted(entry["fact"] for entry in body["entries"])
    assert left_out == [entry["fact"] for entry in body["entries"] if bounds(entry) == (None, None)]
    for slide in document["events"]:
        first, last = drawn(slide)
        assert first <= last


def _check_json_ld(content: bytes, body: Json) -> None:
    document = json.loads(content)
    assert len(document["itemListElement"]) == len(body["entries"])
    (listed,) = expanded(document)
    found = json.dumps(listed)
    for entry in body["entries"]:
        assert json.dumps(entry["occurred"]["edtf"]) in found


CHECKS = {
    ".jsonl": _check_lines,
    ".csv": _check_csv,
    ".ics": _check_calendar,
    ".geojson": _check_geojson,
    ".atom": _check_atom,
    ".timelinejs": _check_timelinejs,
    ".jsonld": _check_json_ld,
}


async def test_pinned_answers_of_every_format_stay_the_same_to_the_byte(api: httpx2.AsyncClient) -> None:
    """Oracle 1."""
    await dated(api)
    await record(
        api,
        *(making.location("here", coordinates={"latitude": 1, "longitude": 2}), making.actor("paper")),
        making.article("n2", JUNE, publisher="paper", url="https://paper.example/"),
        making.fact("n2", "g1", JUNE, actors=["anna"], locations=["here"], attributed_to="anna"),
    )
    first = {suffix: await api.get(f"{ANNA}{suffix}", params={"limit": 3}) for suffix in FORMATS}
    pinned = {suffix: response.headers["content-location"] for suffix, response in first.items()}
    following = {suffix: response.links["next"]["url"] for suffix, response in first.items()}
    pages = {suffix: (await api.get(url)).content for suffix, url in following.items()}

    await record(
        api,
        making.actor("anna", "Renamed"),
        *(making.actor("paper", "Renamed, too", kind="other"), making.location("here", name="Moved")),
        making.correction("n2", "g1", None, summary="Our mistake, mended"),
        making.event(
            "article-n2", "ArticleRevised", title="Other", published_at=JULY, sha256="b" * 64, length=7
        ),
        making.event("article-n1", "ArticleRetracted", reported_at=JULY),
        *(making.fact("n2", f"h{n}", JUNE, actors=["anna"]) for n in range(50)),
    )
    for name in ("directory", "timelines"):
        assert (await api.post(f"/v1/projections/{name}/rebuild")).status_code == 202
        await rebuilt(api, name)

    for suffix, response in first.items():
        again = await api.get(pinned[suffix])
        assert again.content == response.content, suffix
        assert again.headers["cache-control"].startswith("public")
        assert (await api.get(following[suffix])).content == pages[suffix], suffix


async def test_no_format_knows_what_was_reported_or_recorded_later(api: httpx2.AsyncClient) -> None:
    """Oracle 10: not even the title of the article that later said what had been said before."""
    here = {"latitude": 1, "longitude": 2}
    spoken = making.fact(
        "n2", "f2", MAY, "2020-02-02", actors=["anna"], locations=["here"], known_by="statement"
    )
    await record(
        api,
        *(making.actor("anna"), making.actor("later"), making.location("here", coordinates=here)),
        making.article("n1", MAY, title="Early"),
        making.article("n2", JULY, title="LATER", publisher="later", url="https://later.example/"),
        making.fact("n1", "f1", MAY, actors=["anna"], summary="Said first"),
        spoken,
        making.correction("n1", "f1", JULY, summary="LATER"),
        making.fact(
            "n2", "f3", JULY, actors=["later"], summary="LATER", status="denied", attributed_to="later"
        ),
        making.event("article-n2", "FactsLinked", fact="f3", relation="denies", other="f1"),
    )
    position = (await get(api, "/v1/events"))["position"]
    moved = {"latitude": 77.75, "longitude": 77.75}
    await record(api, making.actor("anna", "LATER"), making.location("here", name="LATER", coordinates=moved))

    for suffix in FORMATS:
        known = (await in_format(api, suffix, as_of=JUNE, position=position)).lower()
        assert b"later" not in known.replace(b"reported_later", b""), suffix
        assert b"77.75" not in known, suffix
        now = (await in_format(api, suffix)).lower()
        assert b"later" in now.replace(b"reported_later", b""), suffix


async def test_a_timeline_of_nothing_is_one_too(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"))
    body = await get(api, ANNA)

    for suffix, check in CHECKS.items():
        check(await in_format(api, suffix), body)


async def test_searches_retracted_entries_and_histories_are_written_in_every_format(
    api: httpx2.AsyncClient,
) -> None:
    await dated(api)
    retracted = [
        making.event("article-n1", "FactRetracted", fact=f"f{n}", reported_at=JULY, reason="made up")
        for n in range(len(DATES))
    ]
    await record(api, *retracted)
    asked = {"actors": "anna", "include": "retracted,history", "limit": 7}
    body = await get(api, "/v1/timeline", **asked)

    written = {suffix: await in_format(api, suffix, "/v1/timeline", **asked) for suffix in CHECKS}

    assert [entry["stands"] for entry in body["entries"]] == [False] * len(DATES)
    for suffix in CHECKS.keys() - {".geojson"}:  # whose check is of entries with places
        CHECKS[suffix](written[suffix], body)
    for suffix, fallen in FALLEN.items():
        assert written[suffix].count(fallen) >= len(DATES) - 1, suffix
    assert b"Timeline as of 20" in written[".atom"]


FALLEN = {
    ".jsonl": b'"stands":false',
    ".csv": b",false,n1,1,",
    ".ics": b"STATUS:CANCELLED",
    ".geojson": b'"stands":false',
    ".atom": b"retracted, known since 2020-07-01 00:00 UTC: made up",
    ".timelinejs": b"retracted, known since 2020-07-01 00:00 UTC: made up",
    ".jsonld": b'"stands":false',
}


# --- how they are asked for


async def test_accept_chooses_where_the_path_does_not_and_caches_are_told(api: httpx2.AsyncClient) -> None:
    body = await dated(api)

    chosen = await api.get(ANNA, params={"limit": 2}, headers={"accept": "text/csv, */*;q=0.1"})
    plain = await api.get(ANNA)
    suffixed = await api.get(f"{ANNA}.ics", headers={"accept": "text/csv"})

    assert chosen.headers["content-type"] == "text/csv; charset=utf-8"
    assert chosen.headers["content-location"].startswith(f"{ANNA}.csv?")
    assert chosen.headers["vary"] == plain.headers["vary"] == "Accept"
    assert chosen.links["next"]["url"].startswith(f"{ANNA}.csv?cursor=")
    assert (await api.get(chosen.headers["content-location"])).content == chosen.content
    assert plain.headers["content-location"] == body["permalink"]
    assert suffixed.headers["content-type"].startswith("text/calendar")
    assert "vary" not in suffixed.headers


async def test_pages_in_a_format_are_the_whole_timeline(api: httpx2.AsyncClient) -> None:
    body = await dated(api)
    found, following = [], f"{ANNA}.csv?limit=2"

    while following:
        page = await api.get(following)
        found += [row["fact"] for row in read_csv(page.content)]
        following = page.links.get("next", {}).get("url")

    assert found == [entry["fact"] for entry in body["entries"]]


async def test_what_no_format_is_accepted_for_is_told_what_there_is(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"))

    refused = await api.get(ANNA, headers={"accept": "image/png"})

    assert refused.status_code == 406
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/not-acceptable"
    assert [each["suffix"] for each in refused.json()["available"]] == list(FORMATS)
    assert "etag" not in refused.headers


async def test_a_suffix_that_there_is_not_is_told_those_that_there_are(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"))

    for suffix in (".xml", "s", ".CSV", ".csv.csv"):
        said = await problem(api, f"{ANNA}{suffix}", 404)
        assert said["available"] == list(FORMATS)


async def test_a_suffix_is_asked_as_strictly_as_the_path_without_it(api: httpx2.AsyncClient) -> None:
    body = await dated(api)

    assert (await problem(api, f"{ANNA}.csv", 422, as_of="yesterday"))["parameter"] == "as_of"
    assert (await problem(api, "/v1/actors/nobody/timeline.csv", 404))["type"] == "/problems/not-found"
    gone = await problem(api, f"{ANNA}.csv", 410, position=body["position"], log=body["log"], rules=0)
    assert gone["successor"].startswith(f"{ANNA}.csv?position=")


async def test_openapi_tells_the_media_types_and_the_suffixes(api: httpx2.AsyncClient) -> None:
    paths = (await get(api, "/openapi.json"))["paths"]

    for path in ("/v1/actors/{id}/timeline", "/v1/locations/{id}/timeline", "/v1/timeline"):
        plain, suffixed = (paths[f"{path}{end}"]["get"] for end in ("", "{suffix}"))
        for operation in (plain, suffixed):
            assert set(operation["responses"]["200"]["content"]) == {f.media_type for f in FORMATS.values()}
            assert "304" in operation["responses"]
            assert "If-None-Match" in {each["name"].title() for each in operation["parameters"]}
        assert "406" in plain["responses"]
        (suffix,) = (each for each in suffixed["parameters"] if each["name"] == "suffix")
        assert suffix["schema"]["enum"] == list(FORMATS)


# --- how they are read


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def unguarded_or_guarded(cell: str, text: str) -> str:
    """The text, guarded if the cell is."""
    return f"'{text}" if cell == f"'{text}" else text


def bounds(entry: Json) -> tuple[str | None, str | None]:
    return entry["occurred"]["earliest"], entry["occurred"]["latest"]


def drawn(slide: Json) -> tuple[date, date]:
    """The days from and to which TimelineJS draws the slide."""
    first, last = (slide.get(name, slide["start_date"]) for name in ("start_date", "end_date"))
    return tuple(date(each["year"], each["month"], each["day"]) for each in (first, last))  # type: ignore[return-value]


def expanded(document: Json) -> list[Json]:
    """The document as JSON-LD expands it, without the network."""

    def refuse(url: str, _options: Any) -> Any:
        raise AssertionError(f"fetched {url}")

    found: list[Json] = jsonld.expand(document, {"base": "http://asof/", "documentLoader": refuse})
    return found
