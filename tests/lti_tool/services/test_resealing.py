from __future__ import annotations

import ast
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select

from lti_tool.db import Base, Database, utcnow
from lti_tool.lti.tokens import Token
from lti_tool.lti.vault import Vault, VaultError
from lti_tool.models import Registration, RegistrationInvite
from lti_tool.services.connections import TokenRows
from lti_tool.services.course_sync import WEB_SERVICE_PURPOSE
from lti_tool.services.key_rotation import prepare_next
from lti_tool.services.keys import KeySealedError, ensure_key, signing_key
from lti_tool.services.registration_invites import invite_registration, list_pending
from lti_tool.services.resealing import SEALED, reseal_all
from lti_tool.services.web_services import set_web_service
from tests.lti_tool.factories import make_registration

ROOT = Path(__file__).parents[3]
OLD, NEW = b"the secret of until now, 32 characters", b"the secret from now on, 32 characters"
BEFORE, MEANWHILE, AFTER = Vault(OLD), Vault(NEW, OLD), Vault(NEW)


@dataclass
class Site:
    """Everything that is sealed, once."""

    database: Database
    registration_id: str

    def values(self) -> dict[str, bytes]:
        with self.database.read() as session:
            return {
                f"{column.table.name} {row.id}": getattr(row, column.name)
                for column in SEALED
                for row in session.execute(select(column.table))
                if getattr(row, column.name) is not None
            }

    def works(self, vault: Vault) -> None:
        """All that opens a sealed value does so."""
        with self.database.read() as session:
            assert signing_key(session, vault, self.registration_id).private_pem.startswith("---")
            row = session.get_one(Registration, self.registration_id)
            assert row.web_service_token
            assert vault.open(row.web_service_token, WEB_SERVICE_PURPOSE) == b"abc123"
            (invite,) = list_pending(session, vault, utcnow())
            assert invite.token
        assert TokenRows(self.database, vault, self.registration_id).find("score") == "bearer"


@pytest.fixture
def site(database: Database) -> Site:
    with database.write() as session:
        row = make_registration(session)
        ensure_key(session, BEFORE, row.id)
        prepare_next(session, BEFORE, row.id, utcnow())
        set_web_service(session, BEFORE, row.id, "https://moodle.example", "abc123")
        invite_registration(session, BEFORE, utcnow(), "admin")
    TokenRows(database, BEFORE, row.id).keep("score", Token("bearer", time.time() + 3600))
    return Site(database, row.id)


def test_wrong_old_secret_changes_nothing_and_says_what_is_unreadable(site: Site) -> None:
    before = site.values()
    with site.database.write() as session:
        done = reseal_all(session, Vault(NEW, b"not the secret of until now, 32 chars"))
    assert done.resealed == 0
    assert sorted(done.unreadable) == sorted(before)
    assert site.values() == before
    site.works(BEFORE)


def test_one_value_of_a_third_secret_keeps_all_the_others(site: Site) -> None:
    with site.database.write() as session:
        other = make_registration(session, client_id="other")
        ensure_key(session, Vault(b"a third secret of 32 characters....."), other.id)
    before = site.values()
    with site.database.write() as session:
        done = reseal_all(session, MEANWHILE)
    assert len(done.unreadable) == 1
    assert site.values() == before


def test_killed_in_the_middle_nothing_is_changed_and_it_runs_again(site: Site) -> None:
    before = site.values()
    with pytest.raises(RuntimeError), site.database.write() as session:
        assert reseal_all(session, MEANWHILE).resealed == len(before)
        raise RuntimeError("killed")
    assert site.values() == before
    with site.database.write() as session:
        assert reseal_all(session, MEANWHILE).resealed == len(before)


def test_all_is_readable_before_meanwhile_and_after(site: Site) -> None:
    site.works(BEFORE)
    site.works(MEANWHILE)
    with pytest.raises(KeySealedError), site.database.read() as session:
        signing_key(session, AFTER, site.registration_id)
    with site.database.write() as session:
        assert reseal_all(session, MEANWHILE).resealed == 5
    site.works(MEANWHILE)
    site.works(AFTER)
    with site.database.write() as session:
        done = reseal_all(session, AFTER)
    assert (done.resealed, done.already, done.unreadable) == (0, 5, ())


def test_what_a_process_with_the_old_secret_seals_meanwhile_is_found_by_the_next_run(
    site: Site,
) -> None:
    with site.database.write() as session:
        reseal_all(session, MEANWHILE)
        set_web_service(session, BEFORE, site.registration_id, "https://moodle.example", "abc123")
    with site.database.write() as session:
        assert reseal_all(session, MEANWHILE).resealed == 1
    site.works(AFTER)


def test_damage_is_no_value_of_another_secret(site: Site) -> None:
    with site.database.write() as session:
        session.query(RegistrationInvite).update({"token_sealed": b"?"})
    with site.database.write() as session:
        done = reseal_all(session, MEANWHILE)
    assert [one.partition(" ")[0] for one in done.unreadable] == ["registration_invite"]


def test_old_secret_seals_nothing() -> None:
    sealed = MEANWHILE.seal(b"x", "p")
    assert AFTER.open(sealed, "p") == b"x"
    with pytest.raises(VaultError):
        BEFORE.open(sealed, "p")


def test_nothing_that_is_sealed_is_left_out() -> None:
    """Every column of bytes is sealed, and every vault knows the old secret too."""
    columns = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert columns == {(column.table.name, column.name) for column in SEALED}
    made = {
        path.name
        for folder in ("lti_tool", "jobs", "deploy")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Vault"
    }
    assert made == {"settings.py"}
