"""Moodle XML, as Moodle 4.5 reads and writes it (question/format/xml/format.php)."""
