"""What kind of thing a Chinese meaning says that a term is: "过程" in "……的过程"."""

from __future__ import annotations

import re

# Nouns of which one asks "一种怎样的……？"; of "总和" or "部分" nobody does.
_KINDS_TEXT = """
过程 方法 现象 活动 行为 状态 关系 制度 能力 理论 技术 物质 系统 结构 性质 机制 模式 策略 思想
心理 情绪 情感 疾病 症状 反应 运动 电路 器件 元件 装置 设备 材料 组织 机构 协议 算法 模型 工具
权利 义务 责任 合同 犯罪 规则 规范 原则 手段 形式 文件 数据 信号 语言 程序 攻击 课程 教育 战略
武器 货币 市场 成本 收入 投资 风险 资产 企业 团体 群体 政策 体系 需要 动机 态度 倾向 特征 地貌
气候 岩石 细胞 器官 化合物 方式 措施 概念 观念 学说 学科 科学 战争 作战 空间 条件 资源 服务
"""
_KINDS = frozenset(_KINDS_TEXT.split())
_LONGEST = 3


def genus_of(meaning: str) -> str:
    """The noun behind the last "的" where it names a kind; empty where it does not."""
    if "以及" in meaning:
        return ""  # it is several things
    first = meaning.partition("，")[0] if meaning.startswith("一") else meaning
    _, of, head = first.rpartition("的")
    return next(
        (
            head[-size:]
            for size in range(_LONGEST, 1, -1)
            if of and len(head) <= 2 * _LONGEST and head[-size:] in _KINDS
        ),
        "",
    )


def other_forms(term: str, meaning: str) -> tuple[str, ...]:
    """The term with the noun that its meaning ends in ("越轨" as "越轨行为"), or without it."""
    genus = genus_of(meaning)
    if not genus or len(term) < 2:
        return ()
    if term.endswith(genus):
        return (term.removesuffix(genus),) if len(term) >= len(genus) + 2 else ()
    return () if re.search(rf"[{genus}]$", term) else (term + genus,)
