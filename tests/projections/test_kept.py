"""Values that may be used again are kept as far as they fit."""

from projections.kept import Kept


def test_those_that_were_not_used_for_longest_make_room() -> None:
    kept: Kept[str, int] = Kept(3)
    for number, key in enumerate("abc"):
        kept.keep(key, number, 1)

    assert kept.get("a") == 0
    kept.keep("d", 3, 1)

    assert {key: kept.get(key) for key in "abcd"} == {"a": 0, "b": None, "c": 2, "d": 3}
    assert (len(kept), kept.weight) == (3, 3)


def test_a_value_takes_the_place_and_the_weight_of_the_one_before() -> None:
    kept: Kept[str, int] = Kept(10)
    kept.keep("a", 1, 7)

    kept.keep("a", 2, 4)

    assert (kept.get("a"), kept.weight) == (2, 4)


def test_what_is_heavier_than_all_may_be_is_not_kept_and_drives_nothing_out() -> None:
    kept: Kept[str, int] = Kept(10)
    kept.keep("a", 1, 5)

    kept.keep("b", 2, 11)

    assert (kept.get("a"), kept.get("b"), kept.weight) == (1, None, 5)


def test_nothing_is_kept_where_there_is_no_room_at_all() -> None:
    kept: Kept[str, int] = Kept(0)

    kept.keep("a", 1, 1)

    assert kept.get("a") is None
