"""Writes the courses' files from their texts: `python -m deploy.demo.courses.build`.

Needs the project's development extra (reportlab). What it writes is kept in the repository, so
that the demo itself needs none of this.
"""

import sys
from pathlib import Path

from deploy.demo.courses.building.blocks import Heading, TextError, join_text, read_blocks
from deploy.demo.courses.building.drawing import Drawing
from deploy.demo.courses.building.figures_en import EN_FIGURES
from deploy.demo.courses.building.figures_zh import ZH_FIGURES
from deploy.demo.courses.building.pdf import write_pdf
from deploy.demo.courses.building.slides import write_pptx
from deploy.demo.courses.building.svg import render_svg
from deploy.demo.courses.building.web import name_figures, write_html, write_markdown
from deploy.demo.courses.building.word import write_docx
from deploy.demo.courses.catalogue import DemoCourse, load_courses

FIGURES = {"en": EN_FIGURES, "zh": ZH_FIGURES}


def build_course(course: DemoCourse, folder: Path) -> None:
    """Raises TextError where a text asks for what its format cannot show."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in course.files:
        markdown = course.read_text(file)
        drawings = _pick_figures(markdown, FIGURES[course.language])
        (folder / file.name).write_bytes(
            _write_file(markdown, drawings, file.path.suffix, course.language)
        )
        if file.path.suffix == ".md":
            _write_figures(markdown, drawings, folder / "figures")


def _pick_figures(markdown: str, figures: dict[str, Drawing]) -> dict[str, Drawing]:
    missing = name_figures(markdown).keys() - figures.keys()
    if missing:
        raise TextError(f"No drawing is called {', '.join(sorted(missing))}.")
    return {name: figures[name] for name in name_figures(markdown)}


def _write_file(markdown: str, drawings: dict[str, Drawing], suffix: str, language: str) -> bytes:
    blocks = read_blocks(markdown)
    first = blocks[0]
    if not isinstance(first, Heading):
        raise TextError("A text begins with its title, a heading of level 1.")
    title = join_text(first.runs)
    match suffix:
        case ".pdf":
            return write_pdf(blocks, drawings, title, language)
        case ".docx":
            return write_docx(blocks, drawings, title, language)
        case ".pptx":
            return write_pptx(blocks, drawings, title, language)
        case ".html":
            return write_html(markdown, drawings, title, language)
        case ".md":
            return write_markdown(markdown)
        case _:
            raise TextError(f"Nothing writes {suffix} files.")


def _write_figures(markdown: str, drawings: dict[str, Drawing], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, caption in name_figures(markdown).items():
        (folder / f"{name}.svg").write_text(render_svg(drawings[name], caption), "utf-8")


def main() -> int:
    for course in load_courses():
        build_course(course, course.folder / "files")
        print(f"{course.label}: {len(course.files)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
