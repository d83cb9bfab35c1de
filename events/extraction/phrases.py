"""The words of a summary under a noun or a verb: without dates and asides, names for pronouns, plain spaces."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Token

from events.extraction.cast import Cast
from events.extraction.clauses import ancestors, child, is_verb
from events.extraction.happenings import is_communication
from events.extraction.lexicon import ASPECT, PLANNING, SAYING
from events.extraction.nouns import words
from events.extraction.standing import in_small, plain_name, stand_in

_TIES = words("while as after when before since whereas although though")
_RELATIVES = frozenset(("WDT", "WP", "WP$", "WRB"))
_SHARES = words("much most part all half rest some")
_DANGLING = words("the a an of for and or but with by from to into than that which as between")
_CLINGING = ("'s", "'", ",", "-", "%", "n't", ")", ".", ":", "?", "!")


@dataclass(frozen=True, slots=True)
class Telling:
    """What the words are chosen by: `dates` are left out, `about` is the subject's name, `put` stands for tokens."""

    cast: Cast
    dates: Set[int]
    about: str | None = None
    put: Mapping[int, str] = field(default_factory=dict)


def phrase(head: Token, telling: Telling, without: Set[int] = frozenset()) -> Iterator[str]:
    """The words under `head` in order, without dates, asides and what is in `without`."""
    tokens = list(head.subtree)
    left_out = {t.i for t in tokens if t.i in telling.dates or t.i in without or t.is_space}
    for token in tokens:
        if token.i != head.i and token.i not in left_out and _is_aside(token, head, telling, left_out):
            left_out.update(t.i for t in token.subtree)
    replaced = {
        c.i
        for t in tokens
        if t.i not in left_out and _name(t, head, telling)
        for c in t.children
        if c.dep_ in ("det", "poss")
    }
    for token in tokens:
        if _owns(token, telling) and token.head.i not in left_out:
            yield "the"  # "Monday's vote"
        elif token.i not in left_out and token.i not in replaced:
            yield from _word(token, head, telling)


def _owns(token: Token, telling: Telling) -> bool:
    return token.i in telling.dates and token.dep_ == "poss"


def quoted(content: Token) -> list[str] | None:
    """What is said, word for word, where all of it stands between quotation marks."""
    first, last = content.left_edge, content.right_edge
    before = first.doc[max(first.i - 1, first.sent.start)]
    if '"' not in (first.text, before.text):
        return None
    after = content.doc[last.i : min(last.i + 4, content.sent.end)]
    if not any(t.text == '"' for t in after):
        return None
    inside = [t.text for t in content.subtree if t.text != '"' and not t.is_space]
    while inside and inside[-1] in (",", "."):
        inside.pop()
    return ['"', *inside, '"']


def is_infinitive(verb: Token) -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)


def is_date(part: Token, telling: Telling) -> bool:
    below = [t for t in part.subtree if t.i != part.i]
    filling = child(part, "pobj")
    if filling is not None and filling.lower_ in _SHARES and any(t.i in telling.dates for t in below):
        return True  # "for much of last week"
    if filling is not None and (filling.i in telling.dates or filling.lower_ in ("earliest", "latest")):
        return True
    return bool(below) and all(t.i in telling.dates or t.is_punct for t in below)


def is_counted(part: Token, telling: Telling) -> bool:
    """ "for the sixth time this year": nothing is left of it without its date."""
    filling = child(part, "pobj")
    return (
        filling is not None and filling.lower_ == "time" and any(t.i in telling.dates for t in part.subtree)
    )


def is_form(part: Token, verb: Token) -> bool:
    """Whether it only tells the form of a saying: "in a statement"."""
    form = child(part, "pobj")
    if form is None or part.lower_ not in ("in", "on") or not is_communication(form):
        return False
    return any(above.lemma_ in SAYING for above in (verb, *ancestors(verb)))


def is_relative(part: Token) -> bool:
    """Whether it stands for a noun of the clause above: "in which", "who"."""
    return part.tag_ in _RELATIVES or any(c.dep_ == "pobj" and c.tag_ in _RELATIVES for c in part.children)


