"""Exercises as a GIFT file."""

from __future__ import annotations

from collections.abc import Iterable

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Gap,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    OpenAnswer,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.formats.capabilities import GIFT
from generators.exercise.formats.cases import unfold_case
from generators.exercise.formats.gift.spelling import escape
from generators.exercise.formats.labels import join_feedback
from generators.exercise.formats.markup import escape_text, to_html
from generators.exercise.formats.plain_numbers import plain_number, spell_share
from generators.exercise.formats.portable import Portable
from generators.exercise.formats.tags import write_tags
from generators.exercise.formats.titles import title_of

_GAP_MARK = escape("{{1}}")


def write_gift(exercises: Iterable[Portable], course: str) -> bytes:
    """UTF-8; exercises that GIFT has no kind for are left out (`capabilities`)."""
    blocks = [f"$CATEGORY: $course$/top/{course.replace('/', '//')}"] if course else []
    held = (portable for portable in exercises if GIFT.holds(portable))
    blocks += [_write(entry) for portable in held for entry in unfold_case(portable)]
    return ("\n\n".join(blocks) + "\n").encode()


def _write(portable: Portable) -> str:
    marks = [f"[id:{portable.id}]"] if portable.id else []
    marks += [f"[tag:{_in_comment(tag)}]" for tag in write_tags(portable)]
    comment = f"// {' '.join(marks)}\n" if marks else ""
    content = portable.content
    solution = content.solution if isinstance(content, Numerical) else ""
    feedback = join_feedback(portable, content.explanation, solution)
    ending = f"\n\t####{_html(feedback)}" if feedback else ""
    head = f"{comment}::{escape(title_of(portable))}::[html]"
    if isinstance(content, CaseStudy):  # a description: no braces
        return head + escape(to_html(content.stem))
    stem, answers = _write_content(content)
    if isinstance(content, Cloze):
        return head + escape(stem).replace(_GAP_MARK, f"{{{answers}{ending}\n}}")
    return f"{head}{escape(stem)}{{{answers}{ending}\n}}"


def _write_content(content: Content) -> tuple[str, str]:
    """The stem as HTML, and what stands between the braces."""
    stem = to_html(content.stem)
    lines: Iterable[str]
    match content:
        case MultipleChoice():
            lines = (
                _line("=" if option.correct else "~", escape_text(option.text), option.feedback)
                for option in content.options
            )
        case MultipleResponse():
            right, wrong = (spell_share(len(part)) for part in (content.right, content.wrong))
            lines = (
                _line(
                    f"~%{right if option.correct else f'-{wrong}'}%",
                    escape_text(option.text),
                    option.feedback,
                )
                for option in content.options
            )
        case TrueFalse():
            return stem, _write_truth(content)
        case Cloze():
            lines = _write_gap(content.gaps[0])
        case ShortAnswer():
            lines = (_line("=", text.replace("*", r"\*")) for text in content.accepted)
        case Numerical():
            return stem, f"#{plain_number(content.value)}:{plain_number(content.tolerance)}"
        case OpenAnswer():
            return stem, ""
        case Matching():
            lines = _write_pairs(content)
        case _:
            raise AssertionError(f"GIFT has no {content.kind}")
    return stem, "".join(f"\n\t{line}" for line in lines)


def _write_truth(content: TrueFalse) -> str:
    """The feedback to the wrong answer comes first."""
    truth = "TRUE" if content.truth else "FALSE"
    feedbacks = (content.feedback_true, content.feedback_false)
    right, wrong = feedbacks if content.truth else reversed(feedbacks)
    return truth + (f"#{_html(wrong)}#{_html(right)}" if right or wrong else "")


def _write_gap(gap: Gap) -> Iterable[str]:
    if gap.choices:
        return (
            _line("=" if choice in gap.accepted else "~", escape_text(choice))
            for choice in gap.choices
        )
    return (_line("=", text.replace("*", r"\*")) for text in gap.accepted)


def _write_pairs(content: Matching) -> list[str]:
    pairs = [(pair.left, pair.right) for pair in content.pairs]
    pairs += [("", distractor) for distractor in content.distractors]
    return [f"={escape(escape_text(left))} -> {escape(right)}" for left, right in pairs]


def _line(mark: str, text: str, feedback: str = "") -> str:
    return f"{mark}{escape(text)}" + (f"#{_html(feedback)}" if feedback else "")


def _html(markdown: str) -> str:
    return escape(to_html(markdown)) if markdown else ""


def _in_comment(tag: str) -> str:
    return tag.replace("]", ")").replace("\n", " ")
