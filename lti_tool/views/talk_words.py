"""The signs that a conversation may help, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from analytics.signs import Reason, Sign
from lti_tool.models import ContactKind
from lti_tool.services.contacts import DAYS
from lti_tool.views.translate import gettext, ngettext

KINDS = {
    ContactKind.CONTACTED: _l("I talked or wrote to them"),
    ContactKind.DISMISSED: _l("No conversation is needed"),
}
DONE = {
    ContactKind.CONTACTED: _l("was talked or written to"),
    ContactKind.DISMISSED: _l("no conversation needed"),
}
SPELLS = dict(
    zip(DAYS, (_l("a week"), _l("two weeks"), _l("four weeks"), _l("half a year")), strict=True)
)


def explain_sign(reason: Reason) -> str:
    facts = reason.facts
    match reason.sign:
        case Sign.SILENT if facts["usual"] > 1:
            return gettext(
                "No work for %(days)s days; until then usually every %(usual)s days.",
                days=facts["days"], usual=facts["usual"],
            )  # fmt: skip
        case Sign.SILENT:
            return gettext("No work for %(days)s days.", days=facts["days"])
        case Sign.NOT_STARTED:
            return gettext(
                "Has not begun: in the course for %(days)s days without any work here.",
                days=facts["days"],
            )
        case Sign.AWAY:
            return gettext("Last opened the course %(days)s days ago.", days=facts["days"])
        case Sign.SLOWER:
            return ngettext(
                "%(num)s piece of work in the last two weeks, where it used to be about "
                "%(earlier)s.",
                "%(num)s pieces of work in the last two weeks, where it used to be about "
                "%(earlier)s.",
                facts["lately"],
                earlier=facts["earlier"],
            )
        case Sign.MISSED:
            return ngettext(
                "%(num)s of %(due)s dated pieces of work was not handed in.",
                "%(num)s of %(due)s dated pieces of work were not handed in.",
                facts["missed"],
                due=facts["due"],
            )
        case Sign.RECORD:
            return gettext(
                "With such a record of handing in, more did not pass than passed in the courses "
                "that the tool learned from."
            )
