# ruff: noqa: E501
"""The bundled article, worked out by hand: when each fact happened and could be known, and where it stands when.

Nothing here is computed from the events: it is the check on them. The keys are those of the gold file. The rule of
the timelines: a fact stands as of T if `reported_at <= T`, on the timelines of all actors and locations that it
names and of the places that contain these.
"""

from typing import NamedTuple

ARTICLE = "ngncdv6fwfuxqpvzm"
PUBLISHED = "2025-12-02T14:00:00Z"  # "after 5 p.m. in Moscow" is still to come


class Golden(NamedTuple):
    fact: str
    earliest: str | None
    latest: str | None
    reported_at: str
    known_by: str


# fmt: off
FACTS = {
    # Putin's claim, dated to the eve of Tuesday's talks: all of Monday in Moscow (+03:00).
    "g01": Golden("fgt7m3jfv6jkb374i", "2025-11-30T21:00:00Z", "2025-12-01T21:00:00Z", "2025-12-01T21:00:00Z", "statement"),
    # Talks in Moscow: all of Tuesday there.
    "g02": Golden("f676cxomf4spaohcc", "2025-12-01T21:00:00Z", "2025-12-02T21:00:00Z", PUBLISHED, "publication"),
    # Witkoff's arrival: from Monday until the talks can begin, 17:00 on Tuesday.
    "g03": Golden("frxfaf25gc4unvseu", "2025-11-30T21:00:00Z", "2025-12-02T14:00:00Z", PUBLISHED, "publication"),
    # Putin's announcement, late Monday: from 18:00 in Moscow.
    "g04": Golden("ftqxkq6d6ubrussw5", "2025-12-01T15:00:00Z", "2025-12-01T21:00:00Z", "2025-12-01T21:00:00Z", "statement"),
    # The Kremlin posts it: an event, not itself a statement.
    "g05": Golden("fnau4ar47c5rt26uy", "2025-12-01T15:00:00Z", "2025-12-01T21:00:00Z", PUBLISHED, "publication"),
    # The biggest advance in nearly two years: from December 2023 to the end of the claim's day in Moscow.
    "g06": Golden("fgghttpp7tppohqvk", "2023-12-01T00:00:00Z", "2025-12-01T21:00:00Z", PUBLISHED, "publication"),
    # The meeting, after 17:00 in Moscow.
    "g07": Golden("fwqhqq72hkv52bisv", "2025-12-02T14:00:00Z", "2025-12-02T21:00:00Z", PUBLISHED, "publication"),
    # The denial, early Tuesday: until 09:00 in Kyiv (+02:00).
    "g08": Golden("fqrha3lboibbuqu7r", "2025-12-01T22:00:00Z", "2025-12-02T07:00:00Z", "2025-12-02T07:00:00Z", "statement"),
    # What they will discuss: the same meeting.
    "g09": Golden("fiyob7wohoztx6veh", "2025-12-02T14:00:00Z", "2025-12-02T21:00:00Z", PUBLISHED, "publication"),
    # Florida: only before the Moscow talks.
    "g10": Golden("fabycicbsozrn6etn", None, "2025-12-03T00:00:00Z", PUBLISHED, "publication"),
    # Zelenskyy's words in Paris: Monday there (+01:00).
    "g11": Golden("fpxbjxjaywtjw77kr", "2025-11-30T23:00:00Z", "2025-12-01T23:00:00Z", "2025-12-01T23:00:00Z", "statement"),
    # The visit itself: the same day.
    "g12": Golden("f45oa5yq3xghhamfz", "2025-11-30T23:00:00Z", "2025-12-01T23:00:00Z", PUBLISHED, "publication"),
    # Ireland: Tuesday there (+00:00).
    "g13": Golden("fzo5fhp5vydmrkxql", "2025-12-02T00:00:00Z", "2025-12-03T00:00:00Z", PUBLISHED, "publication"),
    "g14": Golden("f52oluumcnfyben5t", "2025-12-02T00:00:00Z", "2025-12-03T00:00:00Z", PUBLISHED, "publication"),
    # Zelenskyy and Witkoff in Paris: during Monday's visit.
    "g15": Golden("fzlw65zupxrez5i2w", "2025-11-30T23:00:00Z", "2025-12-01T23:00:00Z", PUBLISHED, "publication"),
    # Putin last week: Monday 24 to Sunday 30 November in Moscow.
    "g16": Golden("fug2ffr75jug4chp4", "2025-11-23T21:00:00Z", "2025-11-30T21:00:00Z", "2025-11-30T21:00:00Z", "statement"),
    "g17": Golden("f76segjfp546h7nop", "2025-11-23T21:00:00Z", "2025-11-30T21:00:00Z", "2025-11-30T21:00:00Z", "statement"),
    # The sixth meeting of the year: Tuesday's, sometime that day in Moscow.
    "g18": Golden("floahx7wdoh7fbmtv", "2025-12-01T21:00:00Z", "2025-12-02T21:00:00Z", PUBLISHED, "publication"),
    # The plan emerges last month, nowhere in particular: November in UTC.
    "g19": Golden("ftasiqzjo6x23fai5", "2025-11-01T00:00:00Z", "2025-12-01T00:00:00Z", PUBLISHED, "publication"),
    # It was written no later than that.
    "g20": Golden("folapakospptp5msr", None, "2025-12-01T00:00:00Z", PUBLISHED, "publication"),
    # The call of 14 October, between places unknown: that day in UTC.
    "g21": Golden("fvulcznhp7xizsp7u", "2025-10-14T00:00:00Z", "2025-10-15T00:00:00Z", PUBLISHED, "publication"),
    "g22": Golden("fry7nfyz3glmntq47", "2025-10-14T00:00:00Z", "2025-10-15T00:00:00Z", PUBLISHED, "publication"),
    # The call of 29 October between two men in Moscow.
    "g23": Golden("fsf2fz2loqhlf4wen", "2025-10-28T21:00:00Z", "2025-10-29T21:00:00Z", PUBLISHED, "publication"),
    # More than a year of fighting: no beginning said; until the end of the day of publication in Kyiv.
    "g24": Golden("fwhqmr3pcah3esrjx", None, "2025-12-02T22:00:00Z", PUBLISHED, "publication"),
    # Putin's claim of October, in Moscow.
    "g25": Golden("fsaophmnf7vzt3cff", "2025-09-30T21:00:00Z", "2025-10-31T21:00:00Z", "2025-10-31T21:00:00Z", "statement"),
    # Its rejection, and the admission: October or November in Kyiv, from +03:00 at the one end to +02:00 at the other.
    "g26": Golden("f6lvgxiexa3helirn", "2025-09-30T21:00:00Z", "2025-11-30T22:00:00Z", "2025-11-30T22:00:00Z", "statement"),
    "g27": Golden("fw5s4vun3dja5oxez", "2025-09-30T21:00:00Z", "2025-11-30T22:00:00Z", "2025-11-30T22:00:00Z", "statement"),
    # DeepState, late Monday: from 18:00 in Kyiv.
    "g28": Golden("fyje3ezqyb6sosm6s", "2025-12-01T16:00:00Z", "2025-12-01T22:00:00Z", "2025-12-01T22:00:00Z", "statement"),
    # Alaska in August (-08:00).
    "g29": Golden("fmqcwkmwomllsgjja", "2025-08-01T08:00:00Z", "2025-09-01T08:00:00Z", PUBLISHED, "publication"),
    # Trump drops the summit, in October as it is counted in Washington (-04:00).
    "g30": Golden("frtbn5szk7quslaoi", "2025-10-01T04:00:00Z", "2025-11-01T04:00:00Z", PUBLISHED, "publication"),
    # The first attempt: July 2024 in Kyiv (summer time, +03:00).
    "g31": Golden("fdyyllcbrfjfxkk7j", "2024-06-30T21:00:00Z", "2024-07-31T21:00:00Z", PUBLISHED, "publication"),
    # What the United States concluded, with g30.
    "g32": Golden("flhkf333z3dshztwj", "2025-10-01T04:00:00Z", "2025-11-01T04:00:00Z", PUBLISHED, "publication"),
    # The following month after July 2024: August, in Kursk (+03:00).
    "g33": Golden("fnqn57vxysoz42xtv", "2024-07-31T21:00:00Z", "2024-08-31T21:00:00Z", PUBLISHED, "publication"),
    # From then on, no end said.
    "g34": Golden("fe3ympjl2szgcgumk", "2024-07-31T21:00:00Z", None, PUBLISHED, "publication"),
    # The summer of 2025 in Kyiv (+03:00): June to August.
    "g35": Golden("f6yc7mexodlgp6fna", "2025-05-31T21:00:00Z", "2025-08-31T21:00:00Z", PUBLISHED, "publication"),
    # Between g33 and g35.
    "g36": Golden("fyj5b766yt4mvukyd", "2024-07-31T21:00:00Z", "2025-08-31T21:00:00Z", PUBLISHED, "publication"),
    # Destroyed now: the day of publication in Kyiv.
    "g37": Golden("fel3ecllluojsdk7a", "2025-12-01T22:00:00Z", "2025-12-02T22:00:00Z", PUBLISHED, "publication"),
}
# fmt: on

