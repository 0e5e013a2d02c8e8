"""A platform as a bench needs it: real keys, rows and tokens, and no server of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from lti_tool.db import Database, utcnow
from lti_tool.lti import claims as names
from lti_tool.models import Context, Deployment, Registration
from lti_tool.services.practices import PracticeForm, create_practice

ISSUER = "https://moodle.invalid"
CLIENT_ID = "bench"
DEPLOYMENT_ID = "1"
COURSE_ID = "2"
KEY_ID = "bench-key"
LEARNERS = 100
TOKEN_SECONDS = 3600  # Moodle's are valid for one minute; these wait for their round


@dataclass
class BenchPlatform:
    """Its tokens are as long and as full as those that Moodle 4.5 sends for a learner."""

    tool_url: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048))
    practice_id: str = ""

    @property
    def target_url(self) -> str:
        return f"{self.tool_url}/lti/launch"

    def sow(self, database: Database) -> None:
        """Register, with a course and a practice in it."""
        public = self.key.as_dict(private=False) | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}
        registration = Registration(
            issuer=ISSUER,
            client_id=CLIENT_ID,
            auth_login_url=f"{ISSUER}/mod/lti/auth.php",
            auth_token_url=f"{ISSUER}/mod/lti/token.php",
            jwks_url=f"{ISSUER}/mod/lti/certs.php",
            jwks={"keys": [public]},
            jwks_fetched_at=utcnow(),
        )
        with database.write() as session:
            session.add(registration)
            session.flush()
            deployment = Deployment(registration_id=registration.id, lti_id=DEPLOYMENT_ID)
            session.add(deployment)
            session.flush()
            context = Context(
                registration_id=registration.id, deployment_id=deployment.id, lti_id=COURSE_ID
            )
            session.add(context)
            session.flush()
            self.practice_id = create_practice(session, context.id, PracticeForm("Bench")).id

    def initiation(self, number: int) -> dict[str, str]:
        """What Moodle sends to the tool's login address."""
        return {
            "iss": ISSUER,
            "client_id": CLIENT_ID,
            "lti_deployment_id": DEPLOYMENT_ID,
            "login_hint": str(number),
            "target_link_uri": self.target_url,
        }

    def sign_token(self, number: int, nonce: str) -> str:
        """The id_token of launch `number`; LEARNERS people take turns."""
        header = {"typ": "JWT", "alg": "RS256", "kid": KEY_ID}
        return jwt.encode(header, self._claims(number % LEARNERS + 1, nonce), self.key)

    def _claims(self, learner: int, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        services = f"{ISSUER}/mod/lti/services.php"
        return {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "sub": str(learner),
            "nonce": nonce,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "given_name": "Ada",
            "family_name": f"Smith {learner}",
            "name": f"Ada Smith {learner}",
            "email": f"learner{learner}@example.invalid",
            names.VERSION: names.VERSION_1_3,
            names.MESSAGE_TYPE: names.RESOURCE_LINK_REQUEST,
            names.DEPLOYMENT_ID: DEPLOYMENT_ID,
            names.TARGET_LINK_URI: self.target_url,
            names.ROLES: [f"{names.ROLE_CONTEXT}Learner"],
            names.CONTEXT: {
                "id": COURSE_ID,
                "label": "PHYS101",
                "title": "Introductory Physics",
                "type": ["CourseSection"],
            },
            names.RESOURCE_LINK: {"id": "1", "title": "Practice", "description": "Every week"},
            names.CUSTOM: {"practice_id": self.practice_id, "context_history": ""},
            names.LAUNCH_PRESENTATION: {
                "locale": "en",
                "document_target": "iframe",
                "return_url": f"{ISSUER}/mod/lti/return.php?course=2&instanceid=1",
            },
            names.TOOL_PLATFORM: {
                "product_family_code": "moodle",
                "version": "2024100706",
                "guid": "6c210043633052e46f423045feed4431",
                "name": "school",
                "description": "A school's Moodle",
            },
            names.AGS_ENDPOINT: {
                "scope": list(names.SCOPES[:3]),
                "lineitems": f"{services}/2/lineitems?type_id=1",
                "lineitem": f"{services}/2/lineitems/5/lineitem?type_id=1",
            },
            names.NRPS: {
                "context_memberships_url": f"{services}/CourseSection/2/bindings/1/memberships",
                "service_versions": ["1.0", "2.0"],
            },
        }
