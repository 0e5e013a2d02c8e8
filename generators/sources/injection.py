"""Marks of text that talks to a model instead of to a reader.

A mark is a reason to look, not a proof: a course on security may quote such sentences.
"""

from __future__ import annotations

import re

_PATTERNS: dict[str, re.Pattern[str]] = {
    "ignore_instructions": re.compile(
        r"\b(?:ignore|disregard|forget|override|bypass|do(?: not|n['’]t) follow|stop following)\b"
        r"[^.\n]{0,40}\b(?:previous|prior|above|earlier|all|any|your|the|these|system)\b"
        r"[^.\n]{0,30}\b(?:instructions?|prompts?|rules?|directions?|guidelines?|context|commands?|"
        r"restrictions?|safeguards?)\b|\b(?:reveal|print|show|repeat|leak) (?:me )?(?:your|the) "
        r"(?:system |hidden |secret )?(?:prompt|instructions)\b|\bwhat you (?:were|"
        r"have been) told\b",
        re.I,
    ),
    "ignore_instructions_zh": re.compile(
        r"(?:忽略|无视|忘记|忘掉|不要理会|绕过|不要遵守|不必遵守|抛开|推翻|不用管)[^。\n]{0,16}"
        r"(?:指令|指示|提示词|提示|规则|要求|设定|命令|限制|约束)|"
        r"(?:输出|显示|告诉我|泄露|打印)[^。\n]{0,8}(?:系统提示|提示词|系统指令)"
    ),
    "new_role": re.compile(
        r"\byou are (?:now|no longer)\b|\b(?:act|behave|respond|pretend) as (?:if you|an? (?:ai|"
        r"assistant|language model|chatbot|system))\b|\bfrom now on,? you\b",
        re.I,
    ),
    "new_role_zh": re.compile(
        r"(?:你现在是|从现在起[，,]?你|从现在开始[，,]?你|从此刻起[，,]?你|"
        r"请?你?扮演(?:一个)?(?:助手|AI|模型)|作为(?:一个)?(?:AI|人工智能|语言模型))"
    ),
    "names_the_model": re.compile(
        r"\b(?:system prompt|developer message|(?:ai|large) language model|chat\s?gpt|"
        r"note to (?:the )?(?:ai|llm|assistant|model|grader)|"
        r"(?:dear|attention|hey),? (?:ai|llm))\b",
        re.I,
    ),
    "names_the_model_zh": re.compile(
        r"(?:系统提示词?|提示词注入|大语言模型|(?:AI|人工智能)助手)[^。\n]{0,20}(?:请|必须|应|务必)"
    ),
    "dictates_the_answer": re.compile(
        r"\b(?:always|only) (?:answer|respond|reply|output|mark|grade)\b[^.\n]{0,40}\b(?:correct|"
        r"full marks|option|with|true)\b|"
        r"\b(?:give|award|assign|grant)\b[^.\n]{0,40}\b(?:full|top|maximum|highest|perfect)\b "
        r"(?:marks?|credits?|points?|scores?|grades?)\b|"
        r"\b(?:mark|grade|count|accept|score)\b[^.\n]{0,30}\b(?:every|any|all|each)\b[^.\n]{0,20}"
        r"\bas (?:right|correct|true)\b",
        re.I,
    ),
    "dictates_the_answer_zh": re.compile(
        r"(?:一律|务必|必须|只能|统统|直接|全部|都)[^。\n]{0,10}"
        r"(?:判为?正确|[给打判]满分|算对|输出|回答为?|选择?[A-D])"
    ),
    "chat_markup": re.compile(
        r"<\|[a-z_]+\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|tool_call)>|"
        r"^\s*(?:system|assistant)\s*[:：]",
        re.I | re.M,
    ),
    "invisible_characters": re.compile(
        r"[\u202a-\u202e\u2066-\u2069]|[\U000e0020-\U000e007f]|[\u200b\u2060-\u2064]{2,}"
    ),
}


def injection_marks(text: str) -> tuple[str, ...]:
    """The stable names of the marks in `text`, in a fixed order."""
    return tuple(name for name, pattern in _PATTERNS.items() if pattern.search(text))
