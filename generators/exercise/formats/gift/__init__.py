"""GIFT, Moodle's text format (question/format/gift/format.php)."""
