"""An H5P question set. The file holds the content; the platform must have H5P's libraries, which
are no part of it (a site that offers "Question set" has them)."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterable
from typing import Any

from generators.exercise.content import (
    Cloze,
    Content,
    Gap,
    Language,
    MultipleChoice,
    Numerical,
    ShortAnswer,
    TrueFalse,
    WithOptions,
)
from generators.exercise.formats.capabilities import H5P
from generators.exercise.formats.h5p_texts import (
    BLANKS_WORDS,
    CHOICE_WORDS,
    SET_WORDS,
    START,
    TRUTH_WORDS,
    to_h5p,
)
from generators.exercise.formats.labels import label_of
from generators.exercise.formats.markup import escape_text, to_plain
from generators.exercise.formats.plain_numbers import plain_number
from generators.exercise.formats.portable import Portable
from generators.exercise.formats.titles import title_of

SET, CHOICE, TRUTH, BLANKS = (
    ("H5P.QuestionSet", 1, 20),
    ("H5P.MultiChoice", 1, 16),
    ("H5P.TrueFalse", 1, 8),
    ("H5P.Blanks", 1, 14),
)
_NAMESPACE = uuid.UUID("6d1f2f0e-3c5b-5a55-9a0e-0d6b0c9b7a11")


def write_h5p(exercises: Iterable[Portable], course: str) -> bytes:
    """Exercises of kinds that a question set does not have are left out."""
    held = [portable for portable in exercises if H5P.holds(portable)]
    questions = [_question(portable) for portable in held]
    title = course or "Coursewright"
    language = held[0].content.language if held else Language.EN
    content = {
        "introPage": {
            "showIntroPage": bool(any(p.generated for p in held)),
            "introduction": _label(held),
            **START[language],
        },
        "progressType": "dots",
        "passPercentage": 50,
        "questions": questions,
        **SET_WORDS[language],
    }
    used = {question["library"] for question in questions}
    libraries = [SET, *(own for own in (CHOICE, TRUTH, BLANKS) if _spell(own) in used)]
    package = {
        "title": title,
        "language": language.value,
        "mainLibrary": SET[0],
        "embedTypes": ["div"],
        "license": "U",
        "preloadedDependencies": [
            {"machineName": name, "majorVersion": major, "minorVersion": minor}
            for name, major, minor in libraries
        ],
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("h5p.json", json.dumps(package, ensure_ascii=False))
        archive.writestr("content/content.json", json.dumps(content, ensure_ascii=False))
    return file.getvalue()


def _label(exercises: list[Portable]) -> str:
    """The labels of all exercises, each once, before the first question."""
    labels = dict.fromkeys(filter(None, map(label_of, exercises)))
    return "".join(f"<p>{escape_text(label)}</p>" for label in labels)


def _spell(library: tuple[str, int, int]) -> str:
    name, major, minor = library
    return f"{name} {major}.{minor}"


def _question(portable: Portable) -> dict[str, Any]:
    library, params = _params(portable.content)
    key = portable.id or portable.content.model_dump_json()
    title = title_of(portable)
    return {
        "library": _spell(library),
        "params": params,
        "subContentId": str(uuid.uuid5(_NAMESPACE, key)),
        "metadata": {"title": title, "license": "U", "contentType": library[0]},
    }


def _params(content: Content) -> tuple[tuple[str, int, int], dict[str, Any]]:
    match content:
        case WithOptions():
            return CHOICE, _choice(content)
        case TrueFalse():
            return TRUTH, _truth(content)
        case Cloze():
            text = to_h5p(content.stem).replace("*", _STAR)
            for number, gap in enumerate(content.gaps, start=1):
                text = text.replace(f"{{{{{number}}}}}", _blank(gap))
            sensitive = any(gap.case_sensitive for gap in content.gaps)
            instruction = _INSTRUCTION[content.language]
            return BLANKS, _blanks(content, instruction, text, case_sensitive=sensitive)
        case ShortAnswer():
            gap = Gap(accepted=content.accepted[:12])
            text, sensitive = f"<p>{_blank(gap)}</p>", content.case_sensitive
            return BLANKS, _blanks(content, to_h5p(content.stem), text, case_sensitive=sensitive)
        case Numerical():
            gap = Gap(accepted=(plain_number(content.value),))
            unit = escape_text(f" {content.unit}").replace("*", _STAR) if content.unit else ""
            text = f"<p>{_blank(gap)}{unit}</p>"
            return BLANKS, _blanks(content, to_h5p(content.stem), text, case_sensitive=False)
    raise AssertionError(f"a question set has no {content.kind}")


def _choice(content: WithOptions) -> dict[str, Any]:
    single = isinstance(content, MultipleChoice)
    return {
        "question": to_h5p(content.stem),
        "answers": [
            {
                "text": f"<div>{escape_text(option.text)}</div>",
                "correct": option.correct,
                "tipsAndFeedback": {"chosenFeedback": to_h5p(option.feedback)},
            }
            for option in content.options
        ],
        "behaviour": {
            "type": "single" if single else "multi",
            "singlePoint": single,
            "randomAnswers": True,
        },
        "UI": CHOICE_WORDS[content.language],
    }


def _truth(content: TrueFalse) -> dict[str, Any]:
    """Its feedback is plain text."""
    told = [to_plain(content.feedback_true), to_plain(content.feedback_false)]
    right, wrong = told if content.truth else reversed(told)
    return {
        "question": to_h5p(content.stem),
        "correct": str(content.truth).lower(),
        "behaviour": {"feedbackOnCorrect": right, "feedbackOnWrong": wrong},
        "l10n": TRUTH_WORDS[content.language],
    }


_INSTRUCTION = {Language.EN: "<p>Fill in the gaps.</p>", Language.ZH: "<p>填空。</p>"}
_STAR = f"&#{ord('*')};"  # the mark itself begins and ends a blank


def _blanks(
    content: Content, instruction: str, text: str, *, case_sensitive: bool
) -> dict[str, Any]:
    return {
        "text": instruction,
        "questions": [text],
        "behaviour": {"caseSensitive": case_sensitive, "enableRetry": True},
        **BLANKS_WORDS[content.language],
    }


def _blank(gap: Gap) -> str:
    """Between asterisks, alternatives parted by a slash; both are entities within an answer."""
    return f"*{'/'.join(_blank_text(text) for text in gap.accepted)}*"


def _blank_text(text: str) -> str:
    spelled = escape_text(text)
    for mark in "*/:":
        spelled = spelled.replace(mark, f"&#{ord(mark)};")
    return spelled
