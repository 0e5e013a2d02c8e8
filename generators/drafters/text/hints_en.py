"""What an English exercise tells of its answer: the shape of a name, words of a longer answer."""

from __future__ import annotations

from collections.abc import Sequence

from generators.drafters.parsed.tree import written_nouns
from generators.drafters.text.english import number_word
from generators.sources.tokens import words_of

_FEWEST_LETTERS = 4  # of a word that says something
_FEW = 4  # words of an answer
_MANY = 3  # answers of which one may be told
_SAY_NOTHING_TEXT = (
    "type types kind kinds form forms sort way ways thing things part parts step steps word words "
    "number example examples case cases number amount order time times page use course answer"
)
_SAY_NOTHING = frozenset(_SAY_NOTHING_TEXT.split())


def name_shape(name: str) -> str:
    """ "(two words: “s…”, “e…”)". A thing may have several names, of which one is asked for."""
    words = name.split()
    begins = ", ".join(f"“{word[0]}…”" for word in words)
    count = "one word" if len(words) == 1 else f"{number_word(len(words))} words"
    return f"({count}: {begins})"


def name_beginning(name: str) -> str:
    """More of the beginning of each word, at most half of it."""
    begins = " ".join(f"“{word[: max(1, min(3, len(word) // 2))]}…”" for word in name.split())
    return f"It begins like this: {begins}"


def name_hints(name: str) -> tuple[str, str]:
    last = name.split()[-1]
    which = "It" if last == name else "Its last word"
    return f"{which} has {sum(map(str.isalpha, last))} letters.", name_beginning(name)


def answer_hints(answers: Sequence[str], stem: str) -> tuple[str, ...]:
    """Lead to a longer answer without giving it: one of many things, a word, a beginning."""
    if len(answers) >= _MANY:
        one = f"One of them is “{answers[-1]}”."
        told = f" {number_word(len(answers))} " in stem
        return (one,) if told else (f"There are {len(answers)} of them.", one)
    if len(answers) > 1:
        return (f"One of them begins with “{answers[0][:3]}…”.",)
    words = answers[0].split()
    many = len(words) // 2 if len(words) > _FEW else max(1, len(words) - 1)
    begins = f"The answer may begin like this: “{' '.join(words[:many])} …”"
    noun = _word_of_answer(" ".join(answers), stem)
    return (f"One word of the answer is “{noun}”.", begins) if noun else (begins,)


def _word_of_answer(answer: str, stem: str) -> str:
    """A noun of the answer that the question does not say; "" where there are fewer than two, so
    that the one would be the answer.
    """
    asked = frozenset(words_of(stem)) | _SAY_NOTHING
    nouns = [
        noun
        for noun in written_nouns(answer)
        if len(noun) >= _FEWEST_LETTERS
        and noun.isalpha()
        and noun.lower() not in _SAY_NOTHING
        and asked.isdisjoint(words_of(noun))
    ]
    return nouns[0].lower() if len(nouns) > 1 else ""
