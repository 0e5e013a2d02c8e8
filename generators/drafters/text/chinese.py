"""The little Chinese that exercises need."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def number_word(number: int) -> str | None:
    """ "七十二"; None above 99."""
    if 0 <= number < 10:
        return _DIGITS[number]
    if 10 <= number < 100:
        tens, ones = divmod(number, 10)
        return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
    return None