# Which facts stand where, as of when. The dated statements come first, by the end of their intervals:
# g25 (31 October), g16 and g17 (30 November 21:00), g26 and g27 (22:00), g01 and g04 (1 December 21:00),
# g28 (22:00), g11 (23:00), g08 (2 December 07:00); all else with the article at 14:00.
# fmt: off
TIMELINES: dict[tuple[str, str], dict[str, set[str]]] = {
    ("location", "pokrovsk"): {
        "2025-09-01T00:00:00Z": set(),
        "2025-11-01T00:00:00Z": {"g25"},
        "2025-12-01T21:30:00Z": {"g01", "g04", "g25", "g26", "g27"},
        "2025-12-02T12:00:00Z": {"g01", "g04", "g08", "g25", "g26", "g27", "g28"},
        "2025-12-03T00:00:00Z": {"g01", "g04", "g08", "g24", "g25", "g26", "g27", "g28", "g31", "g35", "g37"},
    },
    ("location", "moscow"): {
        "2025-09-01T00:00:00Z": set(),
        "2025-11-01T00:00:00Z": set(),
        "2025-12-01T21:30:00Z": set(),
        "2025-12-02T12:00:00Z": set(),
        "2025-12-03T00:00:00Z": {"g02", "g03", "g07", "g09"},
    },
    ("actor", "vladimir-putin"): {
        "2025-09-01T00:00:00Z": set(),
        "2025-11-01T00:00:00Z": {"g25"},
        "2025-12-01T21:30:00Z": {"g01", "g04", "g16", "g17", "g25"},
        "2025-12-02T12:00:00Z": {"g01", "g04", "g16", "g17", "g25"},
        "2025-12-03T00:00:00Z": {"g01", "g02", "g03", "g04", "g05", "g07", "g09", "g16", "g17", "g18", "g25", "g29"},
    },
    ("actor", "ukraine"): {
        "2025-09-01T00:00:00Z": set(),
        "2025-11-01T00:00:00Z": set(),
        "2025-12-01T21:30:00Z": {"g26", "g27"},
        "2025-12-02T12:00:00Z": {"g26", "g27"},
        "2025-12-03T00:00:00Z": {"g10", "g26", "g27", "g33"},
    },
    # Named itself in g04, g06 and g22; the rest by way of Pokrovsk and the Donetsk region.
    ("location", "ukraine"): {
        "2025-09-01T00:00:00Z": set(),
        "2025-11-01T00:00:00Z": {"g25"},
        "2025-12-01T21:30:00Z": {"g01", "g04", "g25", "g26", "g27"},
        "2025-12-02T12:00:00Z": {"g01", "g04", "g08", "g25", "g26", "g27", "g28"},
        "2025-12-03T00:00:00Z": {"g01", "g04", "g06", "g08", "g22", "g24", "g25", "g26", "g27", "g28", "g31", "g35", "g37"},
    },
}
# fmt: on
