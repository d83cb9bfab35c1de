"""The histories that benchmarks load are such as the log would hold."""

from itertools import pairwise

import orjson
import pytest

from events.envelope import payload_bytes, read_payload
from events.payloads import PAYLOADS
from tests.benchmarks.figures import Aim, Figure, p99
from tests.benchmarks.history import Recorded, history


@pytest.mark.parametrize("recorded", ["live", "archive", "eras"])
def test_made_events_are_written_as_the_log_writes_them_in_the_order_of_their_moments(
    recorded: Recorded,
) -> None:
    made = list(history(400, recorded=recorded, small=20))

    assert all(a.recorded_at < b.recorded_at for a, b in pairwise(made))
    for each in made:
        schema = PAYLOADS[each.type].schema_version
        assert payload_bytes(read_payload(each.type, schema, orjson.loads(each.payload))) == each.payload
    assert len({each.event_id for each in made}) == len(made)
    assert sum(each.type == "FactReported" for each in made) == 420


def test_the_same_seed_makes_the_same_history() -> None:
    assert list(history(50, seed=3)) == list(history(50, seed=3)) != list(history(50, seed=4))


def test_an_aim_is_held_against_what_was_measured_beside_it() -> None:
    figure = Figure("a", 30, "ms", beside=(("b", 20),))

    assert figure.holds(Aim("at most", 1.5, "b"))
    assert not figure.holds(Aim("at most", 1.4, "b"))
    assert figure.holds(Aim("at least", 30))
    assert p99([*range(100)]) == 99
