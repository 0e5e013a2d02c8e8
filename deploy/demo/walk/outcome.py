"""What became of it: scores in the platform's gradebook, and profiles that moved."""

from __future__ import annotations

from sqlalchemy import select

from deploy.demo.browsing import Browser
from deploy.demo.platform.people import learner_username
from deploy.demo.report import ScoreRow
from deploy.demo.walk.learning import enter_as
from deploy.demo.walk.people import find_person, mastery_of
from deploy.demo.walk.setting import (
    FIRST_LEARNER_ID,
    INSTRUCTOR_ID,
    Place,
    Setting,
    WalkError,
)
from lti_tool.models import Context, Person, Practice, Score, ScoreState

SEND_SECONDS = 120.0
SAME = 0.01


def send_score(setting: Setting) -> None:
    """Confirmed below by the gradebook; here by the outbox having nothing left to send."""
    setting.wait_for("Sending the scores", lambda: _all_sent(setting), SEND_SECONDS)
    with setting.running.database.read() as session:
        setting.report.scores.sent = len(session.scalars(select(Score.id)).all())
    setting.narrator.tell(f"{setting.report.scores.sent} scores")


def _all_sent(setting: Setting) -> bool | None:
    with setting.running.database.read() as session:
        states = session.scalars(select(Score.state)).all()
    return True if states and ScoreState.WAITING not in states else None


def read_gradebook(setting: Setting) -> None:
    """Each score is read from the gradebook page, over HTTP."""
    browser = setting.sign_in(INSTRUCTOR_ID)
    for place in setting.places:
        shown = _read_grades(setting, browser, place)
        for number in place.learner_numbers:
            _compare(setting, place, number, shown.get(FIRST_LEARNER_ID + number - 1))
    scores = setting.report.scores
    setting.narrator.tell(f"{scores.confirmed} confirmed, {scores.mismatched} mismatched")
    if scores.mismatched:
        raise WalkError("The gradebook does not show what was sent.")


def _read_grades(setting: Setting, browser: Browser, place: Place) -> dict[int, float]:
    """By platform user, from the last column: the activity's."""
    page = browser.open(setting.platform(f"/course/{place.course_id}/grades"))
    item = str(page.soup.select("th[data-item]")[-1]["data-item"])
    cells = page.soup.select(f'td[data-item="{item}"]')
    return {int(str(c["data-user"])): float(str(c["data-value"])) for c in cells if c["data-value"]}


def _compare(setting: Setting, place: Place, number: int, shown: float | None) -> None:
    scores = setting.report.scores
    sent = _sent_score(setting, place, number)
    scores.rows.append(ScoreRow(learner_username(number), sent, shown))
    if shown is not None and abs(shown - sent) < SAME:
        scores.confirmed += 1
    else:
        scores.mismatched += 1


def _sent_score(setting: Setting, place: Place, number: int) -> float:
    subject = str(FIRST_LEARNER_ID + number - 1)
    query = (
        select(Score.given)
        .join(Person, Person.id == Score.person_id)
        .join(Practice, Practice.id == Score.practice_id)
        .join(Context, Context.id == Practice.context_id)
        .where(Person.subject == subject, Context.lti_id == str(place.course_id))
    )
    with setting.running.database.read() as session:
        return float(session.scalars(query).one())


def update_profile(setting: Setting) -> None:
    """Confirmed by each learner's page: evidence under a skill, and a next step with a reason."""
    rows = {row.learner: row for row in setting.report.learners}
    for place in setting.places:
        for number in place.learner_numbers:
            browser, page = enter_as(setting, place, number)
            mastery = browser.open(page.link('nav a.nav-link[href$="/mastery"]'))
            if not mastery.has("details.skill .evidence"):
                raise WalkError(f"Learner {number} sees no evidence: {mastery.words[:400]}")
            person_id, context_id = find_person(setting, place, number)
            row = rows.get(learner_username(number))
            if row is None:
                continue
            row.mastery_after = mastery_of(setting, context_id, person_id)
            row.next = {
                "skill": page.find(".next-skill").get_text(strip=True),
                "reason": page.find(".next-why").get_text(" ", strip=True),
            }
    moved = [row for row in rows.values() if row.mastery_after != row.mastery_before]
    if len(moved) < len(rows):
        raise WalkError(f"Only {len(moved)} of {len(rows)} profiles moved.")
    setting.narrator.tell(f"{len(moved)} profiles moved")
