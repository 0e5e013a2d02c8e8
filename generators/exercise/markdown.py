"""The Markdown that exercises are written in: CommonMark with tables, strikethrough and $formulas$.

HTML in a text is text. Pictures are switched off: an address in generated text would be fetched by
whoever reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

INLINE = "math_inline"
_FORMULAS = (INLINE, "math_inline_double", "math_block")


def make_parser(write_formula: Callable[[Token], str]) -> MarkdownIt:
    """`write_formula` gives the HTML of a formula's token; one of type INLINE stands in a line."""

    def render(
        renderer: RendererProtocol,
        tokens: Sequence[Token],
        index: int,
        options: OptionsDict,
        env: dict[str, Any],
    ) -> str:
        del renderer, options, env
        return write_formula(tokens[index])

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable("image")
    parser.use(dollarmath_plugin, allow_labels=False, allow_digits=False, double_inline=True)
    for name in _FORMULAS:
        parser.add_render_rule(name, render)
    return parser
