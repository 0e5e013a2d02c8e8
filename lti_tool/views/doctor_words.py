"""What the launch doctor found, in sentences that say what to do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

DOCTOR_SENTENCES = {
    "database_current": _l("The database is of this release."),
    "database_behind": _l("The database is not of this release. Run: coursewright migrate"),
    "queue_reached": _l("The queue “%(queue)s” can be reached; jobs that wait: %(jobs)s."),
    "queue_away": _l(
        "The queue “%(queue)s” cannot be reached. Start the queue server, and check "
        "COURSEWRIGHT_REDIS_URL. Nothing is lost meanwhile."
    ),
    "worker_alive": _l("A worker of the queue “%(queue)s” runs."),
    "worker_missing": _l(
        "No worker of the queue “%(queue)s” runs. Start one: coursewright worker --queue %(queue)s"
    ),
    "model_loaded": _l("A worker has this language model loaded: %(models)s."),
    "model_idle": _l("No worker has it loaded just now; that happens at the first request."),
    "model_none": _l(
        "No language model drafts, as was chosen. Choose one on the page of models if one should."
    ),
    "model_installed": _l(
        "The chosen language model, %(model)s, is installed where the workers run. All that is "
        "installed there: %(installed)s."
    ),
    "model_missing": _l(
        "The worker %(worker)s does not have the chosen language model, %(model)s; installed are: "
        "%(installed)s. On its machine, run: coursewright models install %(model)s"
    ),
    "other_model_installed": _l(
        "The model for %(uses)s, %(model)s, is installed where the workers run."
    ),
    "other_model_missing": _l(
        "The worker %(worker)s does not have the model for %(uses)s, %(model)s. On its machine, "
        "run: coursewright models install %(model)s"
    ),
    "scores_flow": _l("No score waits for long."),
    "scores_stuck": _l(
        "The oldest score has waited for %(minutes)s minutes. Look at the queues' page and at the "
        "platform's own state; it is sent as soon as the platform takes it."
    ),
    "proxy_not_used": _l(
        "%(name)s is set on this server, but requests to platforms do not use it. If they need a "
        "proxy, set COURSEWRIGHT_OUTGOING_PROXY."
    ),
    "proxy_reached": _l(
        "Requests to platforms go through the proxy %(proxy)s, which answers. Permitted hosts of a "
        "private network are asked directly."
    ),
    "proxy_unreachable": _l(
        "The proxy %(proxy)s, through which requests to platforms go, does not answer "
        "(%(problem)s). Start it, or check COURSEWRIGHT_OUTGOING_PROXY."
    ),
    "no_registration": _l(
        "No platform is registered. Make a link for your platform's administrator: coursewright "
        "register-invite"
    ),
    "key_opens": _l("The tool's key opens; it signs as %(kid)s."),
    "key_missing": _l("The registration has no key. Register the platform anew."),
    "key_sealed": _l(
        "The tool's key does not open. Give the secret under which it was sealed as "
        "COURSEWRIGHT_OLD_SECRET_KEY and run: coursewright keys reseal"
    ),
    "own_keys_published": _l("The tool's key set stands at %(url)s; keys: %(count)s."),
    "own_keys_unreachable": _l(
        "The tool's own key set cannot be fetched at %(url)s (%(code)s). Check "
        "COURSEWRIGHT_BASE_URL and the proxy before this server."
    ),
    "own_keys_foreign": _l(
        "%(url)s answers, but not with this tool's keys. Check COURSEWRIGHT_BASE_URL and what the "
        "proxy hands on."
    ),
    "keys_asked": _l("The tool's key set was last fetched on %(when)s."),
    "keys_never_asked": _l(
        "Nobody has fetched the tool's key set yet. If scores are refused, let the platform reach "
        "this address: Moodle blocks private addresses and ports other than 80 and 443."
    ),
    "clock_agrees": _l("The clocks of the platform and of the tool agree."),
    "clock_skew": _l(
        "The tool's clock is %(seconds)s seconds ahead of the platform's. Let both be set by NTP: "
        "launches are refused when they differ by a minute."
    ),
    "clock_unknown": _l("The platform's clock could not be read; see its key set below."),
    "launches_came": _l("Launches of the last day: %(came)s, none refused."),
    "launches_none": _l("Nobody came in the last day. Open an activity once to try it."),
    "launches_refused": _l(
        "Launches of the last day: %(came)s; refused most often: %(code)s (%(count)s times). The "
        "page of refused launches names the check that failed."
    ),
    "rungs_fine": _l(
        "How browsers were recognised in the last day: by a cookie %(cookies)s times, by the "
        "platform's storage %(storage)s times, in a new tab %(new_tab)s times."
    ),
    "rungs_new_tab": _l(
        "Many browsers refuse cookies in frames: in the last day a new tab was needed %(new_tab)s "
        "times, a cookie was kept %(cookies)s times, the platform's storage helped %(storage)s "
        "times. Let the activities open in a new window: in Moodle, “Launch container” of the tool."
    ),
    "launches_by_address": _l("Launches come by the tool's public address, %(url)s."),
    "launches_elsewhere": _l(
        "Launches came as %(seen)s (%(count)s of the last day), but the tool's public address is "
        "%(url)s. Set COURSEWRIGHT_PROXIES to the number of proxies, and let them send "
        "X-Forwarded-Proto and X-Forwarded-Host."
    ),
    "web_service_none": _l(
        "No web-service token is stored, so the gradebook is not read. Enter one on the "
        "registration's page if grades are to count."
    ),
    "web_service_works": _l("The web-service token works and may call all that is needed."),
    "web_service_fails": _l("The web services do not work. %(problem)s"),
    "web_service_lacks": _l(
        "The web service lacks these functions: %(functions)s. Add them to it in Moodle."
    ),
    "address_agrees": _l("This page came by the tool's public address, %(url)s."),
    "address_differs": _l(
        "This page came as %(seen)s, but the tool's public address is %(url)s. Set "
        "COURSEWRIGHT_PROXIES to the number of proxies, and let them send X-Forwarded-Proto and "
        "X-Forwarded-Host."
    ),
}
