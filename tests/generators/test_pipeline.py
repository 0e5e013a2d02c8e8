"""Drafters compete, checks decide, and nothing comes without a reason."""

from __future__ import annotations

from collections.abc import Callable

from generators.checks.case import Tools
from generators.drafters.base import Candidate, Material
from generators.engines.base import EngineError
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Citation, Kind, Language, ShortAnswer, TrueFalse
from generators.exercise.passage import Passage
from generators.exercise.verdict import Outcome
from generators.pipeline import MOST_LOOKS, MOST_REFUSED, PER_ROUND, ROUNDS, draft_blueprint
from tests.generators.checks.judging import Body, agree, judging

TEXT = "A full backup copies all data of a system. A checksum is computed from a file."
MATERIAL = Material.of((Passage(id="p", text=TEXT),))
BLUEPRINT = Blueprint(skill="s", skill_name="Backup", kind=Kind.SHORT_ANSWER, language=Language.EN)


def draft_of(stem: str, drafter: str = "extractive", quote: str = TEXT) -> Candidate:
    content = ShortAnswer(
        stem=stem,
        language=Language.EN,
        accepted=("full backup",),
        citations=(Citation(passage="p", quote=quote),),
    )
    return Candidate(drafter=drafter, content=content)


GOOD = draft_of("Which kind of copy holds all data of a system?")
FLAGGED = draft_of("Which copy (ask anna@example.org) holds all data of a system?")
REFUSED = draft_of("What is copied in full?", quote="Not in the text.")


class Scripted:
    """Gives what it is told to for each seed."""

    revision = "1"
    kinds = frozenset({Kind.SHORT_ANSWER})

    def __init__(self, script: Callable[[int], list[Candidate]], name: str = "extractive") -> None:
        self.script, self.name, self.seeds = script, name, list[int]()

    def draft(
        self, blueprint: Blueprint, material: Material, seed: int, count: int
    ) -> list[Candidate]:
        del blueprint, material
        self.seeds.append(seed)
        return self.script(seed)[:count]


def test_no_drafter_knows_the_kind() -> None:
    asked = BLUEPRINT.model_copy(update={"kind": Kind.ORDERING})
    result = draft_blueprint(asked, MATERIAL, [Scripted(lambda _: [GOOD])], (), 1)
    assert (result.best, result.reason) == (None, "no_drafter")


def test_sources_that_carry_nothing() -> None:
    drafter = Scripted(lambda _: [])
    assert draft_blueprint(BLUEPRINT, MATERIAL, [drafter], (), 1).reason == "no_material"
    assert len(set(drafter.seeds)) == ROUNDS


def test_junk_is_kept_raw_and_bounded() -> None:
    junk = Candidate(drafter="extractive", raw="{")
    result = draft_blueprint(BLUEPRINT, MATERIAL, [Scripted(lambda _: [junk] * 9)], (), 1)
    assert result.reason == "all_refused"
    assert len(result.refused) == MOST_REFUSED < ROUNDS * PER_ROUND
    assert result.refused[0].candidate.raw == "{"


def test_drafter_that_cannot_work_is_named_and_the_others_go_on() -> None:
    def fail(_: int) -> list[Candidate]:
        raise EngineError("no GPU")

    broken = Scripted(fail, "transformer")
    alone = draft_blueprint(BLUEPRINT, MATERIAL, [broken], (), 1)
    assert (alone.reason, alone.detail) == ("drafters_failed", "transformer: no GPU")
    both = draft_blueprint(BLUEPRINT, MATERIAL, [broken, Scripted(lambda _: [GOOD])], (), 1)
    assert both.best is not None


def test_another_seed_is_tried_while_all_is_refused() -> None:
    drafter = Scripted(lambda seed: [REFUSED] if seed == 1 else [GOOD])
    result = draft_blueprint(BLUEPRINT, MATERIAL, [drafter], (), 1)
    assert result.best is not None
    assert result.best.candidate == GOOD
    assert [judged.candidate for judged in result.refused] == [REFUSED]
    assert len(drafter.seeds) == 2


def test_fewest_flags_win_whoever_wrote_them() -> None:
    given = [draft_of("Which kind of copy holds all data of systems?", "transformer")]
    rival = Scripted(lambda _: [FLAGGED])
    result = draft_blueprint(BLUEPRINT, MATERIAL, [rival], (), 1, given)
    assert result.best is not None
    assert result.best.candidate.drafter == "transformer"


