"""Register the tool with the platform, and put its activity on each course page."""

from __future__ import annotations

from deploy.demo.browsing import Browser, Page
from deploy.demo.walk.setting import ADMIN_ID, INSTRUCTOR_ID, Place, Setting, WalkError
from lti_tool.db import utcnow
from lti_tool.services.admins import invite_admin
from lti_tool.services.audit import COMMAND_LINE
from lti_tool.services.registration_invites import invite_registration

PRACTICE = {"en": ("Practise what you need next", 6), "zh": ("练一练：下一步该学什么", 6)}


def register(setting: Setting) -> None:
    """Confirmed by the platform's page of tools: the tool is there, and active."""
    browser = setting.sign_in(ADMIN_ID)
    tools = browser.open(setting.platform("/admin/tools"))
    if not tools.has("section[data-tool]"):
        frame = browser.submit(tools, 'form[action$="/register"]', {"url": _invite(setting)})
        browser.open(frame.link("#contentframe"))
        tools = browser.open(setting.platform("/admin/tools"))
    if tools.has('button[value="activate"]'):
        tools = browser.submit(tools, 'button[value="activate"]')
    if not tools.has('section[data-tool] button[value="deactivate"]'):
        raise WalkError(f"The platform does not list the tool as active: {tools.words}")
    setting.narrator.tell(tools.find("section[data-tool] h2").get_text(" ", strip=True))
    _store_token(setting, str(tools.find("#web-service-token").get_text(strip=True)))


def _store_token(setting: Setting, token: str) -> None:
    """The tool's admin lets it read the platform's gradebook."""
    browser = Browser()
    with setting.running.database.write() as session:
        invite = invite_admin(session, "demo admin", utcnow())
    entry = browser.open(f"{setting.running.places.tool_url}/admin/enter/{invite}")
    overview = browser.submit(entry, 'form[action*="/admin/enter/"]')
    listed = browser.open(overview.link('nav a[href$="/registrations"]'))
    shown = browser.open(listed.link('main a[href*="/registrations/"]:not([href$="/new"])'))
    values = {"url": setting.running.places.platform_url, "token": token}
    stored = browser.submit(shown, 'form[action$="/web-service"]', values)
    if not stored.has('form[action$="/web-service/remove"]'):
        raise WalkError(f"The web-service token was not stored: {stored.words[:400]}")
    setting.narrator.tell("The tool may read the gradebook")


def _invite(setting: Setting) -> str:
    """As `coursewright register-invite` prints it."""
    with setting.running.database.write() as session:
        vault = setting.running.settings.vault
        token = invite_registration(session, vault, utcnow(), COMMAND_LINE)
    return f"{setting.running.places.tool_url}/lti/register/{token}"


def deep_link(setting: Setting) -> None:
    """Confirmed by the course page: the activity stands on it."""
    browser = setting.sign_in(INSTRUCTOR_ID)
    for place in setting.places:
        if place.cmid is None:
            place.cmid = _add_activity(setting, browser, place)
        setting.narrator.tell(f"{place.course.title}: {PRACTICE[place.course.language][0]}")


def _add_activity(setting: Setting, browser: Browser, place: Place) -> int:
    course = browser.open(setting.platform(f"/course/{place.course_id}"))
    frame = browser.open(course.link("a.button.main"))
    choose = browser.enter(browser.open(frame.link("#contentframe")))
    title, goal = PRACTICE[place.course.language]
    values = {"title": title, "goal": str(goal), "tries": "2"}
    sent = browser.submit(choose, 'form:has(input[name="title"])', values)
    returned = browser.enter(sent)
    return _find_activity(browser.submit(returned, 'form[action$="/modedit"]'), title)


def _find_activity(course: Page, title: str) -> int:
    for entry in course.soup.select("li[data-cmid]"):
        if title in entry.get_text():
            return int(str(entry["data-cmid"]))
    raise WalkError(f"The course page does not show the new activity: {course.words}")
