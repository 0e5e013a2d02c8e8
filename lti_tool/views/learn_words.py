"""The sentences of the learner's pages: codes come in, words go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import format_percent
from flask_babel import lazy_gettext as _l

from analytics.types import Mastery, Reason, Source
from generators.exercise.content import Kind
from lti_tool.models import Practice, Score, ScorePolicy, ScoreState, WorksheetState
from lti_tool.services.class_view import needs_practice
from lti_tool.services.disagreements import Change
from lti_tool.services.score_policy import GATE
from lti_tool.services.showings import CONTESTED, WORKSHEET
from lti_tool.services.standings import Standing
from lti_tool.views.model_words import chances_hidden
from lti_tool.views.translate import gettext, ngettext

UNREADABLE = {
    Kind.MULTIPLE_CHOICE: _l("Choose one of the options."),
    Kind.MULTIPLE_RESPONSE: _l("Choose at least one option."),
    Kind.TRUE_FALSE: _l("Choose true or false."),
    Kind.CLOZE: _l("Fill in at least one gap."),
    Kind.SHORT_ANSWER: _l("Type an answer."),
    Kind.NUMERICAL: _l(
        "This cannot be read as one number. Type digits like 3.5, 1 200 or 2.5×10^3; the unit may "
        "follow."
    ),
    Kind.MATCHING: _l("Match at least one entry."),
    Kind.ORDERING: _l("Give each step a place of its own: no number twice."),
    Kind.OPEN_ANSWER: _l("Write an answer of at most 12,000 characters."),
    Kind.CASE_STUDY: _l("Answer each question of the case."),
}
CONFIDENCES = {
    "low": (0.3, _l("Guessing")),
    "middle": (0.6, _l("Fairly sure")),
    "high": (0.9, _l("Sure")),
}
POLICIES = {
    ScorePolicy.POINTS: _l("Points: so many different exercises right"),
    ScorePolicy.MASTERY: _l("Mastery: how well each skill is known"),
    ScorePolicy.COMPLETION: _l("Completion: so many exercises answered, right or not"),
}
# What most needs to be known comes first.
SENDING = {
    ScoreState.WAITING: _l("On its way to the gradebook."),
    ScoreState.PARKED: _l(
        "Kept here: the gradebook did not take it yet, and your instructor can see why."
    ),
    ScoreState.LOCKED: _l("The gradebook is locked and keeps its grade."),
    ScoreState.OVERRIDDEN: _l("Your instructor's own grade stands in the gradebook instead."),
    ScoreState.CONFIRMED: _l("Sent to the gradebook."),
}
SOURCES = {
    Source.HERE: _l("Answer here"),
    Source.AGS_RESULT: _l("Grade of a practice"),
    Source.GRADEBOOK: _l("Grade in the course"),
    Source.QUIZ_ATTEMPT: _l("Quiz in the course"),
    Source.COMPLETION: _l("Activity completed"),
    Source.TOOL: _l("Another tool of the course"),
    Source.SELF_REPORT: _l("What you said yourself"),
}


def explain_reason(reason: str, facts: Mapping[str, float]) -> str:
    """Why this exercise, with the figures at hand."""
    shown = "mastery" in facts and not chances_hidden()
    known = format_percent(facts["mastery"]) if shown else None
    match reason:
        case Reason.START if "spell" not in facts:
            return gettext("A first look at this skill: nothing is known of it yet.")
        case Reason.RECENT_ERRORS if "wrong" in facts and "of" in facts:
            return ngettext(
                "%(wrong)d of your last %(num)d answer in this skill was not right yet.",
                "%(wrong)d of your last %(num)d answers in this skill were not right yet.",
                int(facts["of"]),
                wrong=int(facts["wrong"]),
            )
        case Reason.REVIEW if "days" in facts:
            return _explain_review(round(facts["days"]), facts.get("recall"))
        case Reason.REVIEW:
            return gettext("You have not practised this for a while: bring it back to mind.")
        case Reason.BELOW_GATE | Reason.START if "spell" in facts:
            return gettext(
                "A change after %(spell)s exercises in a row of one skill: mixed practice is kept "
                "longer.",
                spell=int(facts["spell"]),
            )
        case Reason.BELOW_GATE if not facts.get("enough"):
            return gettext("A few more answers will show how well you know this skill.")
        case Reason.BELOW_GATE if known:
            return gettext(
                "By now you would get about %(known)s of such exercises right; the goal is "
                "%(gate)s.",
                known=known, gate=format_percent(GATE),
            )  # fmt: skip
        case Reason.MASTERED:
            return gettext("You know this skill well; this one keeps it fresh.")
        case Reason.ALL_MASTERED:
            return gettext("You know all skills of this practice well; this one keeps it fresh.")
        case _ if reason == CONTESTED and facts.get("length", 0) > 1:
            return gettext(
                "You asked to be tested in this skill: exercise %(number)s of %(length)s.",
                number=int(facts["number"]), length=int(facts["length"]),
            )  # fmt: skip
        case _ if reason == WORKSHEET and "number" in facts:
            return gettext(
                "Exercise %(number)s of %(length)s of your worksheet.",
                number=int(facts["number"]), length=int(facts["length"]),
            )  # fmt: skip
        case _ if reason == CONTESTED:
            return gettext("You asked to be tested in this skill.")
        case _:
            return gettext("It comes next in the course.")


def _explain_review(days: int, recall: float | None) -> str:
    if recall is None:
        return ngettext(
            "You last practised this %(num)d day ago: time to bring it back to mind.",
            "You last practised this %(num)d days ago: time to bring it back to mind.",
            days,
        )
    return ngettext(
        "You last practised this %(num)d day ago, and about %(recall)s of it is still in mind: "
        "time to bring it back.",
        "You last practised this %(num)d days ago, and about %(recall)s of it is still in mind: "
        "time to bring it back.",
        days,
        recall=format_percent(recall),
    )


def name_confidence(share: float | None) -> str:
    """The words of a level that was tapped; empty where none was."""
    return next((str(label) for level, label in CONFIDENCES.values() if level == share), "")


def tell_change(change: Change) -> str:
    """What a test did to a figure, in one sentence."""
    before, after = change.before, change.after
    points = round(100 * (after.mean - before.mean))
    if chances_hidden():
        return gettext("It stands so now: %(level)s.", level=judge_level(after).text)
    if not after.enough:
        return gettext("The answers are too few, or too unlike each other, for a figure yet.")
    if not before.enough:
        return gettext("There is a figure now: %(mean)s.", mean=format_percent(after.mean))
    if points > 0:
        return ngettext("The figure rose by %(num)d point.", "The figure rose by %(num)d points.",
                        points)  # fmt: skip
    if points < 0:
        return ngettext("The figure fell by %(num)d point.", "The figure fell by %(num)d points.",
                        -points)  # fmt: skip
    return gettext("The figure stayed as it was.")


def describe_policy(practice: Practice) -> str:
    """How the score comes about, in one sentence."""
    match practice.policy:
        case ScorePolicy.POINTS:
            return ngettext(
                "Answer %(num)d exercise right. Points fall only where your instructor grades an "
                "answer anew.",
                "Answer %(num)d different exercises right; each counts once, and points fall only "
                "where your instructor grades an answer anew.",
                practice.goal,
            )
        case ScorePolicy.COMPLETION:
            return ngettext(
                "Answer %(num)d exercise, right or not.",
                "Answer %(num)d different exercises, right or not.",
                practice.goal,
            )
        case ScorePolicy.MASTERY:
            return gettext(
                "Your score is how well you know the skills of this practice; it moves with what "
                "you show."
            )


def describe_standing(practice: Practice, standing: Standing) -> str:
    tally, points = standing.tally, f"{round(standing.given, 1):g}"
    match practice.policy:
        case ScorePolicy.POINTS:
            return gettext(
                "%(done)s of %(goal)s right: %(points)s of 100 points",
                done=min(tally.right, practice.goal), goal=practice.goal, points=points,
            )  # fmt: skip
        case ScorePolicy.COMPLETION:
            return gettext(
                "%(done)s of %(goal)s answered: %(points)s of 100 points",
                done=min(tally.answered, practice.goal), goal=practice.goal, points=points,
            )  # fmt: skip
        case ScorePolicy.MASTERY:
            return gettext("%(points)s of 100 points", points=points)


def describe_sending(scores: list[Score]) -> str:
    """What became of the score; the state that most needs to be known, where there are several."""
    order = list(SENDING)
    states = sorted((score.state for score in scores), key=order.index)
    return str(SENDING[states[0]]) if states else ""


def describe_sheet_link(state: WorksheetState | None) -> str:
    """What leads to the learner's worksheet, by how it stands."""
    match state:
        case WorksheetState.WORKING:
            return gettext("Go on with your worksheet")
        case WorksheetState.PLANNED:
            return gettext("A worksheet is ready for you")
        case WorksheetState.WAITING:
            return gettext("Your worksheet is put together.")
        case _:
            return gettext("Plan a short worksheet of several exercises")


@dataclass(frozen=True, slots=True)
class Level:
    """`shape` and `tone` are class names of static/css/learn.css."""

    shape: str
    tone: str
    text: str


LEVELS = {
    "unsure": Level("unsure", "secondary", _l("not enough evidence yet")),
    "full": Level("full", "success", _l("well known")),
    "half": Level("half", "primary", _l("on the way")),
    "open": Level("open", "warning", _l("needs practice")),
}


def judge_level(mastery: Mastery) -> Level:
    return LEVELS[find_shape(mastery)]


def find_shape(mastery: Mastery) -> str:
    """The key in LEVELS."""
    if not mastery.enough:
        return "unsure"
    if needs_practice(mastery):
        return "open"
    return "full" if mastery.reaches(GATE) else "half"
