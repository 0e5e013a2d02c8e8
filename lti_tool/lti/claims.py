"""Names on the wire: claims, message types, roles, scopes, media types. They stand nowhere else."""

from __future__ import annotations

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"

VERSION_1_3 = "1.3.0"

MESSAGE_TYPE = f"{_LTI}message_type"
VERSION = f"{_LTI}version"
DEPLOYMENT_ID = f"{_LTI}deployment_id"
TARGET_LINK_URI = f"{_LTI}target_link_uri"
ROLES = f"{_LTI}roles"
CONTEXT = f"{_LTI}context"
RESOURCE_LINK = f"{_LTI}resource_link"
CUSTOM = f"{_LTI}custom"
LAUNCH_PRESENTATION = f"{_LTI}launch_presentation"
TOOL_PLATFORM = f"{_LTI}tool_platform"
FOR_USER = f"{_LTI}for_user"

AGS_ENDPOINT = f"{_AGS}claim/endpoint"
NRPS = f"{_NRPS}claim/namesroleservice"

DEEP_LINKING_SETTINGS = f"{_DL}deep_linking_settings"
CONTENT_ITEMS = f"{_DL}content_items"
DEEP_LINKING_DATA = f"{_DL}data"
DEEP_LINKING_ERROR_MESSAGE = f"{_DL}errormsg"

RESOURCE_LINK_REQUEST = "LtiResourceLinkRequest"
DEEP_LINKING_REQUEST = "LtiDeepLinkingRequest"
DEEP_LINKING_RESPONSE = "LtiDeepLinkingResponse"
SUBMISSION_REVIEW_REQUEST = "LtiSubmissionReviewRequest"

SCOPE_LINEITEM = f"{_AGS}scope/lineitem"
SCOPE_LINEITEM_READONLY = f"{_AGS}scope/lineitem.readonly"
SCOPE_RESULT_READONLY = f"{_AGS}scope/result.readonly"
SCOPE_SCORE = f"{_AGS}scope/score"
SCOPE_NRPS = f"{_NRPS}scope/contextmembership.readonly"
SCOPES = (SCOPE_LINEITEM, SCOPE_RESULT_READONLY, SCOPE_SCORE, SCOPE_NRPS)

MEDIA_LINEITEM = "application/vnd.ims.lis.v2.lineitem+json"
MEDIA_LINEITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
MEDIA_RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
MEDIA_SCORE = "application/vnd.ims.lis.v1.score+json"
MEDIA_MEMBERSHIPS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

ROLE_CONTEXT = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
ROLE_CONTEXT_SUB = "http://purl.imsglobal.org/vocab/lis/v2/membership/"

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