def test_what_is_least_like_the_bank_wins() -> None:
    other = draft_of("How is a copy called that leaves nothing out?")
    near = "Which kind of copy holds all data? A full backup."
    bank = [TrueFalse(stem=near, language=Language.EN, truth=True)]
    result = draft_blueprint(BLUEPRINT, MATERIAL, [Scripted(lambda _: [GOOD, other])], bank, 1)
    assert result.best is not None
    assert result.best.candidate == other


def test_a_sentence_is_asked_for_once_whatever_the_kind() -> None:
    drafter = [Scripted(lambda _: [draft_of("How is a copy called that leaves nothing out?")])]
    twin = GOOD.content
    assert twin is not None
    other = TrueFalse(
        stem="A full backup copies all data.",
        language=Language.EN,
        truth=True,
        citations=twin.citations,
    )
    for bank in ([twin], [other]):
        result = draft_blueprint(BLUEPRINT, MATERIAL, drafter, bank, 1)
        assert result.best is None
        reasons = {v.reason for judged in result.refused for v in judged.verdicts}
        assert "asked_enough" in reasons


def test_a_name_is_asked_for_once_whatever_its_sentence() -> None:
    drafter = [Scripted(lambda _: [draft_of("How is a copy called that leaves nothing out?")])]
    other = draft_of("What do we call a whole copy?", quote="A checksum is computed from a file.")
    assert other.content is not None
    assert draft_blueprint(BLUEPRINT, MATERIAL, drafter, (), 1).best is not None
    assert draft_blueprint(BLUEPRINT, MATERIAL, drafter, [other.content], 1).best is None


def test_same_seed_same_result() -> None:
    drafter = Scripted(lambda _: [GOOD, FLAGGED])
    once, again = (draft_blueprint(BLUEPRINT, MATERIAL, [drafter], (), 3) for _ in range(2))
    assert once.best is not None
    assert again.best is not None
    assert once.best.candidate == again.best.candidate


OTHER = draft_of("How is a copy called that leaves nothing out?")


def dislike(body: Body) -> str:
    """All but OTHER."""
    liked = "leaves nothing out" in body["messages"][-1]["content"]
    return agree(body) if liked else agree(body, worth_asking="no")


def test_second_look_sends_for_the_next_best_and_its_refusals_are_kept() -> None:
    with judging(dislike) as (judge, bodies):
        drafter = Scripted(lambda _: [GOOD, OTHER, REFUSED])
        result = draft_blueprint(BLUEPRINT, MATERIAL, [drafter], (), 1, tools=Tools(judge=judge))
    assert result.best is not None
    assert result.best.candidate == OTHER
    assert result.best.verdicts[-1].outcome is Outcome.PASS
    assert [judged.candidate for judged in result.refused] == [GOOD, REFUSED]
    assert [judged.verdicts[-1].reason for judged in result.refused] == [
        "look_not_worth_asking",
        "refused_before",
    ]
    assert len(bodies) == 2


def test_what_nobody_will_see_is_not_looked_at() -> None:
    with judging(agree) as (judge, bodies):
        drafter = Scripted(lambda _: [GOOD, OTHER])
        draft_blueprint(BLUEPRINT, MATERIAL, [drafter], (), 1, tools=Tools(judge=judge))
    assert len(bodies) == 1


def test_looks_at_a_slot_are_bounded() -> None:
    def many(seed: int) -> list[Candidate]:
        stems = (f"Which kind of copy holds all data of system {seed + n}?" for n in range(9))
        return [draft_of(stem) for stem in stems]

    def refuse(body: Body) -> str:
        return agree(body, natural="no")

    with judging(refuse) as (judge, bodies):
        result = draft_blueprint(
            BLUEPRINT, MATERIAL, [Scripted(many)], (), 1, tools=Tools(judge=judge)
        )
    assert (result.best, result.reason) == (None, "all_refused")
    assert len(bodies) == len(result.refused) == MOST_LOOKS


def test_judge_that_fails_leaves_the_rules_to_decide() -> None:
    with judging("junk") as (judge, _):
        result = draft_blueprint(
            BLUEPRINT, MATERIAL, [Scripted(lambda _: [GOOD])], (), 1, tools=Tools(judge=judge)
        )
    assert result.best is not None
    assert result.best.verdicts[-1].outcome is Outcome.NOT_RUN
