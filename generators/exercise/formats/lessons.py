"""A lesson as a file: HTML, as pages of other tools take it in, and Markdown. Both say visibly and
for machines that the lesson was generated, and where each sentence stands in the sources.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generators.exercise.content import Language
from generators.exercise.formats.labels import spell_label
from generators.exercise.formats.lesson_file import LessonFile, LessonFormat
from generators.exercise.formats.markup import escape_text, to_html, to_markdown
from generators.exercise.lesson import Cited
from generators.exercise.self_check import list_self_checks


@dataclass(frozen=True, slots=True)
class _Words:
    goals: str
    terms: str
    examples: str
    mistakes: str
    summary: str
    check: str
    talk: str
    answers: str
    believe: str
    says: str
    example: str


_WORDS = {
    Language.EN: _Words(
        "What you can do afterwards",
        "Terms",
        "Examples",
        "Often got wrong",
        "In short",
        "Check yourself",
        "To talk about",
        "Answers",
        "Some believe: “{claim}”",
        "The course says:",
        "Which rules or facts from above does this case show?",
    ),
    Language.ZH: _Words(
        "学习目标",
        "术语",
        "例子",
        "易错之处",
        "小结",
        "自测",
        "讨论",
        "答案",
        "有人认为：“{claim}”",
        "教材指出：",
        "这个例子体现了上面的哪些规则或事实？",
    ),
}
_HTML = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="generator" content="Coursewright">
<meta name="AIGC" content="{aigc}">
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def write_html(file: LessonFile) -> str:
    """A whole page without scripts, styles or pictures."""
    return _HTML.format(
        language=_code(file.lesson.language),
        title=escape_text(file.lesson.title),
        aigc=escape_text(_spell_aigc(file)).replace('"', "&quot;"),
        body=_write_body(file),
    )


def write_markdown(file: LessonFile) -> str:
    """With title, language and label in the front matter."""
    head = [
        f"title: {json.dumps(file.lesson.title, ensure_ascii=False)}",
        f"lang: {_code(file.lesson.language)}",
        f"AIGC: {_spell_aigc(file)}",
    ]
    title = f"<h1>{escape_text(file.lesson.title)}</h1>"
    text, _ = to_markdown(title + _write_body(file))
    return "\n".join(["---", *head, "---", "", text, ""])


WRITERS: dict[LessonFormat, Callable[[LessonFile], str]] = {
    LessonFormat.HTML: write_html,
    LessonFormat.MARKDOWN: write_markdown,
}


def _code(language: Language) -> str:
    return "zh-CN" if language is Language.ZH else "en"


def _spell_aigc(file: LessonFile) -> str:
    return json.dumps(dict(file.aigc), ensure_ascii=False)


def _write_body(file: LessonFile) -> str:
    lesson, words = file.lesson, _WORDS[file.lesson.language]
    parts = [to_html(lesson.own_words)] if lesson.own_words else []
    parts += _section(words.goals, _items(map(escape_text, lesson.objectives)))
    parts += _section(words.terms, _items(_terms(file)))
    for section in lesson.sections:
        parts += _section(section.heading, _items(_quote(file, one) for one in section.sentences))
    for steps in lesson.steps:
        place = _place(file, steps.passage)
        told = _items(map(escape_text, steps.steps), "ol")
        parts += _section(steps.title, told + (f"<p>{place}</p>" if place else ""))
    parts += _section(words.examples, _examples(file, words))
    parts += _section(words.mistakes, _items(_mistakes(file, words)))
    parts += _section(words.summary, _items(escape_text(one.text) for one in lesson.summary))
    parts += _section(words.talk, _items(map(escape_text, lesson.prompts)))
    parts += _questions(file, words)
    label = escape_text(spell_label(lesson.language, file.reviewer))
    return "\n".join([*parts, f"<hr>\n<p>{label}</p>"])


def _section(title: str, inner: str) -> list[str]:
    return [f"<h2>{escape_text(title)}</h2>", inner] if inner else []


def _items(entries: Iterable[str], tag: str = "ul") -> str:
    listed = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"<{tag}>{listed}</{tag}>" if listed else ""


def _place(file: LessonFile, passage: str) -> str:
    place = file.places.get(passage)
    return f"<em>({escape_text(place)})</em>" if place else ""


def _quote(file: LessonFile, cited: Cited) -> str:
    return f"{escape_text(cited.text)} {_place(file, cited.passage)}".rstrip()


def _terms(file: LessonFile) -> Iterator[str]:
    for term in file.lesson.terms:
        yield f"<strong>{escape_text(term.term)}</strong>: {_quote(file, term)}"


def _examples(file: LessonFile, words: _Words) -> str:
    asked = f"<p>{escape_text(words.example)}</p>"
    return "".join(
        f"<blockquote><p>{_quote(file, example)}</p></blockquote>{asked}"
        for example in file.lesson.examples
    )


def _mistakes(file: LessonFile, words: _Words) -> Iterator[str]:
    for mistake in file.lesson.mistakes:
        claim = escape_text(words.believe.format(claim=mistake.claim))
        yield f"{claim} {escape_text(words.says)} {_quote(file, mistake)}"


def _questions(file: LessonFile, words: _Words) -> list[str]:
    """The keys stand at the end, so that one can answer first."""
    asked = list_self_checks(file.lesson.questions)
    shown = [to_html(own.stem) + _items(map(escape_text, own.entries)) for own in asked]
    keys = [
        f"<p><strong>{escape_text(own.key)}</strong></p>{to_html(own.explanation)}" for own in asked
    ]
    return [
        *_section(words.check, _items(shown, "ol")),
        *_section(words.answers, _items(keys, "ol")),
    ]
