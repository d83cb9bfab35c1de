"""Where names are: runs of proper nouns with the small words that join them, cut at titles."""

from collections import Counter

from spacy.tokens import Doc, Token

from events.extraction.countries import by_name
from events.extraction.name import REGNAL, Name, is_demonym, title_of
from events.extraction.nouns import (
    COMPANIES,
    COMPANY_NOUNS,
    MEDIA,
    ORGANISATIONS,
    ROLES,
    SITES,
    TITLES,
    WATERS,
    words,
)

NAMED = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC"))
CONNECTING = words(
    "of for and & de del della di da du van von der den al bin ibn el la le the - 's ben e y dos das"
)
PARTICLES = frozenset(
    ("de", "del", "della", "di", "da", "du", "van", "von", "der", "den", "al", "bin", "ibn", "el", "ben", "-")
)
CALENDAR = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
    "christmas easter ramadan passover hogmanay thanksgiving halloween hanukkah eid diwali whitsun lent "
    "michaelmas pentecost eve gmt est edt pst pdt bst cet utc et am pm ad bc covid"
)
ROLE_MODIFIERS = words(
    "prime foreign vice deputy defence defense interior finance home chief former acting interim "
    "first lord attorney general lieutenant major brigadier rear secretary under-secretary staff wing "
    "squadron field grand crown supreme detective chancellor"
)
OF_HEADS = (
    ORGANISATIONS | SITES | WATERS | words("isle cape mount republic kingdom strait house tower gulf bay sea")
)


