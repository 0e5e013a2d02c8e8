"""Open answers: say what a term is and what else the source says of it. The rubric's criteria are
the source's own sentences, so that whoever marks has them at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators.drafters.extractive.claims import covered_sentences
from generators.drafters.extractive.definition import Definition, Form
from generators.drafters.extractive.facts import Sentence
from generators.drafters.extractive.open_answers_zh import propose_open_answers_zh
from generators.drafters.extractive.short_answer import is_nameable
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import place_hint
from generators.drafters.text.leaks import holds
from generators.drafters.text.markdown import escape
from generators.drafters.text.statements_en import is_first_person
from generators.exercise.content import Citation, Criterion, Language, OpenAnswer

FEWEST, MOST = 2, 3  # further points that are asked for
_NEAR = 0.5  # a whole answer is asked for, so it must be about the skill itself


def propose_open_answers(task: Task) -> Iterator[Proposal]:
    """One for each defined term of which its section says enough; in Chinese as examinations there
    put them.
    """
    if task.language is Language.ZH:
        yield from propose_open_answers_zh(task)
        return
    sentences = covered_sentences(task)
    for definition in task.facts.definitions_in(task.language):
        if not task.covers(definition.passage) or not is_nameable(task, definition):
            continue
        if task.distance(definition.passage, definition.sentence) > _NEAR:
            continue
        further = _further(definition, sentences)
        if definition.form is Form.NOUN and len(further) >= FEWEST:
            yield _propose(task, definition, further[:MOST])


def _further(definition: Definition, sentences: Sequence[Sentence]) -> list[Sentence]:
    return [
        sentence
        for sentence in sentences
        if sentence.passage.heading == definition.passage.heading
        and sentence.passage.source == definition.passage.source
        and sentence.text != definition.sentence
        and not is_first_person(sentence.text)
        and any(holds(sentence.text, name, definition.language) for name in definition.names)
    ]


def _propose(task: Task, definition: Definition, further: Sequence[Sentence]) -> Proposal:
    texts = [definition.sentence, *(sentence.text for sentence in further)]
    passages = [definition.passage, *(sentence.passage for sentence in further)]
    content = OpenAnswer(
        stem=_ask(definition, len(further)),
        language=task.language,
        rubric=(
            Criterion(text=_says_what(definition), points=2),
            *(Criterion(text=_says_more(text)) for text in texts[1:]),
        ),
        sample_answer=" ".join(map(escape, texts)),
        hints=(
            place_hint(definition.passage, texts, task.blueprint.skill_name),
            _REMIND,
        ),
        citations=tuple(
            Citation(passage=passage.id, quote=text)
            for passage, text in zip(passages, texts, strict=True)
        ),
    )
    rank = task.distance(definition.passage, definition.sentence)
    return Proposal(content, definition.key, "explain", rank)


def _ask(definition: Definition, count: int) -> str:
    number = {2: "two", 3: "three"}[count]
    named, be = escape(definition.named), "are" if definition.verb == "are" else "is"
    return (
        f"Explain in your own words what {named} {be}. "
        f"Then give {number} further facts that the course teaches about it."
    )


def _says_what(definition: Definition) -> str:
    return f"Says what it is: {definition.meaning}"


def _says_more(text: str) -> str:
    return f"Gives a further fact, such as: “{text}”"


_REMIND = "Say first what kind of thing it is, then what sets it apart, then what it does."
