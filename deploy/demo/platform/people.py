"""The people of the demo: an admin, two instructors and thirty learners, all invented.

Ids follow Moodle: 1 is the guest, 2 the admin, people begin at 3.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from deploy.demo.platform.rows import User

ADMIN = "admin"
EDITING_INSTRUCTOR = "teacher1"
NON_EDITING_INSTRUCTOR = "teacher2"
STAFF = (
    (ADMIN, "Sam", "Okafor", "en"),
    (EDITING_INSTRUCTOR, "Grace", "Thornton", "en"),
    (NON_EDITING_INSTRUCTOR, "文静", "李", "zh_cn"),
)
ENGLISH = (
    *(("Ada", "Marsh"), ("Ben", "Holloway"), ("Chloe", "Adeyemi"), ("Daniel", "Fraser")),
    *(("Élise", "Bernard"), ("Farah", "Haddad"), ("George", "O'Connell"), ("Hannah", "Weiss")),
    *(("Imran", "Qureshi"), ("Julia", "Novak"), ("Kofi", "Mensah"), ("Laura", "Bianchi")),
    *(("Marcus", "Lindqvist"), ("Nadia", "Petrova"), ("Owen", "Price")),
)
CHINESE = (
    *(("子涵", "王"), ("浩然", "李"), ("欣怡", "张"), ("宇轩", "刘"), ("梓萱", "陈")),
    *(("博文", "杨"), ("诗涵", "赵"), ("俊杰", "黄"), ("雨桐", "周"), ("天佑", "吴")),
    *(("思远", "徐"), ("佳琪", "孙"), ("明哲", "胡"), ("若曦", "朱"), ("嘉豪", "欧阳")),
)
LEARNER_COUNT = len(ENGLISH) + len(CHINESE)


def learner_username(number: int) -> str:
    """`number` counts from 1."""
    return f"learner{number:02}"


def sow_people(session: Session) -> None:
    """English and Chinese names alternate, so that the first few learners of a course are both."""
    for offset, (username, given, family, language) in enumerate(STAFF):
        idnumber = f"EMP-{offset}" if offset else ""
        session.add(_make_user(2 + offset, username, given, family, language, idnumber))
    pairs = [name for both in zip(ENGLISH, CHINESE, strict=True) for name in both]
    for number, (given, family) in enumerate(pairs, start=1):
        language = "en" if number % 2 else "zh_cn"
        username = learner_username(number)
        session.add(_make_user(4 + number, username, given, family, language, f"SIS-{number:03}"))


def _make_user(
    user_id: int, username: str, given: str, family: str, language: str, idnumber: str
) -> User:
    return User(
        id=user_id,
        username=username,
        given_name=given,
        family_name=family,
        email=f"{username}@example.invalid",
        idnumber=idnumber,
        language=language,
        is_admin=username == ADMIN,
    )