_GENERATIONS = frozenset(("2d", "3d", "4th", "jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
"""What tells a son from his father: "James A. Baker 3d"."""


def _is_proper(token: Token) -> bool:
    if token.lower_ in _GENERATIONS and token.i > 1 and token.nbor(-1).pos_ == token.nbor(-2).pos_ == "PROPN":
        return True
    if token.is_punct or token.is_space or not token.text[0].isalnum() or _is_date(token):
        return False
    if token.lower_ == "the":
        return False
    if token.text in by_name():
        return True
    if not token.text[0].isupper():
        if (
            token.ent_type_ == "PERSON"
            and token.ent_iob_ == "I"
            and token.i > 1
            and token.nbor(-1).text == "-"
        ):
            return token.nbor(-2).text[0].isupper()  # "Ki-moon"
        return token.pos_ == "PROPN" and token.text[0].islower() and any(map(str.isupper, token.text))
    if is_demonym(token) and token.text not in by_name():
        return (token.ent_type_ in ("ORG", "FAC", "PERSON") and token.ent_iob_ == "I") or _begins_name(token)
    if token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL"):
        return token.pos_ == "PROPN" and token.ent_type_ != "DATE"
    return token.pos_ == "PROPN" or token.ent_type_ in NAMED


def _begins_name(token: Token) -> bool:
    """Whether the adjective belongs to a name: "Soviet Union", "Ethiopian Airlines"."""
    follower = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if (
        follower is None
        or follower.pos_ != "PROPN"
        or is_demonym(follower)
        or title_of(follower) in TITLES | ROLES
    ):
        return False
    if f"{token.text} {follower.text}" in by_name():
        return True
    after = token.doc[token.i + 2] if token.i + 2 < len(token.doc) else follower
    is_body = title_of(follower) in COMPANIES | ORGANISATIONS and after.pos_ != "PROPN"
    return is_body or (token.ent_type_ in ("ORG", "FAC", "GPE") and follower.ent_iob_ == "I")


def _is_date(token: Token) -> bool:
    """A month or weekday, unless a surname follows: "Jan Novák", but not "in May Novák"."""
    follower = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    is_first_name = (
        token.ent_type_ == "PERSON" and follower.ent_type_ == "PERSON" and follower.text[:1].isupper()
    )
    when = token.i > 0 and token.nbor(-1).lower_ in ("in", "since", "until", "during", "last", "this")
    return title_of(token) in CALENDAR and (when or not is_first_name)


def runs_of(doc: Doc) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start: int | None = None
    size = len(doc)
    proper = [_is_proper(token) for token in doc]
    for i in range(size + 1):
        if i < size and proper[i]:
            if start is not None and _parted(doc, i):
                runs.append((start, i))
                start = i
            start = i if start is None else start
        elif start is not None:
            joins = i < size - 1 and _joins(doc, start, i, proper)
            if not joins:
                runs.append((start, i))
                start = None
    return runs


def _joins(doc: Doc, start: int, i: int, proper: list[bool]) -> bool:
    """Whether the small word at `i` goes on with the name before it."""
    token, follower = doc[i], doc[i + 1]
    if (
        token.is_space
        or token.lower_ not in CONNECTING
        or (token.lower_ == "'s" and follower.ent_type_ != token.ent_type_)
    ):
        return False
    if i + 2 < len(doc) and token.lower_ == "of" and follower.lower_ == "the" and not proper[i + 1]:
        follower = doc[i + 2]
    if not (proper[follower.i] or follower.lower_ in CONNECTING):
        return False
    if token.ent_type_ in NAMED and token.ent_iob_ == "I" and follower.ent_iob_ == "I":
        return token.lower_ != "and" or doc[start].ent_type_ in ("ORG", "FAC")
    before = title_of(doc[i - 1])
    if token.lower_ in ("of", "the"):
        return (before in OF_HEADS and before not in TITLES) or before == "of"
    if token.lower_ in PARTICLES or token.lower_ == "&":
        return bool(proper[follower.i]) and (
            token.lower_ != "-" or not (token.whitespace_ or doc[i - 1].whitespace_)
        )
    return False


def _parted(doc: Doc, i: int) -> bool:
    """Whether two names meet here without a word between: "Apple Tim Cook" as two entities, "U.S. Congress"."""
    left, right = doc[i - 1], doc[i]
    if right.ent_iob_ == "B" and left.ent_type_ in NAMED and right.ent_type_ in NAMED:
        return left.head != right or left.ent_type_ == "GPE" or right.ent_type_ == "PERSON"
    return left.text in by_name() and left.text.isupper() and right.ent_iob_ != "I"


def cut(doc: Doc, start: int, end: int) -> list[Name]:
    """The names in a run: cut at titles, "Kremlin envoy" off "Kirill"."""
    last = title_of(doc[end - 1])
    is_organisation = (
        last in ORGANISATIONS or (last in COMPANIES and last not in TITLES) or last in MEDIA or last in SITES
    ) and title_of(doc[start]) not in TITLES - {"general", "chief", "count", "major", "saint", "private"}
    cuts, pieces, titles = start, [], []  # type: int, list[Name], list[str]
    if is_organisation and not (last in TITLES or last in ROLES):
        start += bool(end - start > 2 and doc[start].is_sent_start and doc[start].lower_ in COMPANY_NOUNS)
        return [name_at(doc, start, end, [])]
    i = start
    while i < end:
        word = title_of(doc[i])
        is_title = word in TITLES or (
            word in ROLE_MODIFIERS and i + 1 < end and title_of(doc[i + 1]) in TITLES | ROLE_MODIFIERS
        )
        opens = i == start and doc[i].is_sent_start and doc[i].lower_ == doc[i].lemma_.lower()
        is_title = is_title or (word in ROLES and (opens or doc[i].ent_type_ != "PERSON") and i + 1 < end)
        if is_title and not (
            word in ("general", "chief", "private", "count", "major", "saint", "host", "art")
            and i + 1 == end
            and i > start
        ):
            if i > cuts:
                pieces.append(name_at(doc, cuts, i, titles))
                titles = []
            titles = [*titles, word]
            if word in REGNAL and i + 1 < end and i == start:
                pieces.append(name_at(doc, i, end, titles))
                return pieces
            cuts = i + 1
        i += 1
    if cuts < end:
        pieces.append(name_at(doc, cuts, end, titles))
    return pieces


def name_at(doc: Doc, start: int, end: int, titles: list[str]) -> Name:
    while start < end - 1 and doc[start].lower_ in ("the", "of", "and"):
        start += 1
    while start < end - 1 and doc[end - 1].lower_ in CONNECTING:
        end -= 1
    span = doc[start:end]
    labels = Counter(token.ent_type_ for token in span if token.ent_type_ in NAMED)
    before = [
        title_of(doc[j])
        for j in range(max(start - 3, 0), start)
        if doc[j].head.i in range(start, end) and title_of(doc[j]) in ROLES
    ]
    text = span.text.replace("\n", " ").removesuffix("'s").strip()
    return Name(
        start,
        end,
        span.root,
        text,
        labels.most_common(1)[0][0] if labels else "",
        [*titles, *(role for role in before if role not in titles)],
    )
