"""Who and where: small cases, each a text, the words in question, and what they stand for."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.tokens import Doc

from events.extraction.cast import Actor, Cast, Place, cast, parents
from events.extraction.extraction import Article
from events.extraction.gazetteer import gazetteer
from events.extraction.parsing import parse

Read = Callable[[str], tuple[Doc, Cast]]


@pytest.fixture(scope="module")
def read() -> Read:
    def reading(text: str) -> tuple[Doc, Cast]:
        doc = parse(text)
        return doc, cast(doc, Article(text=text, published_on=date(2020, 5, 4)), gazetteer())

    return reading


def named(read: Read, text: str, word: str) -> str:
    """What the last `word` in `text` stands for; a place begins with "@"."""
    doc, found = read(text)
    token = [token for token in doc if token.text == word][-1]
    mention = found.at(token)
    if mention is None:
        return ""
    return ("@" if isinstance(mention.referent, Place) else "") + mention.referent.name


CASES = [
    ("North Korea fired a missile. The North has tested five.", "North", "North Korea"),
    ("Hallow Plc hired Ann Dunn. Hallow shares rose. The company cut jobs.", "company", "Hallow Plc"),
    ("LIMA (AP) - Peru joined. The alliance grew.", "alliance", ""),
    ("Ann Dunn met Sam Reed. The pair left, Judge Tom Marsh said.", "pair", "Ann Dunn"),
    ("The eight-man committee met on Monday.", "committee", "eight-man committee"),
    # clubs and companies by half their names, and by what they are
    ("Northam Rovers signed a keeper. Rovers had let two go.", "Rovers", "Northam Rovers"),
    ("Hallow Systems cut jobs. Hallow had hired in May.", "Hallow", "Hallow Systems"),
    ("Toyota recalled cars. The Japanese carmaker will repair them.", "carmaker", "Toyota"),
    ("The airline said it had carried more people.", "it", "airline"),
    ("The owners, the Brandt group, sold the yard.", "owners", "Brandt"),
    ("A court fined the rail operator Transalp.", "Transalp", "Transalp"),
    ("Prosecutors searched the subcontractor Ferrotek in Turin.", "Ferrotek", "Ferrotek"),
    ("Orvan Police held a man. The force denied a delay.", "force", "Orvan Police"),
    (
        "Hallow Systems Inc. lost money. Hallow had hired in May, when Sam Hallow left.",
        "Hallow",
        "Sam Hallow",
    ),
    (
        "Hallow Systems Inc. grew. Mr. Dunn followed Sam Hallow. Hallow bought a mill.",
        "Hallow",
        "Hallow Systems Inc.",
    ),
    (
        "Tom Reed was passed fit by doctors, according to his agent, Al Dunn. He rested.",
        "He",
        "Tom Reed",
    ),
    ("Tom Reed plays for Derby. In May Reed denied it.", "Reed", "Tom Reed"),
    # who is meant by "he", "they", "the two leaders"
    ("Judge Helen Frost jailed Mark Ivers. He will appeal.", "He", "Mark Ivers"),
    ('Tom Reed met Al Dunn. "He left in May," Dunn said.', "He", "Tom Reed"),
    ("Police arrested three men in Leeds. They were charged with fraud.", "They", "three men"),
    ("Jurors, who met on Monday, found him guilty.", "who", "Jurors"),
    # a lead that describes whom the next sentence names
    ("A former fire chief was jailed on Friday.\nRoy Pell, 47, showed no emotion.", "chief", "Roy Pell"),
    ("The mayor of Lyon, Anne Petit, resigned.", "mayor", "Anne Petit"),
    # what is done or held is nobody
    ("The club went into administration in May.", "administration", ""),
    ("He disputed the official count.", "count", ""),
    ("She was sworn in as governor.", "governor", ""),
    ("They fought in the Battle of Lund.", "Battle", ""),
    ("Coalition talks open on Monday.", "Coalition", ""),
    ("Riot police fired tear gas.", "Riot", ""),
    # capitals, countries, towns
    ("Nepal and its neighbours met. The Nepalese capital was calm.", "capital", "@Kathmandu"),
    ("The storm struck Joplin, Missouri.", "Joplin", "@Joplin"),
    ("JOPLIN, Mo. - A storm tore roofs off houses.", "JOPLIN", "@Joplin"),
    ("JOPLIN, Mo. - A storm tore roofs off houses.", "Mo.", "@Missouri"),
    ("They searched the hamlet of Las Piedras.", "Piedras", "@Las Piedras"),
    ("A delegation went to London in March.", "London", "@London"),
    ("It hit a Lyon shipyard.", "Lyon", "@Lyon"),
    ("A consortium built barges for Nigeria. It was sold in May.", "It", "consortium"),
    ("President Park Geun-hye resigned.", "hye", "Park Geun-hye"),
    ("Latvia has until May to pay.", "Latvia", "Latvia"),
    # towns that no gazetteer has
    ("A fire broke out in Lisport on Monday.", "Lisport", "@Lisport"),
    ("Lisport residents were told to leave. A pump burst in Lisport.", "residents", "Lisport residents"),
    ("They were taken to Oberwinden by boat. Oberwinden's hospital was full.", "Oberwinden", "@Oberwinden"),
    ("The bridge at Brunnau was closed.", "Brunnau", "@Brunnau"),
    ("The mayor of Tolsk resigned.", "Tolsk", "@Tolsk"),
    ("LISPORT, Germany – A dam above the town broke.", "town", "@Lisport"),
    ("She put her trust in Reinholt. Reinholt said he was glad.", "Reinholt", "Reinholt"),
    ("Two climbers were flown from Ben Ardle on Sunday.", "Ardle", "@Ben Ardle"),
    ("Ben Ardle was flown home. Ardle said he was well.", "Ardle", "Ben Ardle"),
    ("The fire spread in southern Oregon.", "Oregon", "@southern Oregon"),
    ("Kurt Moll, of Elm Road, Tadwell, was fined. He left Tadwell.", "Tadwell", "@Tadwell"),
    ("The member for Eastvale, Tom Crane, resigned.", "Eastvale", "@Eastvale"),
    ("The fair opened in Lyon. Two men were held there.", "there", "@Lyon"),
    ("ROME, Nov. 4 (Reuters) - The cabinet met here today.", "here", "@Rome"),
    ('ROME, Nov. 4 (Reuters) - "I was here first," the cook said.', "here", ""),
    # parts, pairs, peoples
    ("Hundreds of nurses met in Leeds.", "Hundreds", "nurses"),
    ("A group of students found it.", "group", "students"),
    ("Maria Costa met Anna Berg. The pair shook hands.", "pair", "Maria Costa"),
    ("Maria Costa won the title. The 27-year-old Portuguese had lost in May.", "Portuguese", "Maria Costa"),
    ("The Conservatives suspended a member.", "Conservatives", "Conservatives"),
    # persons and bodies whose names look like something else
    ("Labour's deputy leader, Sue Ward, wrote a letter.", "Ward", "Sue Ward"),
    ("Robert Dane, 34, was fined. Dane left.", "Dane", "Robert Dane"),
    ("Hayward, the firm's chief executive, flew home.", "Hayward", "Hayward"),
    ("Real Alcora beat Deportivo Lugones. Alcora were champions.", "Alcora", "Real Alcora"),
    ("Prime Minister Jan Ruud resigned. The premier flew home.", "premier", "Jan Ruud"),
    ("Police raided his house.", "house", ""),
    ("Chief executive and co-founder Ann Ash gave a speech.", "executive", "Ann Ash"),
    ("The fire spread to Lisport. Lisport's mayor fled.", "Lisport", "@Lisport"),
    ("Thousands of East Germans crossed. The East Germans were cheered.", "Germans", "East Germans"),
    ("Prince Alfred spoke on Monday. The duke left.", "duke", "Prince Alfred"),
    ("The Soviet Union was informed on Friday.", "Union", "Soviet Union"),
    # surnames, titles, roles
    ("President Ann Hill met Vice President Al Moss. The president left.", "president", "Ann Hill"),
    ("Gen. Jan Sova fled last month. The general was a friend of Petr Mach.", "general", "Jan Sova"),
    ("Det Insp Ann Moss said her team had found it.", "Moss", "Ann Moss"),
    ("The victim, named as Kyle Brennan, died.", "victim", "Kyle Brennan"),
    ("A 19-year-old man was hurt on Sunday.", "man", "19-year-old man"),
    ("Jan Novák won the vote. Novák thanked the voters.", "Novák", "Jan Novák"),
    ("Jan Novák won the vote. Mr Novák's rival left.", "Novák", "Jan Novák"),
    ("Steve Brown and Mary Brown met. Mrs Brown left early.", "Brown", "Mary Brown"),
    ("French President Emmanuel Macron spoke. The president then left.", "president", "Emmanuel Macron"),
    ("Tim Cook, Apple's chief executive, spoke. The executive left.", "executive", "Tim Cook"),
    ("President Anna Kovacs arrived in Vienna. She met reporters.", "She", "Anna Kovacs"),
    ("Pope Francis visited Iraq.", "Francis", "Pope Francis"),
    # nationality groups and forces
    ("Russian troops entered the town.", "troops", "Russian troops"),
    ("Ukrainian officials denied it.", "officials", "Ukrainian officials"),
    ("U.S. officials denied it.", "officials", "U.S. officials"),
    ("Russia's forces withdrew.", "forces", "Russian forces"),
    ("Iraq denied that its army had fled.", "army", "Iraqi army"),
    ("Rebels seized the airport. The rebels later left.", "rebels", "rebels"),
    # countries, capitals and seats
    ("Russia attacked Ukraine on Monday.", "Russia", "Russia"),
    ("The ship was built in Russia.", "Russia", "@Russia"),
    ("Russian troops marched through eastern Ukraine.", "Ukraine", "@eastern Ukraine"),
    ("Moscow rejected the offer.", "Moscow", "Moscow (Russian government)"),
    ("The fire broke out in Moscow.", "Moscow", "@Moscow"),
    ("The Kremlin denied the report.", "Kremlin", "Kremlin"),
    ("Talks between Washington and Beijing failed.", "Beijing", "Beijing (Chinese government)"),
    ("The U.S. concluded that the plan had failed.", "U.S.", "United States"),
    # organisations
    ("Apple Inc. opened a shop in Rome. Apple declined to comment.", "Apple", "Apple Inc."),
    ("The World Health Organization (WHO) met. The WHO sent help.", "WHO", "World Health Organization"),
    ("NASA launched a probe. The agency was pleased.", "agency", "NASA"),
    ("Lehman Brothers filed for bankruptcy. The bank had many debts.", "bank", "Lehman Brothers"),
    ("Chicago beat Boston in the final.", "Chicago", "Chicago"),
    ("Chicago defeated Boston in the final.", "Boston", "Boston"),
    # places
    ("The army entered the Donetsk region of Ukraine.", "region", "@Donetsk region"),
    ("The plane landed at Heathrow Airport.", "Airport", "@Heathrow Airport"),
    ("They swam in Lake Victoria.", "Victoria", "@Lake Victoria"),
    ("A bomb exploded in the city of Basra.", "city", "@Basra"),
    ("A bomb exploded in Basra. The city was calm later.", "city", "@Basra"),
    ("Michael Jordan flew to Jordan on Friday.", "Jordan", "@Jordan"),
    ("Gov. Brian Kemp of Georgia signed the bill in Atlanta.", "Georgia", "@Georgia"),
    # pronouns
    ("Maria Lopez met Pedro Ruiz. She thanked him.", "him", "Pedro Ruiz"),
    ("The bank that Apple Inc. owns said it would close.", "that", "bank"),
    ("It rained in Rome.", "It", ""),
    ("Vladimir Putin, who lives in Moscow, spoke.", "who", "Vladimir Putin"),
]


@pytest.mark.parametrize(("text", "word", "expected"), CASES)
def test_words_stand_for(read: Read, text: str, word: str, expected: str) -> None:
    assert named(read, text, word) == expected


def place(read: Read, text: str, name: str) -> Place:
    _, found = read(text)
    return next(each for each in found.places if each.name == name)


def test_what_follows_a_city_tells_which_one_it_is(read: Read) -> None:
    paris = place(read, "The shop in Paris, Texas, has closed.", "Paris")

    assert paris.time_zone == "America/Chicago"
    assert [parent.name for parent in paris.parents] == ["Texas"]


def test_the_biggest_city_is_meant_where_nothing_else_tells(read: Read) -> None:
    assert place(read, "The minister flew to Paris.", "Paris").time_zone == "Europe/Paris"


def test_countries_in_the_article_tell_which_georgia_is_meant(read: Read) -> None:
    assert (
        place(read, "Russian troops left Tbilisi, and fighting in Georgia ended.", "Georgia").kind
        == "country"
    )
    assert (
        place(read, "A storm hit Alabama and Florida. Floods in Georgia followed.", "Georgia").kind
        == "region"
    )


def test_a_name_that_stays_open_shows_its_candidates(read: Read) -> None:
    springfield = place(read, "The fire in Springfield is out.", "Springfield")

    assert len(springfield.candidates) > 2
    assert springfield.candidates[0].startswith("Springfield, ")


def test_they_are_all_who_met(read: Read) -> None:
    doc, found = read(
        "Vladimir Putin met with Steve Brown and Jared Smith in Moscow. They discussed the plan."
    )
    they = next(token for token in doc if token.text == "They")

    assert {actor.name for actor in found.actors_at(they)} == {"Vladimir Putin", "Steve Brown", "Jared Smith"}


def test_names_are_unique_and_descriptions_valid(read: Read) -> None:
    _, found = read(
        "The king of Jordan met Michael Jordan in Jordan. In Georgia, Russia's troops fought; Georgia said so. "
        "U.S. officials in Paris, Texas, denied it. Moscow said Moscow, Idaho, was calm."
    )

    for names in ([a.name for a in found.actors], [p.found().name for p in parents(found.places)]):
        assert len(names) == len(set(names))


def test_mentions_come_in_order_and_lie_in_the_text(read: Read) -> None:
    doc, found = read("Anna Kovacs of Hungary met him in Budapest.\nThe city was quiet.\n")

    assert [m.head for m in found.mentions] == sorted(m.head for m in found.mentions)
    assert all(0 <= m.start <= m.head < m.end <= len(doc) for m in found.mentions)
    assert all(isinstance(m.referent, Actor | Place) for m in found.mentions)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "...",
        "of the",
        "President",
        "The U.S.",
        "Mr.",
        "-",
        "He said. She said. They said. It said.",
    ],
)
def test_scraps_name_nobody_in_particular(read: Read, text: str) -> None:
    doc = parse(text)

    found = cast(doc, Article(text=text or " ", published_on=date(2020, 5, 4)), gazetteer())

    assert len(found.mentions) <= 1


def test_two_leaders_are_the_two_who_met(read: Read) -> None:
    doc, found = read("Helmut Kohl met Mikhail Gorbachev in Moscow. The two leaders agreed on Monday.")
    leaders = next(token for token in doc if token.text == "leaders")
    assert [actor.name for actor in found.actors_at(leaders)] == ["Helmut Kohl", "Mikhail Gorbachev"]


def test_a_city_is_a_team_in_an_article_on_a_game(read: Read) -> None:
    doc, found = read(
        "Preston won the fixture with a late goal at Luton.\n"
        "The coach praised the striker, whose header settled the tie."
    )
    tokens = {token.text: token for token in doc}
    assert found.actor_at(tokens["Preston"])
    assert found.place_at(tokens["Luton"])
