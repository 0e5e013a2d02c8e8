"""What a model is told of a draft that checks refused, so that it writes a better one.

Codes are those of generators.exercise.rules; the evidence is the draft's own words, thus data.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from generators.drafters.prompts import strip_marks
from generators.engines.base import Message
from generators.exercise.content import Language
from generators.exercise.verdict import Outcome, Verdict

_MOST = 3  # complaints: more confuse a small model
_EVIDENCE = 100
_RAW = 2000  # characters of the refused draft
_LONGEST = {
    Language.EN: "The options must be of like length and of one form.",
    Language.ZH: "各选项的长度和形式要相近。",
}
_COPIED = {
    Language.EN: "Ask with a question of your own; do not copy a sentence.",
    Language.ZH: "要用自己的话提问，不要照抄原句。",
}
_UNSUPPORTED = {
    Language.EN: "The correct answer must be what the quoted sentence says.",
    Language.ZH: "正确答案必须是引用的那句话所说的内容。",
}
_LANGUAGE = {Language.EN: "Write in English only.", Language.ZH: "只能用简体中文。"}
_WORDS: dict[str, dict[Language, str]] = {
    "key_in_stem": {
        Language.EN: "The question must not hold its answer.",
        Language.ZH: "题干中不能出现答案。",
    },
    "key_in_situation": {
        Language.EN: "The situation must not say the answer of a question.",
        Language.ZH: "情境中不能直接说出问题的答案。",
    },
    "key_in_other_question": {
        Language.EN: "No question may say the answer of another one.",
        Language.ZH: "一个问题不能透露另一个问题的答案。",
    },
    "same_options": {
        Language.EN: "Two options say the same: all must differ.",
        Language.ZH: "有两个选项相同，各选项必须不同。",
    },
    "option_within_option": {
        Language.EN: "No option may contain another one.",
        Language.ZH: "一个选项不能包含另一个选项。",
    },
    "wrong_option_in_quote": {
        Language.EN: "A wrong answer stands in the quoted sentence, so it may be right.",
        Language.ZH: "有一个错误答案出现在引用的句子中，它可能也是对的。",
    },
    "quote_not_found": {
        Language.EN: "The quote must be copied from the sentence word for word.",
        Language.ZH: "引用必须一字不改地照抄原句。",
    },
    "premise_not_in_source": {
        Language.EN: "The question speaks of what the material does not say.",
        Language.ZH: "题目说到了资料中没有的内容。",
    },
    "copied_from_example": {
        Language.EN: "That is the example. Write about the new sentence instead.",
        Language.ZH: "这是示例中的内容，请针对新的句子出题。",
    },
    "dangling_reference": {
        Language.EN: "The learner does not see the material: do not refer to it.",
        Language.ZH: "学生看不到资料，题目中不要提到资料。",
    },
    "unreadable": {
        Language.EN: "Answer with the JSON object alone, and come to an end.",
        Language.ZH: "只输出 JSON 对象，并且要写完整。",
    },
    "look_dependent": {
        Language.EN: "A learner who does not see the material does not understand the question.",
        Language.ZH: "没有看到资料的学生看不懂这道题在问什么。",
    },
    "look_other_key": _UNSUPPORTED,
    "look_several_right": {
        Language.EN: "More than one option is right: each wrong answer must be clearly wrong.",
        Language.ZH: "不止一个选项是对的，错误答案必须明显是错的。",
    },
    "look_key_doubtful": {
        Language.EN: "The answer is not the only right one, or does not answer the question.",
        Language.ZH: "答案不是唯一正确的，或者答非所问。",
    },
    "look_not_worth_asking": {
        Language.EN: "It is not worth asking: ask for a fact, rule or concept of the subject.",
        Language.ZH: "这不值得考，请考查这门学科的事实、规则或概念。",
    },
    "look_unnatural": {
        Language.EN: "Put the question as a teacher would, in good English.",
        Language.ZH: "请像教师那样提问，语句要通顺自然。",
    },
    "other_language": _LANGUAGE,
    "key_is_longest": _LONGEST,
    "key_is_shortest": _LONGEST,
    "option_stands_out": _LONGEST,
    "copied_from_source": _COPIED,
    "key_not_in_source": _UNSUPPORTED,
    "key_not_found": _UNSUPPORTED,
    "source_says_another": _UNSUPPORTED,
    "solved_otherwise": _UNSUPPORTED,
}
_OTHER = {
    Language.EN: "It failed the check “{check}”.",
    Language.ZH: "没有通过检查“{check}”。",
}
_FRAME = {
    Language.EN: "This draft was refused:\n{listed}\nWrite a better one about the same sentence.",
    Language.ZH: "这道题没有通过审核：\n{listed}\n请针对同一句话重新出一道更好的题。",
}


def write_complaint(
    verdicts: Iterable[Verdict], raw: str, language: Language
) -> tuple[Message, Message]:
    """The refused draft as the model's own turn, and what was wrong with it."""
    failed = [verdict for verdict in verdicts if verdict.outcome is Outcome.FAIL][:_MOST]
    listed = "\n".join(f"- {_describe(verdict, language)}" for verdict in failed)
    return (
        Message(role="assistant", content=strip_marks(raw[:_RAW])),
        Message(role="user", content=_FRAME[language].format(listed=listed)),
    )


def _describe(verdict: Verdict, language: Language) -> str:
    words = _WORDS.get(verdict.reason, _OTHER)[language].format(check=verdict.check)
    seen = strip_marks(verdict.evidence[:_EVIDENCE])
    return f"{words} ({json.dumps(seen, ensure_ascii=False)})" if seen else words
