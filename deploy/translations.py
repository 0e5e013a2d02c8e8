"""The message catalogues: extracted from code and templates, updated, compiled.

`python -m deploy.translations` extracts and updates the .po files; translators fill in what is
empty. An English catalogue is kept too, whose messages are themselves.
"""

from __future__ import annotations

import ast
import builtins
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

from babel.messages.extract import extract_python

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "lti_tool" / "translations"
# Babel spells zh_CN with its script, and Flask-Babel looks for a folder of that name.
LOCALES = ("en", "zh_Hans_CN")
KEYWORDS = ("_l", "_", "gettext", "ngettext:1,2", "lazy_gettext")

Message = tuple[int, Any, Any, Any]


def extract_messages(
    fileobj: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Message]:
    """Babel's extraction method: gettext calls, and the sentences of `ToolError`s."""
    yield from extract_python(fileobj, cast(Any, keywords), comment_tags, cast(Any, options))
    fileobj.seek(0)
    for node in ast.walk(ast.parse(fileobj.read())):
        for sentence in _error_sentences(node):
            yield node.lineno, "gettext", sentence, []  # type: ignore[attr-defined]


def _error_sentences(node: ast.AST) -> Iterable[str]:
    match node:
        case ast.ClassDef(body=body):
            return [text for statement in body for text in _class_message(statement)]
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]):
            own = name.endswith("Error") and not hasattr(builtins, name)
            return [text] if own and text.endswith((".", "?", "!")) else []
    return []


def _class_message(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.Assign(targets=[ast.Name(id="message")], value=ast.Constant(value=str(text))):
            return [text]
    return []


def _run_babel(*arguments: str) -> None:
    command = [str(Path(sys.executable).parent / "pybabel"), "--quiet", *arguments]
    subprocess.run(command, cwd=ROOT, check=True)


def extract_template(target: Path) -> None:
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    places = ["--no-location", "--sort-output", "--project=coursewright", "--omit-header"]
    _run_babel("extract", "-F", "babel.cfg", *keywords, *places, "-o", str(target), ".")


def update_catalogues(template: Path) -> None:
    for locale in LOCALES:
        target = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
        verb = "update" if target.exists() else "init"
        target.parent.mkdir(parents=True, exist_ok=True)
        more = ["--no-fuzzy-matching", "--ignore-obsolete"] if verb == "update" else []
        _run_babel(verb, "-i", str(template), "-o", str(target), "-l", locale, "--no-wrap", *more)


def compile_catalogues() -> None:
    _run_babel("compile", "-d", str(CATALOGUES))


def main() -> None:
    template = CATALOGUES / "messages.pot"
    CATALOGUES.mkdir(exist_ok=True)
    extract_template(template)
    update_catalogues(template)
    template.unlink()
    compile_catalogues()


if __name__ == "__main__":
    main()
