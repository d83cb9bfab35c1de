"""What a date in square brackets dates, construction by construction."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.extraction.dating import dated
from tests.extraction.sentences import Marked, read, triggers

BESIDE = [
    ("The minister resigned [on Monday].", [["resigned"]]),
    ("The minister said [on Monday] that the bridge was safe.", [["said"]]),
    ("Police told reporters [on Tuesday] that they had found the car.", [["told"]]),
    ("The plan fell through [on Friday].", [["fell"]]),
    ("The letter, published [late Monday] by the ministry, names no one.", [["published"]]),
]
FRONTED = [
    ("[In May], the company moved to Leeds.", [["moved"]]),
    ("[On Sunday] the president opened the museum, officials said.", [["opened"]]),
    ("[In 1998] he left the bank and founded a newspaper.", [["left", "founded"]]),
    ("The factory closed [in 1990]; [in 1994], a museum opened there.", [["closed"], ["opened"]]),
]
NOUNS = [
    ("[Tuesday]'s talks are meant to end the strike.", [["talks"]]),
    ("The [2014] annexation was condemned by the assembly.", [["annexation"]]),
    ("She spoke during a visit to Oslo [on Thursday].", [["spoke", "visit"]]),
    ("The delegates discussed the draft in an [Oct. 3] phone call.", [["discussed"]]),
    ("The town has seen [two weeks] of talks.", [["talks"]]),
    ("They live in a house built before the [2010] edition appeared.", [[]]),
]
SHARED = [
    ("The crowd cheered [on Monday] as the flag was raised.", [["cheered", "raised"]]),
    ("The bank closed [on Monday] as it had feared a run.", [["closed"]]),
    ("The mayor resigned [on Monday] and left the party.", [["resigned", "left"]]),
    ("A bomb exploded in the market [on Friday], killing nine people.", [["exploded", "killing"]]),
    ("Three climbers died [on Sunday] when a rope broke.", [["died", "broke"]]),
    ("Three climbers died when a rope broke [on Sunday].", [["died", "broke"]]),
    ("The prince flew to Madrid [on Tuesday], where he met the king.", [["flew", "met"]]),
    ("The man was arrested [on Monday] and has not been charged.", [["arrested"]]),
]
TOGETHER = [
    ("The hearing was opened and adjourned [in May].", [["opened", "adjourned"]]),
    ("The troupe opened the season with a debut in Lyon [on Sunday].", [["opened", "debut"]]),
    ("The club fined him for a week when he failed to appear [on July 14].", [["fined", "appear"]]),
    ("[By 1990] the village had a school and a road had been built.", [["had", "built"]]),
    ("She recalls the night [in May 1993] when a wall fell.", [["recalls", "fell"]]),
    ("The ferry was towed, without warning, in the first week [of March 2012].", [["towed"]]),
    ("A clerk was released without charge [on Friday].", [["released"]]),
]
LOWERED = [
    ("The bridge is expected to open [in June].", [["open"]]),
    ("[In June] the bridge is expected to open.", [["open"]]),
    ("The court plans to hear the case [next week].", [["hear"]]),
    ("They will meet for talks starting [after 5 p.m.] in the capital.", [["talks"]]),
    ("The election is [on Sunday].", [["election"]]),
]
SLIPPED = [
    ("The upper house votes [on Tuesday].", [["votes"]]),
    (
        "It will take a week, Ann Lowe told staff, and the first repair window closes [on Nov. 9].",
        [["closes"]],
    ),
    ("Neighbours described heavy shelling [from Tuesday until Friday].", [["shelling"]]),
    ("The row began in March; [by the end of the month] three ministers had gone.", [["gone"]]),
    ("Her first novel ([1987]) sold 300 copies.", [[]]),
    ("A graduate of the academy [in 1974], he commanded a frigate.", [["graduate"]]),
    ("The mill, empty [since March], burned down.", [["empty"]]),
    ("Bats were found in the tower, a listed ruin, [two weeks ago].", [["found"]]),
    ("The party moved into the building [in 1967].", [["moved"]]),
    ("A break-in was tried over [Labor Day] weekend.", [["tried"]]),
    ("The oldest keeper, born [in 1896], is well.", [["born"]]),
    ("Her last visit, [in 2008], drew great crowds.", [["drew"]]),
    ("He won by 400 votes [in 2010].", [["won"]]),
    ("The storm weakened to a depression [by Saturday].", [["weakened"]]),
    ("A verdict is due [on Friday].", [["verdict"]]),
    ("Turnout was 62 percent, down from 71 percent [in 2005].", [[]]),
    ("Turnout rose to 62 percent [in 2009] from 58 percent [in 2005].", [["rose"], []]),
    ("The hall, gutted by fire [in 1944], is open again.", [["gutted"]]),
    ("The founder's death [in 1976] delayed matters by a year.", [["death"]]),
    ("Not [since 1964] had a king been removed.", [["removed"]]),
    ("A man will appear in court [on Monday] accused of stealing a van.", [["appear"]]),
    ("A man is due to appear before magistrates [on Tuesday] charged with theft.", [["appear"]]),
    ("A law passed by the senate [in 1998] bars such sales.", [["passed"]]),
    ("A map handed to the court [last May] shows the wall.", [["handed"]]),
    ("The keeper only returned to training [in April].", [["returned"]]),
    ("The firm lost $9 million, compared with a loss of $2 million [a year earlier].", [["loss"]]),
    ("The vote, first set [for Wednesday], was put off.", [["vote"]]),
]
SAID = [
    ("The court, in a ruling handed down [in June], held that the tax was lawful.", [["handed", "held"]]),
    ("The bank denied in a statement [on Friday] that it had lost the files.", [["denied"]]),
    ("The bank denied it had lost the files in a message [early Friday].", [["denied"]]),
    ("The ministry said [on Monday] that the ship sank [in April].", [["said"], ["sank"]]),
]
COMPARED = [
    ("It was the worst storm [since 1987].", [[]]),
    ("Shares closed at their lowest level [in nearly two years].", [[]]),
]


@pytest.mark.parametrize(
    ("sentence", "happenings"),
    [*BESIDE, *FRONTED, *NOUNS, *SHARED, *TOGETHER, *LOWERED, *SLIPPED, *SAID, *COMPARED],
    ids=lambda value: str(value)[:60],
)
def test_a_date_dates(sentence: str, happenings: list[list[str]]) -> None:
    assert triggers(sentence) == happenings


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(["On", "Monday", "said", ",", "the", "talks", "and", '"', ";", "where", "of", "\n"]),
        min_size=1,
        max_size=14,
    ),
    st.data(),
)
def test_any_words_are_dated_without_an_error(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    links = dated(read(text), [Marked(start, end, start, end)])

    assert all(link.expression == 0 for link in links)
