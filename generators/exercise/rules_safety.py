"""Rules on what should not stand in an exercise unseen: personal data and unsafe words.

Both are reasons to look and never refuse a draft: a course on phishing shows addresses, one on
history speaks of killing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from generators.exercise.contempt import find_contempt
from generators.exercise.content import Content
from generators.exercise.folding import fold_width
from generators.exercise.rules import Finding, flag
from generators.exercise.texts import all_texts

_PERSONAL: dict[str, re.Pattern[str]] = {
    "email": re.compile(
        r"[\w.+-]+@[\w-]+\.[\w.-]*[A-Za-z]{2}|"
        r"\b[\w.+-]+ ?[\[(]?(?:\bat\b|@|艾特|#)[\])]? ?[\w-]+ ?(?:[\[(]?\bdot\b[\])]?|\.|点) ?"
        r"(?:com|org|net|edu|cn|io|de|uk)\b",
        re.I,
    ),
    "bank_account": re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"),
    "card_number": re.compile(r"(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?:\d{3})?(?!\d)"),
    "identity_number": re.compile(
        r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\w)|"
        r"\b(?!000|666)[0-8]\d{2}-(?!00)\d{2}-(?!0000)\d{4}\b|"
        r"(?:身份证|证件)(?:号码?)?[是为:：\s]{0,3}\d{6,}[\dXx*]*|"
        r"\b(?:social security|national insurance|SSN|NIN|identity card|ID card|tax)"
        r"(?: (?:no\.?|number))?\W{0,3}(?:is )?[A-Z]{0,3} ?\d[\dA-Z -]{5,}"
    ),
    "phone": re.compile(
        r"(?<![\d.])1[3-9]\d(?:[ -]?\d{4}){2}(?!\d|\.\d)|"
        r"\+\d{1,3}[ -]?(?:\(?\d{2,4}\)?[ -]?){2,4}\d{2,4}"
        r"|\+\d{1,3}[ -]?\d[\d -]{7,13}\d(?!\d)|\b0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}\b"
        r"|\(\d{3}\) ?\d{3}-\d{4}|(?<![\d-])\d{3}-\d{3}-\d{4}(?![\d-])"
        r"|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<![\d-])\d{3}[. ]\d{3}[. ]\d{4}(?![\d-])"
        r"|(?:\b(?:phone|telephone|mobile|cell|tel|call|text|ring|dial|fax)\b|电话|手机|致电|拨打|"
        r"联系方式|热线)[^\d.,?!。，？！]{0,24}\+?(?:\d[ ()/-]{0,2}){6,}\d"
    ),
    "document_number": re.compile(
        r"\b(?:passport|licen[cs]e|student|staff|employee|patient|insurance) (?:no\.?|number|ID)"
        r"\W{0,2}(?:is )?[A-Z]*\d[A-Z0-9-]{4,}|"
        r"(?:护照|学号|工号|病历号|社保卡?号?|车牌号?|驾照号?|银行卡号?|账号)(?:码|"
        r"号)?[是为:： ]{0,2}"
        r"[\u4e00-\u9fff]?[A-Za-z0-9·-]{5,}",
        re.I,
    ),
    "chat_account": re.compile(
        r"(?:微信号?|QQ号?|WeChat|WhatsApp|Telegram|Instagram|Snapchat|Skype)\s*(?:[:：是为@]|is|"
        r"ID|name|account)*\s*[A-Za-z0-9_-]{5,}",
        re.I,
    ),
    "address": re.compile(
        r"\b\d{1,5}[A-Za-z]? (?:[A-Z][a-z]+ ){1,3}(?:Street|Road|Avenue|Lane|Drive|Close|Square)\b|"
        r"[\u4e00-\u9fff]{1,8}(?:路|街|大道|巷|胡同|弄|"
        r"里)\s?[\d一二三四五六七八九十百]+\s?号(?!线)|"
        r"\d+(?:号楼|栋|单元|幢)\d+|[\u4e00-\u9fff]{2,}(?:小区|花园|公寓|"
        r"大厦)[^。，]{0,6}\d+[室号栋]|"
        r"\b\d{1,5}[A-Za-z]? (?:[A-Z][a-z]+ ){1,3}(?:St|Rd|Ave|Ln|Court|Crescent|Terrace|Way|Place|"
        r"Boulevard|Blvd|Gardens|Row|Hill)\b"
    ),
}
_UNSAFE = re.compile(
    r"\b(?:fuck\w*|shit\w*|bitch\w*|cunt\w*|nigger\w*|faggot\w*|retard(?:ed|s)?|whore\w*|"
    r"kill (?:yourself|himself|herself|themselves)|commit suicide|child porn\w*|rap(?:e[ds]?|ist)|"
    r"how to (?:make|build) (?:a )?(?:bomb|explosive)s?|heil hitler|asshole\w*|bastards?|sluts?|"
    r"motherfuck\w*|wankers?|dickheads?|(?:hang|cut|shoot|hurt|starve) yourself|end your life|"
    r"porn\w*|kikes?|chinks?|spics?|tranny|trannies|nigga\w*|cook(?:ing)? meth|morons?|idiots?|"
    r"cripples|scumbags?|douche\w*|piss off|screw you|dumbass\w*|perverts?|shut up|"
    r"stupid (?:people|students?|learners?|kids?|girls?|boys?)|behead\w*|kill them all|"
    r"slit your wrists|whites only|lynch\w*|nude photos?|subhumans?|gas the \w+|deserve to die|"
    r"go to hell|blow up the school|pipe bombs?)\b|"
    r"(?:傻[逼叉屄比]|煞笔|操你|妈的|他妈|婊子|贱[人货]|去死|自杀方法|强奸|色情|制造炸弹|杂种|支那|"
    r"脑残|白痴|蠢[货猪]|王八蛋|狗(?:日|娘养)的|滚蛋|混蛋|裸聊|(?<!易)制毒|砍死|杀[了死]你|割腕|"
    r"草泥马|"
    r"尼玛|"
    r"卖淫|嫖娼|弱智|人渣|智障|低贱|垃圾人|滚开|畜生|猪脑|杂碎|黄片|裸照|毒品配方|炸学校|"
    r"弄死|打死你|跳楼吧|死全家|妓女|"
    r"骚货|丑八怪|笨蛋|蠢材|乡巴佬)",
    re.I,
)


def check_personal_data(content: Content) -> Finding | None:
    for text in all_texts(content):
        for reason, pattern in _PERSONAL.items():
            if found := pattern.search(fold_width(text)):
                return flag(reason, found[0])
    return None


def check_unsafe_words(content: Content, cited: Sequence[str] = ()) -> Finding | None:
    """`cited` are the texts of the passages that the draft cites: a course on the vote speaks of
    who could not have it."""
    for text in all_texts(content):
        if found := _UNSAFE.search(text) or find_contempt(text, cited):
            return flag("unsafe_word", found[0])
    return None
