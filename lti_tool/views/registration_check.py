"""What the check of a registration found, in sentences that say what to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from lti_tool.services.registration_checks import Finding
from lti_tool.views.doctor_words import DOCTOR_SENTENCES
from lti_tool.views.service_words import explain_problem

SENTENCES = {
    **DOCTOR_SENTENCES,
    "hosts_agree": _l("All addresses are on %(issuer)s, as the issuer is."),
    "hosts_differ": _l(
        "The issuer is on %(issuer)s, other addresses on %(others)s. Large services do that; with "
        "a Moodle it is a slip: copy all values anew from the same page."
    ),
    "issuer_no_address": _l(
        "The issuer “%(issuer)s” is no web address. Compare it with the platform's own page, "
        "letter by letter: launches are refused if it differs."
    ),
    "host_private": _l(
        "%(host)s leads into a private network, so the tool does not go there. If the platform is "
        "there, tick “The platform is in a private network” on the registration's page; else ask "
        "who answers for that name."
    ),
    "keys_found": _l("The platform's key set can be read and holds usable keys: %(count)s."),
    "keys_none": _l(
        "%(url)s can be read, but holds no RSA key, so that no launch can be verified. Copy the "
        "address of the platform's public keyset anew."
    ),
    "keys_unavailable": _l(
        "The platform's key set at %(url)s cannot be read (%(reason)s), so that no launch can be "
        "verified. Check the address, and that this server reaches the platform."
    ),
    "token_given": _l("The platform gives the tool access to: %(granted)s."),
    "token_partial": _l(
        "The platform gives access to: %(granted)s, but not to: %(refused)s. In Moodle, edit the "
        "tool and allow grades (with column management) and names and roles under Services."
    ),
    "token_refused": _l("The platform gives the tool no access. %(problem)s"),
    "deployment_open": _l(
        "No deployment is known yet: the first one that launches will be taken. Enter its ID below "
        "if you know it."
    ),
    "switched_off": _l("The registration is switched off, so nobody can come in."),
}
MARKS = {
    True: ("success", _l("Good")),
    False: ("danger", _l("Wrong")),
    None: ("warning", _l("Look at it")),
}


@dataclass(frozen=True, slots=True)
class ToldFinding:
    style: str
    mark: str
    text: str


def tell_finding(finding: Finding) -> ToldFinding:
    fields = dict(finding.fields)
    if "problem" in fields:
        fields["problem"] = explain_problem(fields["problem"])
    style, mark = MARKS[finding.good]
    return ToldFinding(style, str(mark), str(SENTENCES[finding.code]) % fields)
