"""Our custom parameters: names that platforms send back with a launch."""

from __future__ import annotations

# Of the tool: Moodle fills in the ids of the courses that the course was copied from.
HISTORY = "context_id_history"
TOOL_PARAMETERS = {HISTORY: "$Context.id.history"}  # Moodle cuts values at "="

# Of an activity, by deep linking. Copies keep them, so that they tell where a copy comes from.
PRACTICE = "practice_id"
PLACEMENT = "placement"  # of one answer: two activities of a course with the same are duplicates
