"""Random histories meet random questions over HTTP: the reference model says what the whole answer is, for ever."""

import asyncio
import os
from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, get_args

import httpx2
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from events.instants import format_instant
from projections import RULES
from tests import database, histories, posing, reference_model
from tests.histories import History, Question
from tests.reference_model import Event, Kind
from tests.service.asking import Json, get, json_lines, line, post, rebuilt
from tests.service.conftest import serving

EXAMPLES = max(1, int(os.environ.get("ASOF_EXAMPLES", "200")) // 16)
"""Histories of the machine; `make soak` draws many more."""
STEPS_MAX = 6
QUESTIONS = 4
PERMALINKS_MAX = 12
"""How many answers of a history are kept, to be asked for again."""

BESIDE = {"log", "rules", "reported_later", "entries", "disputes", "names", "next", "permalink"}
"""What an answer says beside what was asked."""

T = TypeVar("T")


def test_whatever_happens_and_whatever_is_asked_the_service_answers_as_the_reference_model_and_for_ever(
    server: database.Server,
) -> None:
    """Oracles 1, 3 and 6: while the log grows, is rebuilt and served anew, and page by page."""
    run_machine(
        lambda: Service(server), settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS_MAX)
    )


class Service(RuleBasedStateMachine):
    """The app on a log of its own. `log` is what the API says the log is; `held` are answers by their permalinks."""

    def __init__(self, server: database.Server) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = database.fresh_database(server)
        self.url = self.run(self.database.__aenter__())
        self.generations = {"directory": 1, "timelines": 1}
        self.log: list[Event] = []
        self.held: dict[str, bytes] = {}
        self.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    def start(self) -> None:
        self.served = serving(self.url)
        self.client: httpx2.AsyncClient = self.run(self.served.__aenter__())

    def stop(self) -> None:
        self.run(self.served.__aexit__(None, None, None))

    def teardown(self) -> None:
        try:
            self.ask_again()
        finally:
            self.stop()
            self.run(self.database.__aexit__(None, None, None))
            self.runner.close()

    # --- what happens; and whatever it is, questions follow

    @initialize(data=st.data(), steps=st.integers(5, 20))
    def begin(self, data: st.DataObject, steps: int) -> None:
        self.writing = histories.begun(data.draw)
        self.write(data, steps)
        self.ask(data)

    @rule(data=st.data(), steps=st.integers(1, 8))
    def append(self, data: st.DataObject, steps: int) -> None:
        self.write(data, steps)
        self.ask(data)

    @rule(data=st.data(), name=st.sampled_from(("directory", "timelines", None)))
    def rebuild_or_restart(self, data: st.DataObject, name: str | None) -> None:
        if name is None:
            self.stop()
            self.start()
        else:
            self.run(self.rebuild(name))
        self.ask_again()
        self.ask(data)

    @rule(data=st.data(), limit=st.integers(1, 3))
    def read_page_by_page_while_the_log_grows(self, data: st.DataObject, limit: int) -> None:
        question, log = data.draw(histories.questions(self.history)), self.log
        path, sent = posing.as_sent(question)
        page = self.run(get(self.client, path, **sent, limit=limit))
        pages = page["entries"]
        while page["next"] is not None:
            if data.draw(st.booleans()):
                self.write(data, 1)
            page = self.run(get(self.client, page["next"]))
            pages += page["entries"]
        assert pages == posing.entries(question, log)
        self.ask(data)

    # --- what is asked

    def ask(self, data: st.DataObject) -> None:
        for _ in range(QUESTIONS):
            self.run(self.check(data.draw(histories.questions(self.history))))
        dispute = data.draw(histories.questions(self.history))
        anything: Json = dict.fromkeys(("actors", "locations", "publishers", "roles", "status", "text"), ())
        if data.draw(st.booleans()):  # most questions are about too little for a dispute
            dispute = replace(dispute, since=None, until=None, **anything | {"text": None})
        self.run(self.check_disputes(replace(dispute, subject=None, standing=None)))
        position = data.draw(st.integers(1, len(self.log)))
        if data.draw(st.booleans()):
            fact = data.draw(st.sampled_from(reference_model.facts(self.log)))
            self.run(self.check_fact(fact, data.draw(histories.moments()), position))
        else:
            self.run(self.check_lists(position))

    def ask_again(self) -> None:
        for permalink, content in self.held.items():
            assert self.run(self.client.get(permalink)).content == content

    # --- how

    @property
    def history(self) -> History:
        return History([], self.log)

    def write(self, data: st.DataObject, steps: int) -> None:
        """The history goes on, and so does the log."""
        self.writing.draw = data.draw
        for _ in range(steps):
            histories.go_on(self.writing)
        self.run(self.append_written())

    async def append_written(self) -> None:
        """What has been written is in the log, and was settled as the model would."""
        written = self.writing.events[len(self.log) :]
        response = await post(self.client, json_lines(line(event) for event in written))
        assert response.status_code == 201, response.text
        answer = await get(self.client, "/v1/events", after=len(self.log), limit=500)
        self.log = [*self.log, *answer["events"]]
        settled = [(e["event_id"], e["payload"].get("amends")) for e in self.writing.log]
        assert [(e["event_id"], e["payload"].get("amends")) for e in self.log] == settled

    async def rebuild(self, name: str) -> None:
        self.generations[name] += 1
        assert (await self.client.post(f"/v1/projections/{name}/rebuild")).status_code == 202
        await rebuilt(self.client, name, self.generations[name])

    async def check(self, question: Question) -> None:
        path, sent = posing.as_sent(question)
        answer = await get(self.client, path, **sent)
        assert answer["entries"] == posing.entries(question, self.log)
        self.check_frame(answer, question)
        await self.hold(answer)

    async def check_disputes(self, question: Question) -> None:
        _, sent = posing.as_sent(question)
        answer = await get(self.client, "/v1/disputes", **sent)
        assert answer["disputes"] == reference_model.disputes(self.log, **vars(question))
        self.check_frame(answer, replace(question, standing="disputed"))
        await self.hold(answer)

    async def check_fact(self, fact: str, as_of: datetime, position: int) -> None:
        """The fact, and those of its article, as far as either was known."""
        clocks: Json = {"as_of": as_of, "position": position}
        sent = {"as_of": format_instant(as_of), "position": str(position)}
        response = await self.client.get(f"/v1/facts/{fact}", params=sent)
        answer = response.json()["fact"] if response.status_code == 200 else None
        assert answer == reference_model.single(self.log, fact, **clocks)
        stream = reference_model.report_of(self.log, fact)["stream"]
        if any(event["stream"] == stream for event in self.log[:position]):
            article = stream.removeprefix("article-")
            answer = (await get(self.client, f"/v1/articles/{article}/facts", **sent))["facts"]
            assert answer == reference_model.facts_of_article(self.log, article, **clocks)

    async def check_lists(self, position: int) -> None:
        """Who and what there is, as it was called at the position, and which names lead to whom."""
        at = {"position": position, "limit": 500}
        articles = (await get(self.client, "/v1/articles", **at))["articles"]
        assert articles == reference_model.articles(self.log, position)
        for kind in get_args(Kind):
            listed = (await get(self.client, f"/v1/{kind}s", **at))[f"{kind}s"]
            assert listed == reference_model.directory(self.log, kind, position)
            if listed:
                found = await get(self.client, f"/v1/{kind}s/{listed[0]['slug']}", position=position)
                [called] = reference_model.names(self.log, [listed[0]["id"]], position).values()
                assert found[kind]["id"] == called["id"]

    def check_frame(self, answer: Json, question: Question) -> None:
        """All that the answer says beside its entries: what was asked, and what everybody is called."""
        stated = posing.as_stated(question, self.log)
        assert {name: value for name, value in answer.items() if name not in BESIDE} == stated
        assert answer["reported_later"] == posing.reported_later(question, self.log)
        told = answer.get("entries", answer.get("disputes"))
        ids = posing.ids_in(told) | posing.ids_asked(stated)
        assert answer["names"] == reference_model.names(self.log, ids, question.position)
        assert (answer["rules"], answer["next"]) == (RULES, None)

    async def hold(self, answer: Json) -> None:
        """The permalink gives the same answer; from now on it always must."""
        response = await self.client.get(answer["permalink"])
        assert response.json() == answer
        if len(self.held) < PERMALINKS_MAX:
            self.held[answer["permalink"]] = response.content
