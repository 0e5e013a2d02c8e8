"""Short answers: a term for its meaning, a number, or another fact that one or two words say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.attribute import Attribute, find_attributes
from generators.drafters.extractive.claims import covered_sentences
from generators.drafters.extractive.definition import Definition
from generators.drafters.extractive.definitions_zh import IS, MEANS
from generators.drafters.extractive.further_en import further_hint
from generators.drafters.extractive.meanings_en import has_determiner
from generators.drafters.extractive.number_question import NumberQuestion, ask_number
from generators.drafters.extractive.quantity import Quantity
from generators.drafters.extractive.questions import ask_term
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite, place_hint, says
from generators.drafters.parsed.tree import begins_with_name, nouns_of
from generators.drafters.text.english import is_plural, other_number
from generators.drafters.text.genus_zh import other_forms
from generators.drafters.text.hints_en import name_beginning, name_shape
from generators.drafters.text.leaks import gives_away
from generators.drafters.text.markdown import escape
from generators.drafters.text.shorter_en import shorter_forms
from generators.drafters.text.terms_zh import begins_in, ends_in_text, is_said_by, names_thing
from generators.drafters.text.variants import number_variants, term_variants
from generators.exercise.content import Language, ShortAnswer
from generators.exercise.folding import fold_text
from generators.sources.headings import skill_name
from generators.sources.sentences import split_sentences
from generators.sources.spans import PATH_SEPARATOR
from generators.sources.tokens import ENGLISH_STOP

_MOST_ACCEPTED = 12
_BESIDE = re.compile(r"(?:简称|符号是|也叫|又叫)\s*([^，。]{1,8})")
# "This Policy", "Example Global Inc": what only the paper's own readers can know.
_OF_THE_PAPER = re.compile(r"\b(?:[Tt]his|[Tt]hese) \w|\b(?:Inc|Ltd|LLC|GmbH|Corp|Solutions)\b")
_UNSURE = re.compile(r"\b(?:probably|perhaps|possibly|likely|maybe|might)\b", re.I)
_RELATIVE = re.compile(r"\b(?:that|which|who|whose|where)\b")
_FEWEST_CHARACTERS = 16  # of a Chinese meaning that leads to one name
_FEWEST_TELLING = 4  # words of a sentence's meaning
_ROW = 3  # sentences of a passage that each say what "a ..." is
_MOST_MEANING = {Language.EN: 32, Language.ZH: 60}


def propose_short_answers(task: Task) -> Iterator[Proposal]:
    for definition in task.facts.definitions_in(task.language):
        if task.covers(definition.passage) and is_nameable(task, definition):
            yield _of_term(task, definition)
    sentences = covered_sentences(task)
    for sentence in sentences:
        question = ask_number(sentence)
        if question and task.holds_number_to_know(sentence.text):
            yield _of_number(task, question)
    for attribute in find_attributes(sentences):
        if attribute.is_short:
            yield _of_attribute(task, attribute)


def is_askable(task: Task, definition: Definition) -> bool:
    """The meaning does not give the term away, is of no other term, and fits into a question."""
    if not task.facts.is_unmistakable(definition):
        return False
    language = definition.language
    length = len(definition.meaning) if language is Language.ZH else len(definition.meaning.split())
    if language is Language.ZH and (
        begins_in(definition.term, definition.meaning)
        or is_said_by(definition.term, definition.meaning)
    ):
        return False
    return length <= _MOST_MEANING[language] and not any(
        gives_away(name, definition.meaning, language) for name in definition.names
    )


def is_nameable(task: Task, definition: Definition) -> bool:
    """Whether one name alone fits the meaning, so that a learner can type it."""
    if not is_askable(task, definition):
        return False
    if definition.language is Language.ZH:
        return _has_one_name(definition)
    return _is_known_by(definition, is_own=is_set_off(definition) or _is_in_row(task, definition))


def _has_one_name(definition: Definition) -> bool:
    """Whether a Chinese sentence names the thing ("……叫做复合伤"), or tells at length what a
    compound name of a thing means. Not what it merely says a thing is.
    """
    if definition.verb == IS:
        return False
    if definition.verb != MEANS:
        return True
    return (
        re.search("是指|指的是", definition.told) is not None
        and names_thing(definition.term)
        and not ends_in_text(definition.term, definition.meaning)
        and len(definition.meaning) >= _FEWEST_CHARACTERS
    )


def _is_known_by(definition: Definition, *, is_own: bool) -> bool:
    """Whether an English meaning leads to one name that a learner can type. What a sentence says
    of a name ("Neisseria are cocci that live on ...") or in a few words fits its sisters too, and
    a short form alone would refuse the words that it stands for. `is_own`: the source gives the
    name as a term.
    """
    if not any(re.search(r"[a-z]{3}", name) for name in definition.names):
        return False
    if re.search(r"\b(?:an?|the) ", definition.term):
        return False  # "transferring a risk"
    if re.search(r"\b[A-Z]", definition.term):
        return False  # a product, a person, a code: its like fit the description
    if _OF_THE_PAPER.search(definition.meaning) or _UNSURE.search(definition.meaning):
        return False
    if is_plural(definition.term) and re.match(r"[\w-]+ing\b", definition.meaning):
        return False  # "privacy violations: collecting ..." is one of many
    if definition.passage.kind != "text" or definition.verb not in ("is", "are"):
        return True
    if not is_own:
        return False
    if not has_determiner(definition.meaning) and not _RELATIVE.search(definition.meaning):
        return False  # "what do we call loss of heat"
    telling = [w for w in definition.meaning.lower().split() if w not in ENGLISH_STOP]
    fewest = _FEWEST_TELLING + (definition.verb == "are" and not has_determiner(definition.meaning))
    return len(telling) >= fewest


def is_set_off(definition: Definition) -> bool:
    """Whether the source gives the term as one: in bold or italics, or at the head of a section."""
    passage = definition.passage
    own = (*passage.marked, *map(skill_name, passage.heading.split(PATH_SEPARATOR)))
    spelt = {fold_text(definition.term), fold_text(other_number(definition.term))}
    return any(fold_text(term) in spelt for term in own)


def _is_in_row(task: Task, definition: Definition) -> bool:
    """One of several that a passage defines, sentence after sentence: a glossary in prose."""
    passage = definition.passage
    row = [
        one
        for one in task.facts.definitions_in(definition.language)
        if one.passage.id == passage.id and one.verb == "is" and one.article
    ]
    told = len(split_sentences(passage.text))
    return definition in row and len(row) >= _ROW and 2 * len(row) >= told


def accepted_terms(task: Task, definition: Definition) -> tuple[str, ...]:
    """With shorter and longer forms that are no other term of the course."""
    others = {d.key for d in task.facts.definitions_in(definition.language)}
    forms = other_forms(definition.term, definition.meaning)
    if definition.language is Language.EN:
        shorter = shorter_forms(definition.term, definition.meaning)
        forms = (*shorter, *_longer_forms(task, definition))
    beside = (form for form in forms if fold_text(form) not in others)
    names = term_variants(
        definition.term, definition.aliases, definition.language, countable=definition.is_countable
    )
    return tuple(dict.fromkeys((*names, *beside)))[:_MOST_ACCEPTED]


def _longer_forms(task: Task, definition: Definition) -> list[str]:
    """ "DNA replication" for "replication", where the course says so as well; "colonialism" for
    "European colonialism".
    """
    words = definition.term.split()
    bare = [" ".join(words[1:])] if len(words) > 1 and begins_with_name(definition.term) else []
    nouns = [n for n in nouns_of(definition.meaning) if n.lower() not in definition.key.split()]
    longer = [f"{noun} {definition.term}" for noun in nouns]
    told = [passage.text.lower() for passage in task.material.passages]
    return bare + [form for form in longer if any(form.lower() in text for text in told)]


def term_hint(term: str, language: Language) -> str:
    """Its length or more of its beginning, without the term."""
    if language is Language.ZH:
        if len(term) == 1:
            return "答案只有一个字。"
        begin = f"，第一个字是“{term[0]}”" if len(term) > 2 else ""
        return f"答案是 {len(term)} 个字的词{begin}。"
    return name_beginning(term)


def ask_shape(stem: str, name: str, language: Language) -> str:
    """In English with the number of words and their first letters: a thing has longer, shorter and
    other names, of which one is meant.
    """
    return f"{stem} {escape(name_shape(name))}" if language is Language.EN else stem


def _of_term(task: Task, definition: Definition) -> Proposal:
    where = place_hint(definition.passage, definition.names, task.blueprint.skill_name)
    if task.language is Language.EN:
        where = further_hint(task, definition) or where
    content = ShortAnswer(
        stem=ask_shape(
            ask_term(definition, task.weigh("words", definition.key)),
            definition.term,
            task.language,
        ),
        language=task.language,
        accepted=accepted_terms(task, definition),
        explanation=says(definition.passage, definition.sentence),
        hints=(where, term_hint(definition.term, task.language)),
        citations=cite(definition.passage, definition.sentence),
    )
    rank = task.distance(definition.passage, definition.term)
    return Proposal(content, definition.key, "term", rank)


def number_hint(quantity: Quantity, language: Language) -> str:
    low, high = quantity.value / 3, quantity.value * 4
    spell = "{:.0f}".format if abs(quantity.value) >= 6 else "{:.2g}".format
    if language is Language.ZH:
        return f"这个数在 {spell(low)} 和 {spell(high)} 之间（单位：{quantity.unit}）。"
    return f"The number lies between {spell(low)} and {spell(high)}."


def accepted_quantities(question: NumberQuestion, language: Language) -> tuple[str, ...]:
    quantity = question.quantity
    numbers = number_variants(quantity.number, language)
    units = [quantity.with_number(number) for number in numbers]
    if question.lead:
        units = [*(f"{question.lead} {text}" for text in units), *units]
    bare = numbers if not question.lead else ()
    return tuple(dict.fromkeys((*units[:1], *bare, *units[1:])))


def _of_number(task: Task, question: NumberQuestion) -> Proposal:
    sentence = question.sentence
    where = place_hint(
        sentence.passage,
        [question.quantity.number, question.quantity.shown],
        task.blueprint.skill_name,
    )
    content = ShortAnswer(
        stem=escape(question.stem),
        language=task.language,
        accepted=accepted_quantities(question, task.language),
        explanation=says(sentence.passage, sentence.as_written),
        hints=(where, number_hint(question.quantity, task.language)),
        citations=cite(sentence.passage, sentence.as_written),
    )
    return Proposal(
        content, sentence.text, "number", task.distance(sentence.passage, sentence.text)
    )


def _of_attribute(task: Task, attribute: Attribute) -> Proposal:
    answer, passage = attribute.answer, attribute.passage
    bare = answer.removeprefix("the ").removeprefix("a ").removeprefix("an ")
    content = ShortAnswer(
        stem=ask_shape(escape(attribute.question), bare, task.language),
        language=task.language,
        accepted=term_variants(bare, (answer, *_names_beside(attribute)), task.language),
        explanation=says(passage, attribute.sentence),
        hints=(
            place_hint(passage, [bare], task.blueprint.skill_name),
            term_hint(bare, task.language),
        ),
        citations=cite(passage, attribute.sentence),
    )
    rank = task.distance(passage, attribute.sentence)
    return Proposal(content, attribute.sentence, "attribute", rank)


def _names_beside(attribute: Attribute) -> tuple[str, ...]:
    """Short names and symbols that the sentence gives beside the answer."""
    return tuple(_BESIDE.findall(attribute.sentence)) if attribute.kind == "单位" else ()
