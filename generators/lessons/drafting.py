"""A lesson out of a course's facts: quoted, never written anew, so that nothing is made up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import islice

from generators.drafters.base import Drafter, Material
from generators.drafters.extractive.claims import covered_misconceptions, covered_sentences
from generators.drafters.extractive.definition import Definition
from generators.drafters.extractive.facts import Sentence
from generators.drafters.extractive.procedure import Procedure
from generators.drafters.extractive.task import Task
from generators.drafters.extractive.wording import section_name
from generators.drafters.text.statements import is_worked_example
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content, Kind
from generators.exercise.folding import fold_text
from generators.exercise.lesson import Cited, Lesson, Mistake, Section, Steps, Term
from generators.exercise.passage import Passage
from generators.lessons.objectives import state_objectives
from generators.lessons.prompts import find_prompts
from generators.pipeline import draft_blueprint
from generators.sources.sentences import split_sentences
from generators.sources.tokens import words_of

DRAFTER, REVISION = "lesson", "1"
NEAR = 0.5  # of `Task.distance`: the skill's own passages, and what speaks of it
MOST_TERMS, MOST_SECTIONS, MOST_SENTENCES = 8, 6, 6
MOST_STEPS, MOST_EXAMPLES, MOST_MISTAKES, MOST_SUMMARY = 3, 3, 4, 4
FEWEST_SENTENCES = 3  # below that the sources say too little for a lesson
# To check oneself: one of each, as far as the sources carry it.
CHECKS = (Kind.MULTIPLE_CHOICE, Kind.TRUE_FALSE, Kind.SHORT_ANSWER, Kind.NUMERICAL, Kind.ORDERING)

Progress = Callable[[int, int], None]


class TooLittleError(ValueError):
    """The sources do not say enough about the skill; the message counts what there is."""


def draft_lesson(
    blueprint: Blueprint,
    material: Material,
    drafters: Sequence[Drafter],
    seed: int,
    tell: Progress = lambda _done, _of: None,
) -> Lesson:
    """`blueprint` names skill and language; its kind does not matter. The same arguments give the
    same lesson. `tell` hears how many of the questions are done.

    Raises `TooLittleError`.
    """
    task = Task(blueprint, material, seed)
    sentences = [s for s in covered_sentences(task) if _is_near(task, s.passage, s.text)]
    definitions = [
        d
        for d in task.facts.definitions_in(task.language)
        if task.covers(d.passage) and _is_near(task, d.passage, d.sentence)
    ][:MOST_TERMS]
    procedures = [p for p in task.facts.procedures if task.covers(p.passage)][:MOST_STEPS]
    if len(sentences) + 2 * len(definitions) + 3 * len(procedures) < FEWEST_SENTENCES:
        raise TooLittleError(
            f"{blueprint.skill_name}: {len(sentences)} sentences that stand alone, "
            f"{len(definitions)} definitions, {len(procedures)} procedures"
        )
    return Lesson(
        title=blueprint.skill_name,
        language=task.language,
        objectives=state_objectives(task, definitions, procedures),
        terms=tuple(map(_to_term, definitions)),
        sections=_sections(sentences, definitions),
        steps=tuple(map(_to_steps, procedures)),
        examples=_examples(task),
        mistakes=_mistakes(task),
        summary=_summary(sentences),
        prompts=find_prompts(task, definitions),
        questions=tuple(_questions(task, drafters, seed, tell)),
    )


def _is_near(task: Task, passage: Passage, text: str) -> bool:
    return task.distance(passage, text) <= NEAR


def _to_term(definition: Definition) -> Term:
    return Term(term=definition.term, text=definition.sentence, passage=definition.passage.id)


def _to_steps(procedure: Procedure) -> Steps:
    return Steps(title=procedure.title, steps=procedure.steps, passage=procedure.passage.id)


def _sections(
    sentences: Sequence[Sentence], definitions: Sequence[Definition]
) -> tuple[Section, ...]:
    """Heading by heading in course order; what is said under the terms is not said again."""
    said = {fold_text(definition.sentence) for definition in definitions}
    found: defaultdict[str, list[Cited]] = defaultdict(list)
    for sentence in sentences:
        heading = section_name(sentence.passage)
        if heading and fold_text(sentence.text) not in said:
            said.add(fold_text(sentence.text))
            found[heading].append(Cited(text=sentence.text, passage=sentence.passage.id))
    return tuple(
        Section(heading=heading, sentences=tuple(own[:MOST_SENTENCES]))
        for heading, own in islice(found.items(), MOST_SECTIONS)
    )


def _examples(task: Task) -> tuple[Cited, ...]:
    """Paragraphs that the source itself calls examples, as far as they are short."""
    found = [
        Cited(text=passage.text, passage=passage.id)
        for passage in task.material.passages
        if passage.kind == "text"
        and task.covers(passage)
        and len(passage.text) <= 700
        and len(split_sentences(passage.text)) > 1
        and (is_worked_example(passage.heading) or is_worked_example(passage.text))
    ]
    return tuple(found[:MOST_EXAMPLES])


def _mistakes(task: Task) -> tuple[Mistake, ...]:
    found = [m for m in covered_misconceptions(task) if m.truth]
    return tuple(
        Mistake(claim=m.claim, text=m.truth, passage=m.passage.id) for m in found[:MOST_MISTAKES]
    )


def _summary(sentences: Sequence[Sentence]) -> tuple[Cited, ...]:
    """The sentences that share most words with the others, in course order."""
    words = [set(words_of(sentence.text)) for sentence in sentences]
    common = Counter(word for own in words for word in own)
    weight = [
        sum(common[word] - 1 for word in own) / (len(own) + 4) if own else 0.0 for own in words
    ]
    best = sorted(range(len(sentences)), key=lambda n: (-weight[n], n))[:MOST_SUMMARY]
    return tuple(
        Cited(text=sentences[n].text, passage=sentences[n].passage.id) for n in sorted(best)
    )


def _questions(task: Task, drafters: Sequence[Drafter], seed: int, tell: Progress) -> list[Content]:
    found: list[Content] = []
    for done, kind in enumerate(CHECKS):
        tell(done, len(CHECKS))
        asked = task.blueprint.model_copy(update={"kind": kind})
        result = draft_blueprint(asked, task.material, drafters, found, seed)
        if result.best is not None and result.best.candidate.content is not None:
            found.append(result.best.candidate.content)
    tell(len(CHECKS), len(CHECKS))
    return found
