"""Chinese words that turn a statement into its opposite, and where they may not be changed.

Relations and directions, of which one is right. What may be said of a thing both ways ("简单",
"直接", "可以") is left out: nobody knows such a change for false.
"""

from __future__ import annotations

# Each word becomes the other one, both ways.
_OPPOSITES_TEXT = """
成正比 成反比|之和 之差|偏大 偏小|越大 越小|越高 越低|越快 越慢|越强 越弱|
越远 越近|越多 越少|越长 越短|越厚 越薄|增大 减小|增加 减少|增多 减少|升高 降低|
提高 降低|上升 下降|增强 减弱|加快 减慢|加速 减缓|变大 变小|扩大 缩小|
最大 最小|最高 最低|最多 最少|最长 最短|最快 最慢|最早 最晚|最强 最弱|大于 小于|
高于 低于|多于 少于|早于 晚于|强于 弱于|优于 劣于|至少 至多|促进 抑制|吸收 释放|
吸热 放热|膨胀 收缩|顺时针 逆时针|正相关 负相关|可逆 不可逆|单向 双向|同步 异步|
线性 非线性|酸性 碱性|正极 负极|阳极 阴极|顶部 底部|上游 下游|南部 北部|
东部 西部|南侧 北侧|东侧 西侧|左侧 右侧|东南 西北|东北 西南|南方 北方|省力 费力|
竖直向下 竖直向上|向前 向后|顺差 逆差|盈余 赤字|显性 隐性|垂直 平行|相等 不相等|
有方向 没有方向|有单位 没有单位|一样快 不一样快|无关 有关|常绿 落叶|互生 对生|
单叶 复叶|草本 木本|雌性 雄性|雌蕊 雄蕊|昼行性 夜行性|肉食性 草食性|卵生 胎生|
淡水 咸水|有机 无机|固态 液态|恒温 变温|开源 闭源|公立 私立|民用 军用|单数 复数|
奇数 偶数|整数 小数|正比 反比|递增 递减|上行 下行|串联 并联|导体 绝缘体|
需求量 供给量|升值 贬值|紧缩性 扩张性|边际成本 固定成本|流入 流出|
动脉 静脉|交感神经 副交感神经|传入神经 传出神经|显性基因 隐性基因|充分条件 必要条件|
正电荷 负电荷|失去电子 得到电子|被氧化 被还原|正值 负值|右上方 右下方|左上方 左下方|
向右 向左|左移 右移|右移 左移|均匀 不均匀|延长 缩短|接通 断开|闭合 断开|
向上 向下|上方 下方|宽松 紧缩
"""
# One way only: the other way round the change would leave the truth open.
_ONE_WAY_TEXT = """
之比 之积|除以 乘以|减去 加上|没有关系 有关系|保持不变 不断改变|不随 随|不省 省|
严禁 允许|不得 可以|必须 不必|不属于 属于|不包括 包括
"""
# What must not stand behind or before a word: "word: pattern".
_BEHIND_TEXT = """
增大: 的|摩|压
减小: 的|摩|压|到
升高: 的|时
降低: 的|时|到|了
提高: 的|到
最大: 的|刻|限|努
省力: 必|但|杠|、
大于: 等于
小于: 等于
必须: 的|是
无关: 的|紧|商
有关: 的|部|系|规|人|单|知|机|内
南方: 人|的|菜
北方: 人|的|菜
同步: 的
"""
_AHEAD_TEXT = """
最大: 尽|为
有关: 的
无关: 的
必须: 所以|因此|还|也
"""


def _read_patterns(text: str) -> dict[str, str]:
    return dict(line.split(": ") for line in text.strip().split("\n"))


BEHIND, AHEAD = _read_patterns(_BEHIND_TEXT), _read_patterns(_AHEAD_TEXT)


def _read_pairs(text: str) -> list[tuple[str, str]]:
    entries = [entry.split() for entry in text.replace("\n", "").split("|") if entry.strip()]
    return [(was, became) for was, became in entries]


_BOTH_WAYS = _read_pairs(_OPPOSITES_TEXT)
# What each word becomes; the longer word wins.
OPPOSITES = dict(
    sorted(
        [*_read_pairs(_ONE_WAY_TEXT), *((b, a) for a, b in _BOTH_WAYS), *_BOTH_WAYS],
        key=lambda pair: len(pair[0]),
    )
)
