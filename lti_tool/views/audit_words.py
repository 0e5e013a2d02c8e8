"""What was done, in words for the administration; a test holds them and the code together."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lti_tool.services.audit import COMMAND_LINE
from lti_tool.services.learner_erasure import ERASED
from lti_tool.services.retention import SWEEPER
from lti_tool.views.translate import gettext

ACTIONS = {
    "admin.enter": _l("signed in"),
    "admin.shut_out": _l("shut an administrator out"),
    "admin.sign_out": _l("signed out"),
    "open_answers.mark": _l("marked an open answer"),
    "audit.export": _l("exported the audit"),
    "backup.make": _l("made a backup"),
    "backup.restore": _l("restored a backup"),
    "bank.confirm_source": _l("confirmed an exercise whose source changed"),
    "bank.resolve": _l("settled a report about an exercise"),
    "columns.make": _l("made a gradebook column"),
    "copy_course": _l("brought the exercises of a copied course along"),
    "copy_practice": _l("brought the exercises of a copied activity along"),
    "correct_exercise": _l("corrected an exercise"),
    "class_export.ask": _l("took the class table into a file"),
    "course.map_activity": _l("tied an activity to skills"),
    "course.stop_sync": _l("stopped the reading of the course"),
    "course.sync": _l("had the course read"),
    "course.undo_map": _l("took back what an activity was tied to"),
    "lessons.ask": _l("had a lesson drafted"),
    "lessons.save": _l("changed a lesson"),
    "lessons.withdraw": _l("took a lesson back from learners"),
    "keys.reseal": _l("sealed keys and tokens under a new secret"),
    "deep_linking.make": _l("made a practice for the course page"),
    "deep_linking.take": _l("put a practice on the course page"),
    "desk.regenerate": _l("had a draft written anew"),
    "desk.reject": _l("rejected a draft"),
    "desk_edit.create": _l("wrote a draft"),
    "desk_edit.save": _l("changed a draft"),
    "exchange.ask": _l("took exercises into a file"),
    "exchange.take": _l("brought exercises in from a file"),
    "exchange.undo": _l("took an import of exercises back"),
    "groups.audit": _l("compared the learner model's errors between groups"),
    "item_figures.ask": _l("took the figures of exercises into a file"),
    "misconceptions.ask": _l("took the misconceptions into a file"),
    "model.pool_allow": _l("allowed models to learn from all registrations together"),
    "model.pool_forbid": _l("forbade models to learn from all registrations together"),
    "model_report.refit": _l("had the learner model fitted anew"),
    "evidence.export": _l("exported the evidence of a course"),
    "evidence_key.make": _l("made a key for another tool"),
    "evidence_key.revoke": _l("revoked a key of another tool"),
    "model.choose": _l("chose the drafting model"),
    "offered_files.take": _l("took files of the course page as sources"),
    "person.ask_erasure": _l("asked to be erased"),
    "person.block": _l("blocked a person"),
    "person.erase": _l("erased a person"),
    "person.export": _l("exported a person's data"),
    "person.keep": _l("took back the wish to be erased"),
    "person.unblock": _l("unblocked a person"),
    "planner.gate": _l("let the gate decide again what plans a course's worksheets"),
    "planner.rule": _l("switched a course's worksheets back to the rule"),
    "planner.train": _l("had the worksheet planner of a course trained"),
    "planner_report.cancel": _l("stopped the training of the worksheet planner"),
    "planner_report.switch": _l("chose whether the rule plans the worksheets"),
    "planner_report.train": _l("had the worksheet planner trained"),
    "practices.allow": _l("gave a learner more time or tries"),
    "practices.bind": _l("chose what an activity opens"),
    "practices.change": _l("changed a practice"),
    "practices.create": _l("made a practice"),
    "publish_exercise": _l("published an exercise"),
    "registration.activate": _l("switched a registration on"),
    "registration.add": _l("added a registration"),
    "registration.change": _l("changed a registration"),
    "registration.deactivate": _l("switched a registration off"),
    "registration.invite": _l("made a registration link"),
    "registration.permit_hosts": _l("permitted hosts of a private network"),
    "registration.register": _l("let a platform register by a link"),
    "registration.revoke_invite": _l("withdrew a registration link"),
    "requests.cancel": _l("cancelled a generation"),
    "requests.create": _l("asked for exercises"),
    "requests.retry": _l("asked for exercises again"),
    "restore_exercise": _l("brought an exercise back"),
    "retention.change": _l("changed how long data is kept"),
    "retention.run": _l("removed what was kept long enough"),
    "scores.send": _l("sent a score again"),
    "scores.send_activity": _l("sent the scores of an activity again"),
    "skill_changes.merge": _l("merged two skills"),
    "skill_changes.split": _l("split a skill"),
    "skill_changes.undo": _l("took the merge or split of skills back"),
    "skills.add": _l("added a skill"),
    "skills.change": _l("changed a skill"),
    "skills.drop": _l("dropped a skill"),
    "skills.keep": _l("kept a skill"),
    "skills.keep_all": _l("kept all proposed skills"),
    "skills.move": _l("moved a skill"),
    "sources.delete": _l("deleted a source"),
    "sources.download": _l("downloaded a source"),
    "sources.replace": _l("replaced a source"),
    "sources.retry": _l("had a source read again"),
    "sources.upload": _l("uploaded sources"),
    "talks.add": _l("noted a conversation with a learner"),
    "talks.open": _l("looked at who may need a conversation"),
    "talks.switch": _l("switched the signs for conversations on or off"),
    "talks.undo": _l("took a note of a conversation back"),
    "undo_publish": _l("took a publication back"),
    "voices.choose_asking": _l("chose whether learners may say how the course goes"),
    "web_service.remove": _l("removed a web-service token"),
    "web_service.set": _l("set a web-service token"),
    "withdraw_exercise": _l("withdrew an exercise"),
    "worksheets.another": _l("had another worksheet planned in its place"),
    "worksheets.choose": _l("went back to a worksheet shown before"),
    "worksheets.drop": _l("dropped a worksheet or brought it back"),
    "worksheets.edit": _l("changed a worksheet"),
    "worksheets.give": _l("gave a worksheet to learners"),
    "worksheets.plan": _l("had a worksheet planned"),
    "worksheets.send": _l("sent a worksheet to the drafters"),
}


def describe_action(action: str) -> str:
    return str(ACTIONS.get(action, action))


def describe_actor(actor: str) -> str:
    """A name, or what stands for one."""
    if actor == COMMAND_LINE:
        return gettext("the command line")
    if actor == SWEEPER:
        return gettext("the sweeper")
    return gettext("somebody who was erased") if actor == ERASED else actor
