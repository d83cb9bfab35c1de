# ruff: noqa: E501
"""The story, worked out by hand: when each fact happened and could be known, and where it stands when.

Nothing here is computed from the events: it is the check on them. The keys are the names in
events/bundled/story/recording.toml. Clocks in Tarvenmark show UTC+1, from 30 March to 26 October 2025 UTC+2.
"""

from tests.events.golden_pokrovsk import Golden

# fmt: off
FACTS = {
    # Saltwind Radio, Monday 10 February at 17:00. Noon, as the clock shows it, is a minute.
    "warned-in-time": Golden("fnnsxwbcyxeoxwmem", "2025-02-10T11:00:00Z", "2025-02-10T11:01:00Z", "2025-02-10T11:01:00Z", "statement"),
    "bridge-shut": Golden("f4hw2wrfwy2zsd7aa", "2025-02-09T23:00:00Z", "2025-02-10T07:00:00Z", "2025-02-10T16:00:00Z", "publication"),
    # About 2018, and still so: no end.
    "gate-sticks": Golden("fq2avdev5zmt34fz7", "2017-12-31T23:00:00Z", None, "2025-02-10T16:00:00Z", "publication"),

    # The Tarven Courier, the same day at 06:40; overnight is from 18:00 on Sunday until then.
    "flood": Golden("fkzhhbswtc4y326ts", "2025-02-09T17:00:00Z", "2025-02-10T05:40:00Z", "2025-02-10T05:40:00Z", "publication"),
    "bridge-closed": Golden("fqbz7twfwxlblcpfb", "2025-02-10T03:20:00Z", "2025-02-10T03:21:00Z", "2025-02-10T05:40:00Z", "publication"),
    "forty-in-school": Golden("fu3xa7dongxwl4k4d", "2025-02-09T23:00:00Z", "2025-02-10T05:40:00Z", "2025-02-10T05:40:00Z", "publication"),
    "rain": Golden("frwjgul2psvc3rvro", "2025-02-05T23:00:00Z", None, "2025-02-10T05:40:00Z", "publication"),
    # Said in public late on Sunday: by midnight at the latest.
    "no-warning": Golden("frwj7u53ycz5d5sow", "2025-02-09T17:00:00Z", "2025-02-09T23:00:00Z", "2025-02-09T23:00:00Z", "statement"),
    "council-to-meet": Golden("fbwyfnag2sjrjarub", "2025-02-12T17:00:00Z", "2025-02-12T23:00:00Z", "2025-02-10T05:40:00Z", "publication"),

    # Callow Observer, dated 11 February: published by the end of that day.
    "barge-sinks": Golden("f6m3munoilzi3hgjr", "2025-02-09T17:00:00Z", "2025-02-10T05:00:00Z", "2025-02-11T23:00:00Z", "publication"),
    "keeper-missing": Golden("fu7n3uvltvda67pca", "2025-02-09T23:00:00Z", None, "2025-02-11T23:00:00Z", "publication"),

    # Varre Post, Thursday 13 February at 07:00. The end of March is in summer time.
    "council-met": Golden("f3pfrtywab3leemt6", "2025-02-12T17:00:00Z", "2025-02-12T23:00:00Z", "2025-02-13T06:00:00Z", "publication"),
    "report-due": Golden("fdptg3wpi2ojijnhm", None, "2025-03-31T22:00:00Z", "2025-02-13T06:00:00Z", "publication"),
    "houses": Golden("fmmv5dhsdr6u6htji", "2025-02-09T17:00:00Z", "2025-02-13T06:00:00Z", "2025-02-13T06:00:00Z", "publication"),
    "moved-out": Golden("fbdmyfxtl2scikd24", None, "2025-02-11T23:00:00Z", "2025-02-13T06:00:00Z", "publication"),
    "barge-down": Golden("fmniv6esspy3zxjgy", "2025-02-09T17:00:00Z", "2025-02-10T09:00:00Z", "2025-02-13T06:00:00Z", "publication"),
    "bridge-to-reopen": Golden("fou2vuew5mlunujbo", None, "2025-04-19T22:00:00Z", "2025-02-13T06:00:00Z", "publication"),
    "strike": Golden("fnvof5p2kc3amywoc", "2025-03-02T23:00:00Z", "2025-03-03T23:00:00Z", "2025-02-13T06:00:00Z", "publication"),

    # The Tarven Courier, Tuesday 11 March at 06:00.
    "gates-open": Golden("folchpeaghbbryot6", "2025-02-09T19:10:00Z", "2025-02-09T19:11:00Z", "2025-03-11T05:00:00Z", "publication"),
    "sirens": Golden("farmkemhq2aqxkfyk", "2025-02-09T21:05:00Z", "2025-02-09T21:06:00Z", "2025-03-11T05:00:00Z", "publication"),
    "inspector": Golden("fgujzfziorxqdvk6o", None, "2019-12-31T23:00:00Z", "2025-03-11T05:00:00Z", "publication"),
    # Autumn is September to November: it begins in summer time and ends in winter time.
    "letter": Golden("fpzdgjzrq6ukjmlbt", "2019-08-31T22:00:00Z", "2019-11-30T23:00:00Z", "2025-03-11T05:00:00Z", "publication"),
    "strike-off": Golden("fc7xtezs2cewgakyv", "2025-03-01T23:00:00Z", "2025-03-02T23:00:00Z", "2025-03-11T05:00:00Z", "publication"),
    # 1 to 9 March.
    "river-falls": Golden("fjup2d34j75qi4dij", "2025-02-28T23:00:00Z", "2025-03-09T23:00:00Z", "2025-03-11T05:00:00Z", "publication"),

    # Varre Post, Friday 14 March at noon; Lasken spoke on Thursday.
    "no-letter": Golden("fpega4mkqcawt7oks", "2025-03-12T23:00:00Z", "2025-03-13T23:00:00Z", "2025-03-13T23:00:00Z", "statement"),
    "greased": Golden("fisc4mypfi6rec7od", "2024-11-30T23:00:00Z", "2025-01-31T23:00:00Z", "2025-03-14T11:00:00Z", "publication"),
    "office-closed": Golden("fb4mhkkv5tqozkfr2", "2019-12-31T23:00:00Z", "2020-12-31T23:00:00Z", "2025-03-14T11:00:00Z", "publication"),

    # Saltwind Radio, Wednesday 16 April at 08:00.
    "bridge-open": Golden("fzhteewhq7hs4uf4o", "2025-04-15T10:00:00Z", "2025-04-15T10:01:00Z", "2025-04-16T06:00:00Z", "publication"),
    "no-report-yet": Golden("fakyaxm4nnu2r6wfk", "2025-04-15T22:00:00Z", "2025-04-16T22:00:00Z", "2025-04-16T06:00:00Z", "publication"),
    "dredging": Golden("fiubd5sl4jvcx4mo4", "2025-05-31T22:00:00Z", "2025-08-31T22:00:00Z", "2025-04-16T06:00:00Z", "publication"),
    "more-sirens": Golden("fkc55iqfq5uu4kvvt", None, "2025-11-30T23:00:00Z", "2025-04-16T06:00:00Z", "publication"),

    # Brennick Weekly, dated 17 October 2019: published by the end of that day.
    "cracks": Golden("fcqcpb32kbnp27rab", "2019-05-31T22:00:00Z", "2019-08-31T22:00:00Z", "2019-10-17T22:00:00Z", "publication"),
    "dam-built": Golden("fmhz5gmwuq2ginir6", "1959-12-31T23:00:00Z", "1969-12-31T23:00:00Z", "2019-10-17T22:00:00Z", "publication"),
    "gate-to-be-mended": Golden("fl23zoslqdsoefzfi", None, "2020-05-31T22:00:00Z", "2019-10-17T22:00:00Z", "publication"),
}
# fmt: on

