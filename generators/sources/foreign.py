"""Text in a language that no exercise is written in: told apart, so that none is made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generators.sources.blocks import Block
from generators.sources.joining import HAN

_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_HAN = re.compile(rf"[{HAN}]")
_KANA = re.compile(r"[\u3040-\u30ff]")
# Greek letters are left out: formulas are full of them.
_OTHER = re.compile(
    r"[\u0400-\u04ff\u0530-\u058f\u0590-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff"
    r"\u1100-\u11ff\uac00-\ud7af]"
)
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")

# The commonest small words of languages in Latin script: in running text of a language each makes
# up a fifth to a half of all words, in that of another next to none.
_ENGLISH_WORDS = (
    "the of and to in is are that for it with as be by this on or from at which an not was were "
    "has have can when if you they"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_SMALL_WORDS = (
    "der die das und ist nicht ein eine mit von den zu auf für im dem des sich wird werden auch",
    "le la les des et est une dans pour que qui sur pas au du un par en sont aux ce cette il",
    "el la los las de que y en una por con para es del se un su como no más al",
    "il lo gli di che è una per con non sono della dei nel si un la le del alla",
    "o os as de que e em uma para com não do da dos das um por se ao na",
    "de het een en van is dat niet met voor zijn op te die door ook wordt bij",
    "i w na z się nie do to jest że jak oraz dla od po przez są",
    "och att det som en är av för med den till inte på ett om han",
    "ve bir bu için ile da de olarak daha çok en gibi olan her",
    "dan yang di untuk dengan pada dari ini adalah tidak dalam itu oleh",
    "và của là có trong một cho các được không với người này",
)
# Such as English has too; single letters stand in formulas.
_SHARED_WORDS = "no do as die per met pad men so an me he"
_SHARED = frozenset(_SHARED_WORDS.split()) | _ENGLISH
_FOREIGN = tuple(
    frozenset(word for word in words.split() if len(word) > 1 or word > "z") - _SHARED
    for words in _SMALL_WORDS
)

_FEWEST_WORDS = 20
_FEWEST_LETTERS = 20
_FEWEST_DIFFERENT = 3  # small words: one alone may be a name or a symbol
_OTHER_SHARE = 0.3  # of the letters, of scripts that are neither Latin nor Chinese
_KANA_SHARE = 0.1  # of the East Asian ones: Japanese has far more
_SMALL_SHARE = 0.12
_ENGLISH_SHARE = 0.1


def is_foreign(text: str) -> bool | None:
    """Whether the text is neither English nor Chinese; None where it is too short to tell."""
    latin, han = len(_LATIN.findall(text)), len(_HAN.findall(text))
    kana, other = len(_KANA.findall(text)), len(_OTHER.findall(text))
    if latin + han + kana + other < _FEWEST_LETTERS:
        return None
    if other > _OTHER_SHARE * (latin + han + kana + other):
        return True
    if kana > _KANA_SHARE * (kana + han) and kana >= _FEWEST_LETTERS / 4:
        return True
    if han > latin / 4:
        return False
    return _is_foreign_latin([word.lower() for word in _WORD.findall(text)])


def _is_foreign_latin(words: Sequence[str]) -> bool | None:
    if len(words) < _FEWEST_WORDS:
        return None
    english = sum(word in _ENGLISH for word in words) / len(words)
    used = max(([word for word in words if word in own] for own in _FOREIGN), key=len)
    other = len(used) / len(words)
    running = len(set(used)) >= _FEWEST_DIFFERENT
    return running and other >= _SMALL_SHARE and english < _ENGLISH_SHARE and other > 2 * english


def split_foreign(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Those that can be used, and those in another language. What is too short to tell, as a
    heading is, goes with most of the file.
    """
    judged = [is_foreign(block.text) for block in blocks]
    foreign_file = judged.count(True) > judged.count(False)
    used: list[Block] = []
    foreign: list[Block] = []
    for block, one in zip(blocks, judged, strict=True):
        (foreign if one or (one is None and foreign_file) else used).append(block)
    return used, foreign
