"""The review desk: what drafters wrote, beside the source, for an instructor to decide on.

The address carries the filter, so that a decision leads to the next draft of the same list.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import ConflictError, InvalidInputError
from lti_tool.models import Draft, DraftState, Person
from lti_tool.queue import JobName, QueueName
from lti_tool.services import desk, draft_edits, draft_talk, drafts, exercises, request_options
from lti_tool.services.quotas import require_quota
from lti_tool.services.skills import name_skills
from lti_tool.views import exercise_words
from lti_tool.views.answer_form import empty_answer_form
from lti_tool.views.desk_filter import filter_args, read_filter
from lti_tool.views.desk_order import find_following, go_on, go_on_if_same
from lti_tool.views.desk_talk import read_assignees
from lti_tool.views.difference_words import tell_differences
from lti_tool.views.notices import add_notice
from lti_tool.views.people import name_person
from lti_tool.views.quotes import mark_quotes
from lti_tool.views.reject_words import PRESETS, describe_rejection, read_rejection
from lti_tool.views.request_form import NOTE_LENGTH
from lti_tool.views.translate import gettext, ngettext
from lti_tool.views.verdict_words import describe_check, describe_verdict
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("desk", __name__)
blueprint.register_error_handler(drafts.DraftDecidedError, go_on_if_same)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "exercise_words": exercise_words,
        "describe_verdict": describe_verdict,
        "describe_check": describe_check,
        "describe_rejection": describe_rejection,
        "mark_quotes": mark_quotes,
        "list_warnings": desk.list_warnings,
        "list_run": desk.list_run,
        "read_verdicts": drafts.read_verdicts,
        "is_clean": desk.is_clean,
        "read_text": drafts.read_text,
        "states": DraftState,
        "name_person": name_person,
    }


@blueprint.get("/desk")
@instructors_only
def index() -> ResponseReturnValue:
    wanted, context_id = read_filter(request.args), g.visit.context.id
    with wiring().database.read() as session:
        rows = desk.list_drafts(session, context_id, wanted)
        return render_template(
            "desk/index.html",
            rows=rows,
            clean=[row.id for row in rows if desk.is_clean(row)],
            wanted=wanted,
            args=filter_args(wanted),
            counts=desk.count_drafts(session, context_id),
            skills=name_skills(session, g.visit.context.id),
            options=request_options.read_options(session, context_id),
            undo=request.args.get("undo", ""),
            comments=draft_talk.count_comments(session, [row.id for row in rows]),
            assignees=read_assignees(session, context_id),
        )


@blueprint.get("/desk/<draft_id>")
@instructors_only
def draft(draft_id: str) -> ResponseReturnValue:
    wanted, context_id = read_filter(request.args), g.visit.context.id
    with wiring().database.read() as session:
        row = drafts.find_draft(session, context_id, draft_id)
        text = drafts.read_text(row)
        rows = desk.list_drafts(session, context_id, wanted)
        before, after = desk.find_neighbours(rows, draft_id)
        place = next((place for place, one in enumerate(rows, 1) if one.id == draft_id), 0)
        decider = session.get(Person, row.decided_by) if row.decided_by else None
        return render_template(
            "desk/draft.html",
            row=row,
            text=text,
            cited=desk.list_cited(session, context_id, text),
            skills=name_skills(session, g.visit.context.id),
            args=filter_args(wanted),
            before=before,
            after=after,
            place=place,
            count=len(rows),
            decider=decider.name if decider else "",
            presets=PRESETS,
            note_length=NOTE_LENGTH,
            undo=request.args.get("undo", ""),
            queue_away=_queue_away(),
            comments=draft_talk.list_comments(session, draft_id),
            colleagues=draft_talk.list_colleagues(session, context_id),
            assignee=session.get(Person, row.assigned_to) if row.assigned_to else None,
        )


@blueprint.get("/desk/<draft_id>/changes")
@instructors_only
def changes(draft_id: str) -> ResponseReturnValue:
    """As drafted against as edited, and against the draft that it replaces."""
    with wiring().database.read() as session:
        row = drafts.find_draft(session, g.visit.context.id, draft_id)
        origin = session.get(Draft, row.regenerates_id) if row.regenerates_id else None
    now = _stored(row)
    return render_template(
        "desk/changes.html",
        row=row,
        origin=origin,
        edited=tell_differences(row.kind, row.drafted or now, now),
        regenerated=tell_differences(row.kind, _stored(origin), now) if origin else [],
        args=filter_args(read_filter(request.args)),
    )


def _stored(row: Draft) -> dict[str, Any]:
    return {"content": row.content, "family": row.family}


@blueprint.post("/desk/<draft_id>/assign")
@instructors_only
def assign(draft_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        draft_talk.assign_draft(
            session, g.visit.context.id, draft_id, request.form.get("person", "")
        )
        add_notice(session, gettext("Saved. “Assigned to me” in the filter shows one's own."))
    return _back_to(draft_id)


@blueprint.post("/desk/<draft_id>/comments")
@instructors_only
def comment(draft_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        draft_talk.add_comment(
            session,
            g.visit.context.id,
            draft_id,
            g.visit.person.id,
            request.form.get("text", ""),
        )
    return _back_to(draft_id)


@blueprint.post("/desk/<draft_id>/comments/<comment_id>/delete")
@instructors_only
def uncomment(draft_id: str, comment_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        draft_talk.remove_comment(
            session, g.visit.context.id, draft_id, g.visit.person.id, comment_id
        )
    return _back_to(draft_id)


def _back_to(draft_id: str) -> ResponseReturnValue:
    return redirect(url_for("desk.draft", draft_id=draft_id, **_args(), _anchor="talk"), 303)


def _queue_away() -> bool:
    return wiring().queue.depth(QueueName.WORK) is None


@blueprint.get("/desk/<draft_id>/checks")
@instructors_only
def checks(draft_id: str) -> ResponseReturnValue:
    """What the checks said, polled while they run."""
    with wiring().database.read() as session:
        row = drafts.find_draft(session, g.visit.context.id, draft_id)
    args = filter_args(read_filter(request.args))
    return render_template("desk/_checks.html", row=row, args=args, queue_away=_queue_away())


@blueprint.get("/desk/<draft_id>/preview")
@instructors_only
def preview(draft_id: str) -> ResponseReturnValue:
    """The draft as a learner would meet it; another seed shows another order and variant."""
    seed = request.args.get("seed", "1")
    number = int(seed) if seed.isdecimal() and len(seed) < 9 else 1
    with wiring().database.read() as session:
        row = drafts.find_draft(session, g.visit.context.id, draft_id)
    text = drafts.read_text(row)
    if text.content is None:
        raise ConflictError("This draft has no text to preview. Edit it first.")
    content = exercises.draw_content(text.content, text.family, number)
    return render_template(
        "desk/preview.html",
        row=row,
        form=empty_answer_form(content, number),
        seed=number,
        args=filter_args(read_filter(request.args)),
    )


@blueprint.post("/desk/<draft_id>/accept")
@instructors_only
def accept(draft_id: str) -> ResponseReturnValue:
    following = find_following(draft_id)
    with wiring().database.write() as session:
        exercises.publish_draft(session, g.visit.context.id, draft_id, g.visit.person.id, utcnow())
        add_notice(session, gettext("Published. Learners can meet this exercise from now on."))
    return go_on(following, undo=draft_id)


@blueprint.post("/desk/<draft_id>/reject")
@instructors_only
def reject(draft_id: str) -> ResponseReturnValue:
    reason = read_rejection(request.form.get("reason", ""), request.form.get("text", ""))
    following = find_following(draft_id)
    with wiring().database.write() as session:
        drafts.reject_draft(session, g.visit.context.id, draft_id, g.visit.person.id, reason)
        add_notice(session, gettext("Rejected."))
    return go_on(following, undo=draft_id)


@blueprint.post("/desk/<draft_id>/regenerate")
@instructors_only
def regenerate(draft_id: str) -> ResponseReturnValue:
    note = request.form.get("note", "").strip()
    if len(note) > NOTE_LENGTH:
        raise InvalidInputError("Shorten the note to %(most)s characters.", most=NOTE_LENGTH)
    following = find_following(draft_id)
    with wiring().database.write() as session:
        quotas, visit = wiring().settings.models.quotas, g.visit
        require_quota(session, quotas, visit.context.id, visit.person.id, 1, utcnow())
        row = draft_edits.regenerate_draft(
            session, g.visit.context.id, draft_id, g.visit.person.id, note,
            secrets.randbelow(2**31),
        )  # fmt: skip
        add_notice(session, gettext("Asked for anew. The new draft comes to this desk."))
    wiring().queue.ring(JobName.GENERATE, row.id)
    return go_on(following, undo=draft_id)


@blueprint.post("/desk/<draft_id>/undo")
@instructors_only
def undo(draft_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        row = drafts.find_draft(session, g.visit.context.id, draft_id, lock=True)
        _undo(session, row)
        add_notice(session, gettext("Undone. The draft is back on the desk."), "info")
    return redirect(url_for("desk.draft", draft_id=draft_id, **_args()), 303)


def _undo(session: Session, row: Draft) -> None:
    if row.state is DraftState.PUBLISHED:
        exercises.undo_publish(session, row.context_id, row.id, g.visit.person.id)
    elif row.state is DraftState.REJECTED:
        drafts.return_to_review(row)
    else:
        raise ConflictError("Nothing was decided on this draft, so there is nothing to undo.")


@blueprint.post("/desk/accept")
@instructors_only
def accept_clean() -> ResponseReturnValue:
    """All that were listed without a flag, and no other."""
    ids = request.form.getlist("draft")[: desk.LIMIT]
    with wiring().database.write() as session:
        count = desk.publish_clean_drafts(
            session, g.visit.context.id, ids, g.visit.person.id, utcnow()
        )
        add_notice(
            session,
            ngettext("%(num)s exercise was published.", "%(num)s exercises were published.", count),
        )
    return redirect(url_for("desk.index", **_args()), 303)


def _args() -> dict[str, Any]:
    return filter_args(read_filter(request.args))
