"""One snapshot of parameters: the stream, a rebuild and a refolded profile agree to 1e-9."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.blend import Line
from analytics.elo import start_state, update_state
from analytics.parameters import Parameters
from analytics.profile import fold_profile, read_mastery
from analytics.snapshot import Snapshot
from analytics.stream import StreamedAnswer, rebuild_state
from analytics.types import Evidence, LearnerState, Profile

START = datetime(2026, 1, 1, tzinfo=UTC)
evidences = st.lists(
    st.builds(
        lambda number, skills, score, seconds, weight: Evidence(
            f"e{number}",
            "u",
            skills,
            score,
            START + timedelta(seconds=seconds),
            exercise=f"x{number % 7}",
            weight=weight,
        ),
        st.integers(0, 10**6),
        st.sampled_from([(), ("a",), ("b",), ("a", "b"), ("a", "b", "c")]),
        st.sampled_from([0.0, 1 / 3, 1.0]),
        st.integers(0, 400 * 86400),
        st.sampled_from([0.25, 1.0]),
    ),
    max_size=25,
    unique_by=lambda piece: piece.id,
)
snapshots = st.builds(
    Snapshot,
    st.builds(
        Parameters,
        general_mean=st.floats(-2, 2),
        general_variance=st.floats(0.1, 3),
        skill_variance=st.floats(0.1, 3),
        guess=st.sampled_from([0.0, 0.25]),
    ),
    difficulties=st.just({f"x{number}": number - 3.0 for number in range(6)}),
    skills=st.dictionaries(st.sampled_from(["a", "b", "c"]), st.floats(-2, 2)),
    line=st.builds(Line, st.floats(-1, 1), st.floats(0.3, 2)),
)


def assert_same(found: LearnerState, wanted: LearnerState) -> None:
    assert found.general == pytest.approx(wanted.general, abs=1e-9)
    assert found.variance == pytest.approx(wanted.variance, abs=1e-9)
    assert found.skills.keys() == wanted.skills.keys()
    for name, skill in found.skills.items():
        other = wanted.skills[name]
        assert skill.pull == pytest.approx(other.pull, abs=1e-9)
        assert skill.own == pytest.approx(other.own, abs=1e-9)
        assert skill.variance == pytest.approx(other.variance, abs=1e-9)
        assert (skill.answers, skill.seen) == (other.answers, other.seen)


def rebuild(evidence: list[Evidence], snapshot: Snapshot) -> LearnerState:
    answers = [
        StreamedAnswer(
            piece.skills,
            piece.time.timestamp(),
            piece.score,
            snapshot.difficulty(piece.exercise, piece.skills),
            piece.weight,
        )
        for piece in evidence
    ]
    return rebuild_state(answers, snapshot.parameters)


@settings(max_examples=60, deadline=None)
@given(evidences, snapshots)
def test_the_stream_and_a_rebuild_agree(evidence: list[Evidence], snapshot: Snapshot) -> None:
    evidence.sort(key=lambda piece: (piece.time, piece.id))
    state = start_state(snapshot.parameters)
    for piece in evidence:
        difficulty = snapshot.difficulty(piece.exercise, piece.skills)
        state = update_state(state, piece, difficulty, snapshot.parameters)
    rebuilt = rebuild(evidence, snapshot)
    assert_same(rebuilt, state)
    profile = fold_profile("u", evidence, snapshot)
    assert_same(profile.state, state)
    for skill in ("a", "b", "c"):
        anew = read_mastery(Profile("u", {}, rebuilt, snapshot), skill)
        folded = read_mastery(profile, skill)
        assert folded.mean == pytest.approx(anew.mean, abs=1e-9)
        assert (folded.low, folded.high) == pytest.approx((anew.low, anew.high), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(evidences, snapshots, st.randoms(use_true_random=False))
def test_late_evidence_is_folded_from_its_time(
    evidence: list[Evidence], snapshot: Snapshot, random: object
) -> None:
    arrived = list(evidence)
    random.shuffle(arrived)  # type: ignore[attr-defined]
    in_order = sorted(evidence, key=lambda piece: (piece.time, piece.id))
    assert_same(fold_profile("u", arrived, snapshot).state, rebuild(in_order, snapshot))
