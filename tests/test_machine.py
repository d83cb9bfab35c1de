"""Random histories meet random questions over HTTP: the reference model says what the whole answer is, for ever.

Oracles 1, 3 and 6: while the log grows, is rebuilt and served anew, and page by page.
"""

import asyncio
import os
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

import httpx2
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from events.instants import format_instant
from projections import RULES
from tests import database, histories, posing, reference_model
from tests.histories import History, Question
from tests.reference_model import Event
from tests.service.asking import Json, get, json_lines, line, post, rebuilt
from tests.service.conftest import serving

EXAMPLES = max(1, int(os.environ.get("ASOF_EXAMPLES", "200")) // 5)
"""Histories of the machine; `make soak` draws many more."""
STEPS_MAX = 25
PERMALINKS_MAX = 12
"""How many answers of a history are kept, to be asked for again."""

BESIDE = {"log", "rules", "reported_later", "entries", "disputes", "names", "next", "permalink"}
"""What an answer says beside what was asked."""

T = TypeVar("T")


def test_whatever_happens_and_whatever_is_asked_the_service_answers_as_the_reference_model_and_for_ever(
    server: database.Server,
) -> None:
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

    # --- what happens

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.writing = histories.begun(data.draw)
        self.run(self.append_written())

    @rule(data=st.data(), steps=st.integers(1, 6))
    def append(self, data: st.DataObject, steps: int) -> None:
        self.write(data, steps)
        self.run(self.append_written())

    @rule(name=st.sampled_from(("directory", "timelines")))
    def rebuild(self, name: str) -> None:
        self.run(self.rebuild_projection(name))

    @rule()
    def restart(self) -> None:
        self.stop()
        self.start()

    # --- what is asked

    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        question = data.draw(histories.questions(self.history))
        self.run(self.check(question))

    @rule(data=st.data(), limit=st.integers(1, 3))
    def ask_page_by_page_while_the_log_grows(self, data: st.DataObject, limit: int) -> None:
        question = data.draw(histories.questions(self.history))
        path, sent = posing.as_sent(question)
        page = self.run(get(self.client, path, **sent, limit=limit))
        pages, log = page["entries"], self.log
        while page["next"] is not None:
            if data.draw(st.booleans()):
                self.append(data, 1)
            page = self.run(get(self.client, page["next"]))
            pages += page["entries"]
        assert pages == posing.entries(question, log)

    @rule(data=st.data())
    def ask_for_disputes(self, data: st.DataObject) -> None:
        question = data.draw(histories.questions(self.history))
        if data.draw(st.booleans()):  # most questions find none
            question = replace(question, subject=None, since=None, until=None, text=None, status=(), roles=())
        self.run(self.check_disputes(replace(question, subject=None, standing=None)))

    @rule(data=st.data())
    def ask_for_a_fact_and_for_those_of_its_article(self, data: st.DataObject) -> None:
        fact = data.draw(st.sampled_from(reference_model.facts(self.log)))
        position = data.draw(st.integers(1, len(self.log)))
        as_of = data.draw(histories.moments())
        article = reference_model.report_of(self.log, fact)["stream"].removeprefix("article-")
        self.run(self.check_fact(fact, article, position, format_instant(as_of)))

    @rule()
    def ask_again(self) -> None:
        for permalink, content in self.held.items():
            assert self.run(self.client.get(permalink)).content == content

    # --- how

    @property
    def history(self) -> History:
        return History([], self.log)

    def write(self, data: st.DataObject, steps: int) -> None:
        self.writing.draw = data.draw
        for _ in range(steps):
            histories.go_on(self.writing)

    async def append_written(self) -> None:
        """What has been written is in the log, and was settled as the model would."""
        written = self.writing.events[len(self.log) :]
        response = await post(self.client, json_lines(line(event) for event in written))
        assert response.status_code == 201, response.text
        answer = await get(self.client, "/v1/events", after=len(self.log), limit=500)
        self.log = [*self.log, *answer["events"]]
        settled = [(e["event_id"], e["payload"].get("amends")) for e in self.writing.log]
        assert [(e["event_id"], e["payload"].get("amends")) for e in self.log] == settled

    async def rebuild_projection(self, name: str) -> None:
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

    async def check_fact(self, fact: str, article: str, position: int, as_of: str) -> None:
        clocks = {"as_of": as_of, "position": position}
        asked: Json = {"as_of": reference_model.instant(as_of), "position": position}
        told = reference_model.single(self.log, fact, **asked)
        response = await self.client.get(f"/v1/facts/{fact}", params=clocks)
        assert (response.json()["fact"] if response.status_code == 200 else None) == told
        if any(e["stream"] == f"article-{article}" for e in self.log[:position]):
            answer = await get(self.client, f"/v1/articles/{article}/facts", **clocks)
            assert answer["facts"] == reference_model.facts_of_article(self.log, article, **asked)

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
