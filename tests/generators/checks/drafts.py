"""Drafts and the course that they cite, for tests of checks."""

from __future__ import annotations

from typing import Any

from generators.checks.case import NO_TOOLS, Tools
from generators.checks.run import run_checks
from generators.drafters.base import Candidate, Material
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Citation, Content, Language, MultipleChoice, Option
from generators.exercise.passage import Passage
from generators.exercise.verdict import Verdict

EN, ZH = Language.EN, Language.ZH
TEXT = (
    "Hydraulic brakes use oil in a closed line instead of a cable. Rim brakes press rubber blocks"
    " against the rim, while disc brakes press pads against a steel disc. A stand-up meeting lasts"
    " no more than 15 minutes. A common misconception is that cold water boils faster."
    " Cars cannot float, but they carry four people."
    " 1. Close the valve. 2. Open the drain. 3. Wait for an hour."
)
CHINESE = "酵母产生气体，使面团膨胀；乳酸菌产生酸，给面包带来风味。站会不超过十五分钟。"
PASSAGES = (
    Passage(id="p1", text=TEXT, language=EN, heading="Brakes"),
    Passage(id="p2", text=CHINESE, language=ZH, heading="面包发酵"),
)
MATERIAL = Material.of(PASSAGES)
QUOTES = {
    EN: "Hydraulic brakes use oil in a closed line instead of a cable.",
    ZH: "酵母产生气体，使面团膨胀；乳酸菌产生酸，给面包带来风味。",
}


def cite(language: Language = EN, quote: str = "") -> tuple[Citation, ...]:
    return (Citation(passage="p1" if language is EN else "p2", quote=quote or QUOTES[language]),)


def choice(stem: str, key: str, *wrong: str, language: Language = EN, **values: Any) -> Content:
    options = (Option(text=key, correct=True), *(Option(text=text) for text in wrong))
    cited = cite(language, values.pop("quote", ""))
    return MultipleChoice(
        **{"stem": stem, "options": options, "language": language, "citations": cited, **values}
    )


def check(
    content: Content,
    drafter: str = "transformer",
    bank: tuple[Content, ...] = (),
    tools: Tools = NO_TOOLS,
) -> dict[str, Verdict]:
    blueprint = Blueprint(
        skill="s", skill_name="Skill", kind=content.kind, language=content.language
    )
    candidate = Candidate(drafter=drafter, content=content)
    return {v.check: v for v in run_checks(candidate, blueprint, MATERIAL, bank, tools)}
