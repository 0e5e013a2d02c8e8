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
        r"restrictions?|safeguards?|training)\b|"
        r"\b(?:ignore|disregard|forget) (?:everything|anything|whatever|all(?: of)?(?: the| that)?)"
        r"[^.\n]{0,30}\b(?:above|before|earlier|previous(?:ly)?|so far|said|told|written)\b|"
        r"\b(?:new|hidden|secret|updated|real) instructions?\s*[:：]|"
        r"\b(?:reveal|print|show|repeat|leak) (?:me )?(?:your|the) "
        r"(?:system |hidden |secret )?(?:prompt|instructions)\b|\bwhat you (?:were|"
        r"have been) told\b",
        re.I,
    ),
    "ignore_instructions_zh": re.compile(
        r"(?:忽略|无视|忘记|忘掉|不要理会|绕过|不要遵守|不必遵守|抛开|推翻|不用管|"
        r"跳过)[^。\n]{0,16}"
        r"(?:指令|指示|提示词|提示|规则|要求|设定|命令|限制|约束)|"
        r"(?:请|务必|必须)?(?:忽略|无视|忘记|忘掉|不要理会)(?:掉)?(?:以上|上述|上面|前面|之前|"
        r"此前|先前|前文|上文)"
        r"(?:的)?(?:所有|全部|一切)?(?:内容|文字|说明|资料|材料|部分|信息)|"
        r"(?:新|隐藏|真正)的?指令[:：]|"
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
        r"\b(?:system prompt|system message|developer (?:message|mode)|jailbreak|(?:ai|"
        r"large) language model|chat\s?gpt|"
        r"(?:note|message|instructions?|reminder|hint|warning) (?:to|for) (?:the |any |all )?"
        r"(?:ai|llm|assistant|(?:language )?model|grader|grading|automated|bot|chatbot|checker)s?|"
        r"(?:dear|attention|hey|hello|hi),? (?:ai|llm|assistant|model|chatbot|bot|grader)s?|"
        r"(?:ai|llm|automatic|automated) (?:grader|checker|reviewer|evaluator|marker)s?|"
        r"if you are an? (?:ai|llm|language model|bot|assistant|model)|as an (?:ai|llm)\b|"
        r"(?:ai|llm|assistant)s?(?: reading this)? (?:must|should|shall|has to|have to|is to) "
        r"(?:always |only |now |not )?(?:accept|answer|respond|reply|output|mark|grade|give|award|"
        r"choose|"
        r"pick|"
        r"rate|write|print|say|approve|pass|ignore|treat))\b",
        re.I,
    ),
    "names_the_model_zh": re.compile(
        r"(?:系统提示词?|提示词注入|大语言模型|(?:AI|人工智能)助手)[^。\n]{0,20}(?:请|必须|应|"
        r"务必)|"
        r"(?:AI|人工智能|机器人|模型)(?:请注意|请(?!问)|务必|[:：，,]\s*(?:请|务必|你))|"
        r"(?:评分者|阅卷者|评卷者|审核者|评分系统|阅卷系统|批改系统|判题系统|审核系统|评分模型)"
        r"[^。\n]{0,6}(?:注意|请|必须|务必|应当?|须)|致(?:AI|人工智能|评分)|"
        r"(?:写给|告诉|提醒)(?:AI|人工智能|大?模型|评分者|阅卷者|助手)|"
        r"如果你是(?:一个)?(?:AI|人工智能|大?语言?模型|机器人|助手)"
    ),
    "dictates_the_answer": re.compile(
        r"\b(?:always|only) (?:answer|respond|reply|output|mark|grade)\b[^.\n]{0,40}\b(?:correct|"
        r"full marks|option|with|true)\b|"
        r"\b(?:give|award|assign|grant)\b[^.\n]{0,40}\b(?:full|top|maximum|highest|perfect)\b "
        r"(?:marks?|credits?|points?|scores?|grades?)\b|"
        r"\b(?:mark|grade|count|accept|score)\b[^.\n]{0,30}\b(?:every|any|all|each)\b[^.\n]{0,20}"
        r"\bas (?:right|correct|true)\b|"
        r"\b(?:output|print|respond|reply|return|say) (?:only|just|exactly|with|the (?:word|text|"
        r"string))\b"
        r"[^.\n]{0,30}[\"'“‘:]|\b(?:accept|approve|pass) (?:this|the) (?:exercise|question|item|"
        r"draft|answer)"
        r"\b[^.\n]{0,30}\b(?:without|regardless|whatever|unchecked|immediately|no matter)|"
        r"\brate (?:this|it)[^.\n]{0,20}\b(?:10|ten|full|excellent|perfect|highest)\b|"
        r"\bset the (?:score|grade|mark) to\b|\bskip (?:all |the |any )?(?:checks|validation|"
        r"review)\b",
        re.I,
    ),
    "dictates_the_answer_zh": re.compile(
        r"(?:一律|务必|必须|只能|统统|直接|全部|都)[^。\n]{0,10}"
        r"(?:判为?正确|[给打判]满分|算对|输出|回答为?|选择?[A-D]|通过(?:审核|检查)|接受(?:任何|"
        r"所有))|"
        r"(?:请|直接|都)?(?:给|打|判|算|评)(?:本题|这道?题|该题|我|他|考生|学生|所有人|"
        r"全体)?[^。\n]{0,6}满分|"
        r"跳过(?:所有|一切)?(?:审核|检查|校验)|(?:把|将)(?:任何|所有|每个)(?:答案|选项|"
        r"回答)[^。\n]{0,6}(?:判|算|标|视)"
    ),
    "chat_markup": re.compile(
        r"#{2,} ?(?:system|instruction|user|assistant|response)|\b(?:BEGIN|END) (?:SYSTEM|PROMPT|"
        r"INSTRUCTIONS?)\b|</?(?:prompt|instructions?|user|material)>|\[(?:system|assistant|"
        r"user)\]|"
        r"(?:系统|助手|用户)(?:提示|消息|指令)?[:：]\s*(?:请|你|忽略|从)|"
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