LATER = "2025-05-01T00:00:00Z"
"""When all of it had been reported."""

# Which facts stand where, as of when, once all is recorded; each alone, not as entries.
#
#   2025-02-09 23:30  the mayor has spoken              2025-02-20  the Observer has withdrawn its article
#   2025-02-10 12:00  the Courier is out, Norvale too   2025-03-15  the Courier has taken the log back
#   2025-02-13 00:00  the radio and the Observer, too   2025-05-01  and stands by it again
# fmt: off
TIMELINES: dict[tuple[str, str], dict[str, set[str]]] = {
    ("actor", "maren-oskey"): {
        "2020-01-01T00:00:00Z": set(),
        "2025-02-09T23:30:00Z": {"no-warning"},
        "2025-02-10T12:00:00Z": {"no-warning"},
        "2025-02-13T00:00:00Z": {"no-warning"},
        "2025-02-20T00:00:00Z": {"no-warning"},
        "2025-03-15T00:00:00Z": {"no-warning"},
        LATER: {"no-warning", "more-sirens"},
    },
    ("actor", "norvale-hydro"): {
        "2020-01-01T00:00:00Z": {"gate-to-be-mended"},
        "2025-02-09T23:30:00Z": {"gate-to-be-mended", "no-warning"},
        "2025-02-10T12:00:00Z": {"gate-to-be-mended", "no-warning", "warned-in-time"},
        "2025-02-13T00:00:00Z": {"gate-to-be-mended", "no-warning", "warned-in-time"},
        "2025-02-20T00:00:00Z": {"gate-to-be-mended", "no-warning", "warned-in-time"},
        "2025-03-15T00:00:00Z": {"gate-to-be-mended", "no-warning", "warned-in-time", "letter", "no-letter", "office-closed"},
        LATER: {"gate-to-be-mended", "no-warning", "warned-in-time", "letter", "no-letter", "office-closed", "gates-open"},
    },
    # T. Brandvel is found to be the same person.
    ("actor", "tove-brandvel"): {
        "2020-01-01T00:00:00Z": {"cracks"},
        "2025-02-09T23:30:00Z": {"cracks"},
        "2025-02-10T12:00:00Z": {"cracks"},
        "2025-02-13T00:00:00Z": {"cracks", "gate-sticks"},
        "2025-02-20T00:00:00Z": {"cracks", "gate-sticks"},
        "2025-03-15T00:00:00Z": {"cracks", "gate-sticks", "inspector", "letter", "no-letter"},
        LATER: {"cracks", "gate-sticks", "inspector", "letter", "no-letter"},
    },
    # Weaver's Bridge is in it.
    ("location", "brennick"): {
        "2020-01-01T00:00:00Z": {"gate-to-be-mended"},
        "2025-02-09T23:30:00Z": {"gate-to-be-mended"},
        "2025-02-10T12:00:00Z": {"gate-to-be-mended", "warned-in-time", "flood", "bridge-closed", "forty-in-school", "council-to-meet"},
        "2025-02-13T00:00:00Z": {"gate-to-be-mended", "warned-in-time", "flood", "bridge-closed", "forty-in-school", "council-to-meet", "bridge-shut"},
        "2025-02-20T00:00:00Z": {"gate-to-be-mended", "warned-in-time", "flood", "bridge-closed", "forty-in-school", "council-to-meet", "bridge-shut",
                                 "council-met", "report-due", "houses", "moved-out", "bridge-to-reopen"},
        "2025-03-15T00:00:00Z": {"gate-to-be-mended", "warned-in-time", "flood", "bridge-closed", "forty-in-school", "council-to-meet", "bridge-shut",
                                 "council-met", "report-due", "houses", "moved-out", "bridge-to-reopen", "sirens", "office-closed"},
        LATER: {"gate-to-be-mended", "warned-in-time", "flood", "bridge-closed", "forty-in-school", "council-to-meet", "bridge-shut",
                "council-met", "report-due", "houses", "moved-out", "bridge-to-reopen", "sirens", "office-closed", "bridge-open", "no-report-yet", "more-sirens"},
    },
    # By way of the Saltings alone, which the port says are part of it.
    ("location", "callow-free-port"): {
        "2020-01-01T00:00:00Z": set(),
        "2025-02-09T23:30:00Z": set(),
        "2025-02-10T12:00:00Z": set(),
        "2025-02-13T00:00:00Z": {"barge-sinks"},
        "2025-02-20T00:00:00Z": {"barge-down"},
        "2025-03-15T00:00:00Z": {"barge-down"},
        LATER: {"barge-down", "dredging"},
    },
    # By way of the Saltings, as the Regional Council has it, and of Port Callow and the Varre.
    ("location", "lower-varre"): {
        "2020-01-01T00:00:00Z": set(),
        "2025-02-09T23:30:00Z": set(),
        "2025-02-10T12:00:00Z": {"flood"},
        "2025-02-13T00:00:00Z": {"flood", "barge-sinks", "keeper-missing"},
        "2025-02-20T00:00:00Z": {"flood", "barge-down", "strike"},
        "2025-03-15T00:00:00Z": {"flood", "barge-down", "strike", "strike-off", "river-falls"},
        LATER: {"flood", "barge-down", "strike", "strike-off", "river-falls", "dredging"},
    },
}
# fmt: on
