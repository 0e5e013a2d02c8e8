"""What English sentences and lists enumerate in full: "the three branches of government are ...",
"blood consists of ...", a list under the heading "Signs of shock".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from generators.drafters.text.english import number_word, other_number, upper_first
from generators.drafters.text.questions_en import begin_small
from generators.drafters.text.statements import (
    is_clean,
    is_exercise,
    is_worked_example,
    without_references,
)
from generators.exercise.passage import Passage
from generators.sources.joining import ordered_number
from generators.sources.sentences import split_sentences
from generators.sources.spans import PATH_SEPARATOR

_COUNTS = {word: n for n in range(2, 9) if (word := number_word(n))}
_COUNT = "|".join(_COUNTS)
_FEWEST, _MOST = 2, 8
_MOST_WORDS = 9  # of an item
_MOST_LISTED = 5  # words of an item under a heading; of one that its heading calls a kind 3
_SORTED = frozenset(("types", "kinds", "forms", "categories", "classes"))
_THE = re.compile(
    rf"^(?:The|There are|[A-Z][\w'’ -]{{2,40}} (?P<has>has|have)) (?P<count>{_COUNT}) "
    r"(?P<what>(?:[\w'’-]+ ){0,6}?[\w'’-]+?)"
    r"(?: (?:are|include)|:|, namely|, which are):? (?P<items>[^.;:]{10,260})\.$"
)
_WHOLE = re.compile(
    r"^(?P<whole>(?:An?|The|[A-Z])[\w'’ -]{2,50}?) (?P<verb>consists? of|(?:is|are) (?:made up of|"
    r"composed of|divided into)|comprises?) (?P<items>[^.;:]{10,240})\.$"
)
_OPEN_END = re.compile(
    r"\b(?:etc|such as|for example|including|among others|and so on|and more|and others|or more|"
    r"various|several|many|other|one|ones|which|that|who|this|these|it|they|their|its|where|with|"
    r"each|both|not|but|so|if|when|is|are|was|were|has|have|can)\b",
    re.I,
)
_STATES = re.compile(
    r"\b(?:that|which|who|used|helps?|is|are|was|were|has|have|can|must|may|will|should|do|does)\b"
)
_KINDS = (
    "types kinds forms stages steps phases components parts elements principles pillars causes "
    "symptoms signs benefits advantages disadvantages functions layers goals categories classes "
    "characteristics properties features responsibilities roles branches levels factors rules "
    "values criteria methods risks limitations duties requirements consequences effects uses "
    "objectives strategies sources examples hazards rights"
)
_HEADING = re.compile(
    rf"^(?:\d+[.\d]* )?(?:the |common |main |key |major |basic |core |important )*(?P<kind>"
    rf"{'|'.join(_KINDS.split())}) (?P<of>(?:of|in|for) [\w'’ -]{{3,45}})$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """`stem` asks for all `items`; `ask_which` begins a question for those among others. `closed`
    where the text counts them, so that nothing else belongs to them. `quotes` stand in the
    passage.
    """

    stem: str
    ask_which: str
    items: tuple[str, ...]
    closed: bool
    quote: str
    passage: Passage

    @property
    def names(self) -> frozenset[str]:
        """The items, whatever their order, capitals and articles."""
        return frozenset(re.sub(r"^(?:the|an?) ", "", item.lower()) for item in self.items)


def find_enumerations(
    passage: Passage, small: set[str], terms: Collection[str]
) -> Iterator[Enumeration]:
    """`small` are words that the course writes small somewhere, `terms` its defined terms."""
    if is_exercise(passage.heading) or is_worked_example(passage.heading):
        return
    if passage.kind == "list":
        yield from _of_list(passage, small)
    if passage.kind not in ("text", "list"):
        return
    for line in passage.text.split("\n"):
        for written in split_sentences(line):
            sentence = without_references(written)
            if is_clean(sentence) and len(sentence) < 330:
                yield from _of_count(sentence, written, passage)
                yield from _of_whole(sentence, written, passage, small, terms)


def split_items(text: str) -> tuple[str, ...]:
    """ "A, B, and C" as three items; empty where they are no plain enumeration."""
    if _OPEN_END.search(text) or "(" in text or ")" in text:  # "i) one thing, ii) another"
        return ()
    parts = re.split(r",\s*(?:and |or )?|\s+and\s+", text.strip())
    items = tuple(re.sub(r"^(?:and|or) ", "", part).strip() for part in parts)
    if not re.search(r"(?:,|\w) and [^,]+$", text) or not all(items):
        return ()
    short = all(len(item.split()) <= _MOST_WORDS for item in items)
    return items if short and len({*map(str.lower, items)}) == len(items) else ()


def _of_count(sentence: str, written: str, passage: Passage) -> Iterator[Enumeration]:
    match = _THE.match(sentence)
    if match is None or match["has"]:
        return
    what = match["what"]
    items = _with_head(what, split_items(match["items"]))
    if len(items) != _COUNTS[match["count"]] or not _is_named(what):
        return
    yield Enumeration(
        f"What are the {match['count']} {what}?",
        f"Which of these are among the {match['count']} {what}?",
        items,
        True,
        written,
        passage,
    )


def _with_head(what: str, items: tuple[str, ...]) -> tuple[str, ...]:
    """ "Upper, middle, and lower class" are three classes, each with its last word."""
    head = items[-1].split()[-1] if items else ""
    counted = {other_number(word) for word in what.split()} | set(what.split())
    if not head or head not in counted or not all(len(item.split()) == 1 for item in items[:-1]):
        return items
    return (*(f"{item} {head}" for item in items[:-1]), items[-1])


def _is_named(what: str) -> bool:
    """ "Branches of government", "states of matter", but not "steps" or "main reasons"."""
    words = what.split()
    if re.search(r"\b(?:these|this|those|that|which|we|you|our|your|here|above|below)\b", what):
        return False
    if len(words) > 2 and words[-2] in ("the", "a", "an"):
        return False
    if {"of", "in", "for"} & set(words[1:-1]):
        return True
    return len(words) > 1 and words[0] not in (
        "main", "major", "key", "basic", "most", "primary", "other", "following", "different",
        "common", "important", "general", "possible", "new", "additional", "last", "first", "more",
    )  # fmt: skip


def _of_whole(
    sentence: str, written: str, passage: Passage, small: set[str], terms: Collection[str]
) -> Iterator[Enumeration]:
    match = _WHOLE.match(sentence)
    if match is None:
        return
    items = split_items(match["items"])
    whole = match["whole"]
    if _OPEN_END.search(whole) or re.search(r"\b(?:may|and|or|must|will)\b", whole):
        return  # "relationships may be simple or may comprise"
    if not 2 < len(items) <= _MOST or re.match(
        r"(?:it|they|this|these|each|one|both)\b", whole, re.I
    ):
        return
    if re.match(r"The\b", whole) and " of " not in whole and whole[4:].lower() not in terms:
        return
    named, verb = begin_small(whole, small), match["verb"]
    if verb.startswith(("is ", "are ")):
        be, rest = verb.split(" ", 1)
        stem = f"What {be} {named} {rest}?"
        which = f"Which of these {be} {named} {rest}?"
    else:
        do = "does" if verb.split()[0].endswith("s") else "do"
        base = "consist of" if verb.startswith("consist") else "comprise"
        stem, which = f"What {do} {named} {base}?", f"Which of these does {named} {base}?"
    yield Enumeration(stem, which, items, False, written, passage)


def _of_list(passage: Passage, small: set[str]) -> Iterator[Enumeration]:
    """A list of short things under a heading that says what they are."""
    heading = passage.heading.split(PATH_SEPARATOR)[-1]
    match = _HEADING.match(heading)
    items = tuple(line.rstrip(" .;") for line in passage.text.split("\n"))
    if match is None or not 3 <= len(items) <= _MOST:
        return
    items = tuple(re.sub(r"^\d+[.)] ", "", item) for item in items)
    if any(ordered_number(line) or line.endswith(".") for line in passage.text.split("\n")):
        return  # answers to choose from, or sentences
    if any(_STATES.search(item) for item in items):
        return
    if any(len(item.split()) > _MOST_WORDS or not is_clean(item) or ":" in item for item in items):
        return
    of = re.sub(
        r"[A-Z][a-z]+", lambda m: m[0].lower() if m[0].lower() in small else m[0], match["of"]
    )
    if re.search(r"\b(?:this|these|our|your|the)\b", of):
        return
    kind = match["kind"].lower()
    most = 3 if kind in _SORTED else _MOST_LISTED
    if any(len(item.split()) > most for item in items):
        return  # uses and remarks, whatever the heading says
    yield Enumeration(
        f"Name three {kind} {of}.",
        f"Which of these are {kind} {of}?",
        tuple(map(upper_first, items)),
        False,
        passage.text.split("\n")[0],
        passage,
    )