def _is_aside(token: Token, head: Token, telling: Telling, left_out: Set[int]) -> bool:
    label = token.dep_
    if label in ("relcl", "acl", "advcl"):
        return _is_clause_aside(token, telling)
    if label == "appos":  # but "the star Vega"
        return token.left_edge.nbor(-1).pos_ == "PUNCT"
    if label in ("parataxis", "intj"):
        return True
    if label == "punct":
        lists = token.head.dep_ in ("conj", "amod") or child(token.head, "conj") is not None
        return token.text not in '"-$%' and not (token.text == "," and lists)
    if label == "prep":
        filling = child(token, "pobj")
        return (
            token.lower_ == "according"
            or (filling is not None and filling.i in left_out)
            or is_date(token, telling)
            or is_counted(token, telling)
            or is_form(token, token.head)
        )
    if label in ("conj", "cc") and token.head.i == head.i and is_verb(head):
        return True
    if label in ("conj", "cc") and not is_verb(token):
        joined_to = token if label == "conj" else child(token.head, "conj")
        return joined_to is not None and any(t.i in telling.dates for t in joined_to.subtree)
    return label == "advmod" and token.tag_ == "WRB" and token.head.i == head.i


def _is_clause_aside(clause: Token, telling: Telling) -> bool:
    if clause.dep_ == "advcl":
        tie = child(clause, "mark", "advmod")
        return not is_infinitive(clause) and (tie is None or tie.lower_ in _TIES)
    if clause.dep_ == "relcl":
        return not is_infinitive(clause)
    if clause.tag_ in ("VBN", "VBG"):
        first = clause.left_edge
        between = first.i > 0 and first.nbor(-1).text == ","
        dated = any(t.i in telling.dates for t in clause.subtree)
        return between or dated or clause.lemma_ in PLANNING | ASPECT
    tie = child(clause, "mark")
    return tie is not None and not is_communication(clause.head) and not is_infinitive(clause)


def _antecedent(whose: Token) -> Token | None:
    """The noun that "whose" goes back to."""
    clause = next((above for above in ancestors(whose) if above.dep_ == "relcl"), None)
    return clause.head if clause is not None else None


def _name(token: Token, head: Token, telling: Telling) -> str | None:
    """The name to put for `token`; a possessive further down may be that of another noun of the phrase."""
    if token.tag_ == "PRP$" and token.head.i != head.i:
        return None
    return stand_in(token, telling.cast, telling.about)


def _word(token: Token, head: Token, telling: Telling) -> list[str]:
    put = telling.put.get(token.i)
    if put is not None:
        return [put]
    name = _name(token, head, telling)
    if name is not None:
        return _owned_by(name) if token.tag_ == "PRP$" else [name]
    if token.tag_ == "WP$" and (owner := _antecedent(token)) is not None:
        who = telling.cast.actor_at(owner)
        named = who is not None and who.name[:1].isupper()
        name = plain_name(who) if who is not None and named else f"the {owner.text}"
        return _owned_by(name)
    if token.lower_ == "my" and telling.about is not None:
        return ["their"]
    common = token.pos_ != "PROPN" and token.text != "I" and token.ent_iob_ == "O"
    opens = token.is_sent_start and (common or token.dep_ == "det" or token.tag_ == "NNPS")
    return [
        token.lower_ if opens else in_small(token.text, is_place=telling.cast.place_at(token) is not None)
    ]


def _owned_by(name: str) -> list[str]:
    return [name, "'" if name.endswith("s") else "'s"]


def joined(given: Iterable[str]) -> str:
    """`given` with spaces, but for what clings: "'s", commas, hyphens; "a" or "an" as the next word has it."""
    given = _whole(given)
    for number, (word, following) in enumerate(pairwise(given)):
        if word.lower() in ("a", "an") and following[:1].isalpha():
            given[number] = word[0] + ("n" if _has_vowel(following) else "")
    text, opened = "", False
    for before, word in pairwise(["", *given]):
        clings = word in _CLINGING or before in ("-", "$", "(", "£", "€", "")
        if word == '"':
            clings, opened = opened, not opened
        elif before == '"':
            clings = opened
        text += word if clings or not text else " " + word
    return text.strip(" ,-") + ('"' if opened else "")


def _whole(given: Iterable[str]) -> list[str]:
    """Without what hangs loose at the end, since what it governed was left out: "in Russia for the"."""
    kept = [word for before, word in pairwise(["", *given]) if not before == word == ","]
    while len(kept) > 2 and (kept[-1].lower() in _DANGLING or kept[-1] in (",", "-", ":")):
        kept.pop()
    return kept


def _has_vowel(word: str) -> bool:
    """Whether "an" stands before `word`; letters that are spelled out count by their names: "an X-ray"."""
    if word[:2].isupper() or word[1:2] == "-":
        return word[0] in "AEFHILMNORSX"
    return word[0].lower() in "aeiou" and not word.lower().startswith(("uni", "eu", "one", "use", "usu"))
