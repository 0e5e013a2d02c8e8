"""Reading a course file: the one entry for all formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generators.sources.archives import check_archive
from generators.sources.blocks import Block, Document, Progress, UnreadReason
from generators.sources.errors import CorruptError, EmptySourceError, TooLargeError
from generators.sources.foreign import split_foreign
from generators.sources.html import read_html
from generators.sources.language import main_language
from generators.sources.limits import Limits
from generators.sources.markdown import read_markdown
from generators.sources.pdf import read_pdf
from generators.sources.plain import read_plain
from generators.sources.result import Reading, ignore_progress
from generators.sources.slides import read_slides
from generators.sources.sniffing import Format, sniff_format
from generators.sources.spans import cut_passages
from generators.sources.word import read_word

_READERS: dict[Format, Callable[[Path, Limits, Progress], Document]] = {
    Format.PDF: read_pdf,
    Format.DOCX: read_word,
    Format.PPTX: read_slides,
    Format.HTML: read_html,
    Format.MARKDOWN: read_markdown,
    Format.TEXT: read_plain,
}


def _read_document(path: Path, format: Format, limits: Limits, tell: Progress) -> Document:
    if format in (Format.DOCX, Format.PPTX):
        check_archive(path, limits)
    try:
        return _READERS[format](path, limits, tell)
    except RecursionError as error:
        raise CorruptError(
            "The file is nested too deeply to be read. Save it anew and upload it."
        ) from error


def _place(block: Block, format: Format) -> str:
    if block.page is None:
        return "document"
    return f"{'slide' if format is Format.PPTX else 'page'} {block.page}"


def read_source(
    path: Path, media_type: str, filename: str, limits: Limits, tell: Progress = ignore_progress
) -> Reading:
    """The passages of a file, and everything in it that was not read, with the reason.

    Runs the parsers in this process: use `isolation.read_source_isolated` for files that
    strangers may have made. Raises `SourceError`.
    """
    format = sniff_format(path, media_type, filename, limits)
    document = _read_document(path, format, limits, tell)
    characters = sum(len(block.text) for block in document.blocks)
    if characters > limits.characters:
        raise TooLargeError(
            f"The file holds {characters} characters of text; at most {limits.characters} are read."
            " Split it."
        )
    blocks, foreign = split_foreign(document.blocks)
    for block in foreign:
        document.skip(_place(block, format), UnreadReason.OTHER_LANGUAGE, block.text)
    passages = cut_passages(blocks)
    if not passages and not document.unread:
        raise EmptySourceError("The file holds no text. Choose another one.")
    named = tuple(passage.model_copy(update={"source": filename}) for passage in passages)
    return Reading(
        passages=named,
        unread=tuple(document.unread),
        language=main_language(passage.text for passage in passages),
        pages=document.pages,
    )
