"""Lists whose English lead counts them: "A DOI has three main parts:" and three entries below."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from generators.drafters.parsed.inversion import invert, words_of_tokens
from generators.drafters.parsed.statement import Statement, read_statement
from generators.drafters.parsed.tree import child
from generators.drafters.text.english import number_word
from generators.drafters.text.statements import is_clean, is_exercise, is_worked_example
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.joining import strip_list_mark
from generators.sources.sentences import split_sentences

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class CountedList:
    """`stem` asks for all `names`, those of the passage `entries`; `quote` stands in `lead`."""

    stem: str
    names: tuple[str, ...]
    lead: Passage
    quote: str
    entries: Passage


_COUNTS = {word: n for n in range(2, 9) if (word := number_word(n))}
_MOST_WORDS = 9  # of an entry without its explanation
_THERE = re.compile(
    r"^There are (?P<count>[a-z]+) (?P<what>(?:[\w-]+ ){0,4}[\w-]+ (?:of|in|for|to) [\w' -]{3,50})$"
)
_AT_END = re.compile(
    r"\b(?:of|by|the) (?P<count>[a-z]+) "
    r"(?P<what>(?:[a-z-]+ )?(?:types|kinds|forms|stages|phases|steps|"
    r"mechanisms|principles|components|elements|categories|levels|layers|methods|functions|causes|"
    r"classes|sources|factors|branches|laws|rules|dimensions|properties|parts) of "
    r"[\w'-]+(?: [\w'-]+)?)$"
)
_NAMED = re.compile(r"^(?P<name>[^:–—]{2,70}?)(?::\s| [-–—] )")
_BESIDE = re.compile(r"\s*\([^()]*\)|[,;]? (?:and|or)$|[;,.:]+[”\"]?$|[“”\"]")
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|has|have|can|may|must|should|will|you|your|we|our|it|they|this|that)\b",
    re.I,
)
_NO_FACT = re.compile(
    r"^(?:thing|question|tip|example|option|idea|exercise|chapter|section|article|link|resource|note)s?$"
)


def find_counted(
    passages: Sequence[Passage], concepts: Collection[str], small: Collection[str]
) -> Iterator[CountedList]:
    """`concepts` and `small` as for statements."""
    for lead, entries in pairwise(passages):
        if entries.kind != "list" or lead.kind != "text" or lead.source != entries.source:
            continue
        if lead.language is not Language.EN or not lead.text.rstrip().endswith(":"):
            continue
        if is_exercise(entries.heading) or is_worked_example(entries.heading):
            continue
        names = tuple(_name(line, entries.marked) for line in entries.text.split("\n"))
        quote = split_sentences(lead.text)[-1]
        asked = _ask(quote, lead, concepts, small)
        if asked and all(names) and asked[1] == len(names) == len(set(map(str.lower, names))):
            yield CountedList(asked[0], names, lead, quote, entries)


def _name(line: str, marked: Collection[str]) -> str:
    """What an entry names, without its number and its explanation; "" where it only tells."""
    text = strip_list_mark(line)
    begins = max((m for m in marked if text.startswith(m)), key=len, default="")
    named = _NAMED.match(text)
    name = (
        named["name"]
        if named
        else begins
        if begins and text[len(begins) :][:1] in ("", " ")
        else text
    )
    while (bare := _BESIDE.sub("", name).strip()) != name:
        name = bare
    name = re.sub(r"^(?:an?|the) ", "", name, flags=re.I)
    short = 0 < len(name.split()) <= _MOST_WORDS and is_clean(name)
    return name if short and not _SENTENCE.search(name) and "?" not in name else ""


def _ask(
    written: str, lead: Passage, concepts: Collection[str], small: Collection[str]
) -> tuple[str, int] | None:
    """The question and how many it counts."""
    told = written.rstrip(" :")
    if there := _THERE.match(told):
        count = _COUNTS.get(there["count"])
        known = count and not re.search(r"\b(?:the|this|these|above|following)\b", there["what"])
        return (
            (f"What are the {there['count']} {there['what']}?", count) if known and count else None
        )
    if at_end := _AT_END.search(told):
        count = _COUNTS.get(at_end["count"])
        return (f"What are the {at_end['count']} {at_end['what']}?", count) if count else None
    statement = read_statement(written, f"{told}.", lead, concepts)
    counted = _counted(statement) if statement else None
    if statement is None or counted is None or statement.is_past:
        return None
    noun, number = counted
    own = list(noun.subtree)
    link = noun.head if noun.dep_ == "pobj" else None
    left_out = [*own, link] if link is not None else own
    tail = [t for t in statement.tree if t.i > noun.right_edge.i]
    phrase = words_of_tokens(_kept(noun))
    which = f"{link.text.capitalize()} which {phrase}" if link is not None else f"Which {phrase}"
    stem = invert(statement, [*left_out, *tail], small, which)
    return (f"{stem}?", number) if stem else None


def _kept(noun: Token) -> list[Token]:
    """ "Three main parts of speech", without an article and what is told of them."""
    of = [t for c in noun.children if c.dep_ == "prep" and c.lower_ == "of" for t in c.subtree]
    before = [t for c in noun.lefts if c.dep_ != "det" for t in c.subtree]
    return [*before, noun, *of]


def _counted(statement: Statement) -> tuple[Token, int] | None:
    """The object that has a number: "three main parts", "into two types"."""
    root = statement.root
    prep = next((c for c in root.children if c.dep_ == "prep" and c.lower_ in ("into", "of")), None)
    noun = child(root, "dobj") or (child(prep, "pobj") if prep is not None else None)
    number = child(noun, "nummod") if noun is not None else None
    count = _COUNTS.get(number.lower_) if number is not None else None
    if noun is None or count is None or _NO_FACT.match(noun.lower_):
        return None
    return noun, count
