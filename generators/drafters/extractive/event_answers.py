"""Short answers in English that are a person's name or a year."""

from __future__ import annotations

from collections.abc import Iterator

from generators.drafters.extractive.claims import covered_sentences
from generators.drafters.extractive.events_en import Event, find_event
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite, place_hint, says
from generators.drafters.text.leaks import holds
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language, ShortAnswer
from generators.exercise.folding import fold_text


def propose_event_answers(task: Task) -> Iterator[Proposal]:
    if task.language is not Language.EN:
        return
    for sentence in covered_sentences(task):
        event = find_event(sentence, task.facts.small)
        if event and not any(holds(event.stem, a, task.language) for a in event.accepted):
            yield _propose(task, event)


def _propose(task: Task, event: Event) -> Proposal:
    sentence = event.sentence
    content = ShortAnswer(
        stem=escape(event.stem),
        language=task.language,
        accepted=event.accepted,
        explanation=says(sentence.passage, sentence.as_written),
        hints=(
            place_hint(sentence.passage, event.accepted, task.blueprint.skill_name),
            _hint(event),
        ),
        citations=cite(sentence.passage, sentence.as_written),
    )
    rank = task.distance(sentence.passage, sentence.text) - 0.1
    return Proposal(content, fold_text(sentence.text), "event", rank)


def _hint(event: Event) -> str:
    answer = event.accepted[0]
    if event.is_year:
        return f"It was in the {answer[:3]}0s."
    return (
        f"The name begins with “{answer[0]}”; its last word has {len(answer.split()[-1])} letters."
    )
