"""What a platform's role names grant here.

Only roles in the context count: whoever administers the institution or the system is nobody in a
particular course. A sub-role (`membership/Instructor#TeachingAssistant`) grants what its
principal role grants (LTI 1.3 core, A.2.3).
"""

from __future__ import annotations

from collections.abc import Iterable

from lti_tool.lti.claims import ROLE_CONTEXT, ROLE_CONTEXT_SUB

INSTRUCTING = frozenset({"Instructor", "ContentDeveloper", "Administrator"})


def grants_instructor(roles: Iterable[str | None]) -> bool:
    return any(_principal(role) in INSTRUCTING for role in roles if role)


def _principal(role: str) -> str:
    """The context role's bare name; empty where `role` is none of a context."""
    if role.startswith(ROLE_CONTEXT):
        return role.removeprefix(ROLE_CONTEXT)
    if role.startswith(ROLE_CONTEXT_SUB):
        return role.removeprefix(ROLE_CONTEXT_SUB).partition("#")[0]
    return role if role.isalpha() else ""  # the short form of the specification
