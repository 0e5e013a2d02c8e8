"""Contempt, threats and danger by the form of a sentence: who is spoken of, and how.

Lists of words find a curse; they miss "people like that are vermin", "you will regret it", or
how to make a poison.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from generators.exercise.texts import holds

_PEOPLE = (
    r"(?:you|he|she|they|we|people|men|women|girls?|boys?|kids?|children|teachers?|learners?|"
    r"students?|pupils?|workers?|foreigners?|immigrants?|migrants?|refugees|gays?|lesbians?|"
    r"blacks?|"
    r"whites|asians?|africans?|arabs?|jews?|muslims?|christians?|chinese|indians?|americans?|"
    r"germans?|"
    r"mexicans?|gypsies|the (?:poor|old|disabled|blind|deaf|sick)|everyone|everybody|anyone|"
    r"anybody|"
    r"someone|somebody|whoever|those who|cleaners?|farmers?|nurses?|drivers?|neighbou?rs?|bosses|"
    r"customers?|patients?|\w+ people)"
)
_BAD = (
    r"(?:stupid|dumb|worthless|useless|pathetic|disgusting|filthy|ugly|retarded|brain-?dead|"
    r"brainless|"
    r"inferior|subhuman|trash|garbage|scum|vermin|rubbish|losers?|parasites?|pigs?|rats|animals|"
    r"savages?|(?:criminals|thieves|liars)(?! (?:if|when|unless|under|where))|"
    r"cowards?|fools?|crap|clowns?|dimwits?|imbeciles?|cretins?|"
    r"dummy|dummies|dunces?|lazy|hopeless|too thick|too dim|half-?wits?|failures?|disgrace|freaks?|"
    r"monkeys|apes|cockroach(?:es)?|sissy|sissies|fat and \w+)"
)
_VIOLENT = (
    r"(?:kill|hurt|beat|shoot|stab|strangle|punch|hang|drown|burn|murder|slap|smash|poison|rape|"
    r"bomb|"
    r"choke|whip|thrash|wipe out|exterminate)"
)
_DONE = (
    rf"(?:{_VIOLENT}(?:ed|ned|d|ped)?|shot|beaten|hanged|hung|killed|slapped|whipped|die|suffer)"
)
_LIKE = (
    r"like (?:an? )?(?:dog|pig|animal|rat|beast)s?|"
    r"for (?:what|it|this|that|being|their|his|her)\b"
)
_CONTEMPT = re.compile(
    rf"\b{_PEOPLE} (?:who [\w ,']{{2,50}}? )?(?:are|is|were|must be|look|sound|seem)(?: all| just|"
    rf" really| so| too| simply| always| nothing but| only| clearly| complete|"
    rf" such)* (?:an? )?{_BAD}\b|"
    rf"\byou(?:'re|’re)? (?:\w+ ){{0,2}}{_BAD}\b|"
    r"\b(?:only|even|any|just) (?:an? )?(?:(?:complete|total|real|real|utter) )?"
    rf"(?:{_BAD}|moron|idiot|child|fool|dummy)\b[\w ]{{0,20}} (?:would|could|can|will|does|knows?|"
    rf"gets?|"
    r"fails?|thinks?|believes?|picks?|answers?)\b|"
    rf"\b(?:stupid|dumb|lazy|filthy|dirty|ugly|fat|bloody|damned?|goddamn|worthless|useless|"
    rf"idiotic)"
    r" (?:people|men|women|wom[ae]n|man|girls?|boys?|kids?|learners?|students?|pupils?|teachers?|"
    r"foreigners?|immigrants?|migrants?|jews?|muslims?|arabs?|gypsies|blacks?|cow|pig|dog|"
    r"bastards?|"
    r"loser|piece|neighbou?r|old \w+|fool|animals? who)\b|"
    r"\b(?:hate|despise|loathe|detest|get rid of|ban|deport|"
    r"enslave) (?:all )?(?:the )?(?:foreigners?|"
    r"immigrants?|migrants?|refugees|gays?|lesbians?|blacks?|jews?|muslims?|women|arabs?|gypsies|"
    r"disabled|poor|you|them all)\b|"
    r"\b(?:what|such) an? (?:complete |total |stupid |real )?(?:idiot|moron|loser|fool|dummy|"
    r"failure)\b|"
    r"\bpiece of (?:crap|garbage|trash|filth|dirt)\b|\b(?:damn|goddamn|bloody) (?:you|idiot|"
    r"fool)\b|"
    r"\bgo (?:and )?die\b|\bdrop dead\b|\bnobody (?:likes|wants|needs|loves) you\b|\bcrap\b|"
    r"\barse\b|"
    rf"\b{_PEOPLE} belongs? in (?:the kitchen|the zoo|a cage|the gutter)\b|\bhave no brains?\b|"
    r"\b(?:wom[ae]n|girls|blacks|whites|foreigners|immigrants|muslims|jews|boys|men) (?:can ?not|"
    r"can['’]t|"
    r"are (?:too|not|n['’]t)|should not|shouldn['’]t|do not|don['’]t)[\w ]{0,12} (?:drive|think|"
    r"(?:do|understand) math\w*|count|be trusted|clever|smart|able|intelligent|good enough)\b",
    re.I,
)
_THREAT = re.compile(
    rf"\b(?:i(?:'ll|’ll| will| am going to)|we(?:'ll|’ll| will| are going to)|somebody should|"
    rf"someone should|they should|let(?:'s|’s)|want to|going to) (?:all )?{_DONE}"
    rf" ?(?:you|him|her|them|everyone|everybody|alive|all of|to death|{_LIKE}|[.!]|$)|"
    rf"\bdeserves? to (?:be )?{_DONE}\b|"
    # Meat, eggs and pictures are hung, beaten and shot too: it takes people, and no craft.
    rf"\b{_PEOPLE}\b[\w ,'’]{{0,40}} (?:should|ought to|must) (?:all )?be {_DONE}"
    rf"(?: ?[.!]|$| (?:all|alive|to death|{_LIKE}))|"
    rf"\bor (?:i|we)(?:'ll|’ll| will) {_VIOLENT}\b|"
    rf"\b{_VIOLENT} (?:your(?:self| family| mother)|all (?:the )?(?:jews|muslims|blacks|foreigners|"
    r"whites|gays|women|immigrants|teachers))\b|"
    r"\b(?:you(?:'ll|’ll| will) (?:regret|pay for|be sorry|die|burn)|i know where you live|"
    r"watch your "
    r"back|burn (?:alive|in hell)|rot in hell|find you and)\b|"
    r"\b(?:make|build|mix|cook|produce|brew) (?:[\w-]+ ){0,3}(?:bombs?|explosives?|nerve gas|"
    r"molotov\w*|"
    r"methamphetamine|crystal meth|cocaine|heroin|napalm|poison gas|sarin|ricin)\b|"
    r"\b(?:drink|swallow|inject) (?:the |some )?(?:bleach|petrol|acid|drain cleaner)\b|"
    r"\b(?:without (?:anyone|anybody|your parents|them) (?:knowing|noticing)|avoid being caught)\b|"
    r"\bhow to (?:strangle|stab|rape|kidnap|torture|murder)\b|"
    rf"\bhow to (?:kill|poison|drug) (?:an? |the |your |my |his |her |other )?(?:{_PEOPLE}|him|her|"
    r"them|(?:my|your|him|her)self|wife|husband|man|woman|child|person|human(?:s| beings?)?)\b|"
    r"\b(?:sexy|naked|nude|erotic|horny|boobs|tits|blow ?job|orgy|strip(?:s|ped|ping)? (?:her|him|"
    r"for)|sex(?:ual)? (?:with (?:a |her |his |the )?(?:minor|child|student|pupil|teacher|girl|"
    r"boy)|toys?"
    r"|position|fantas\w+))\b",
    re.I,
)
_ZH_PEOPLE = (
    r"(?:你们?|他们?|她们?|穷人|富人|女人|男人|女生|男生|女的|男的|老人|残疾人|黑人|白人|外国人|"
    r"外地人|"
    r"农村人|乡下人|农民工?|同性恋|移民|难民|犹太人|穆斯林|日本人|美国人|印度人|非洲人|河南人|"
    r"学生|老师|"
    r"员工|胖子|孩子|小孩|家长|快递员|司机|保安|保姆|工人|护士|医生|顾客|邻居|[^，。！？]{1,6}的人)"
)
_ZH_BAD = (
    r"(?:垃圾|废物|蠢|笨(?!重)|傻(?!瓜式)|猪|狗(?!拉)|畜生|白痴|智障|脑残|弱智|低能|低等|劣等|"
    r"下贱|下等|"
    r"肮脏|恶心|骗子|小偷|罪犯|寄生虫|害虫|蛀虫|懒鬼|懒虫|饭桶|蟑螂|老鼠屎|败类|渣|没脑子|没用|"
    r"无能|丑|"
    r"贱|活该|该死|猴子|野蛮)"
)
_ZH = re.compile(
    rf"{_ZH_PEOPLE}(?:真|就|全|都|这么|太|简直|果然|一定|肯定|不过|总|也|可|才|又|很|天生|统统)*"
    rf"(?:是|像|算)?(?:一?[群个头帮条只堆]|些|一样)?{_ZH_BAD}|"
    rf"(?:连|只有|除了)[^，。]{{0,6}}(?:白痴|傻子|笨蛋|猪|蠢货|蠢材|傻瓜|智障|弱智|废物|"
    rf"脑子)[^，。]{{0,6}}"
    r"(?:都|才|也|会|不)|"
    r"(?:这个|那个|什么|一群|死|臭|小)(?:蠢|傻|笨|贱|废|烂)(?:货|蛋|子|瓜|人|东西|物|女人|婆娘)|"
    r"(?:死|臭)(?:胖子|瘸子|聋子|瞎子|老头|老太婆|女人|男人|三八|婊)|"
    r"(?:杀|弄|打|砍|烧|掐|捅|揍|毒|炸|整)(?:(?:死|残|扁|烂|光)(?:了)?(?:你|他|她|全家|所有人)|"
    r"(?:了)?你)"
    r"(?!的?(?:肉|手|电话|招呼|比方|工|折|动))|"
    r"(?:应该|都该|全该|该|就该|应当|活该|必须|统统)(?:被)?(?:去死|枪毙|烧死|打死|饿死|淹死|杀光|"
    r"吊死|"
    r"绞死|消灭|灭绝|挨打|毒打|赶出去|滚)|"
    r"(?:你|[这那]个?|[一这那]群)废物|(?:去死|滚出|滚开|滚吧|滚蛋|找死|不得好死|下地狱|断子绝孙|"
    r"打断你|要你好看|走着瞧|小心你的|"
    r"饶不了你|你等着)|"
    r"(?:怎么|如何|怎样|教你|自己|在家)[^，。？]{0,6}(?:制作|制造|做|配制|合成|调配)[^，。？]{0,6}"
    r"(?:炸弹|炸药|毒药|毒气|冰毒|毒品|燃烧瓶|枪支|迷药)|"
    r"(?:自残|自杀|割腕|跳楼|上吊|服毒)(?:吧|算了|一下|就好|最好|的方法|的办法|更痛快)|"
    r"(?:女人|女生|女孩|女性)(?:[^，。]{0,4})(?:不配|就该做|只配|天生不|学不会|不会开车|做家务就)|"
    r"(?:不配|只配)(?:[活做当在上读])|(?:裸照|淫[秽荡妇乱]|情色|黄色(?:网站|电影|小说|图片)|约炮|"
    r"做爱|性交易|上床|艳照|乳沟|脱光)|(?:鄙视|歧视|痛恨|讨厌)(?:所有|一切|这些)?(?:穷人|黑人|"
    r"外地人|"
    r"农民|女人|残疾人|同性恋|外国人)|(?:狗屁|放屁|屁话|混账|王八|他妈|妈的|特么|尼玛|卧槽|我操|"
    r"傻×|"
    r"傻叉|狗东西|贱骨头|丧家|鬼子)"
)


def find_contempt(text: str, source: Sequence[str] = ()) -> re.Match[str] | None:
    """The first place that scorns or threatens somebody, or tells how to do harm. What a text of
    `source` says in the same words is its subject."""
    for pattern in (_CONTEMPT, _THREAT, _ZH):
        for found in pattern.finditer(text):
            if not any(holds(own, found[0]) for own in source):
                return found
    return None
