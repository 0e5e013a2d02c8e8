"""QTI 2.1 and 3.0 packages, for platforms other than Moodle (whose core reads neither)."""
