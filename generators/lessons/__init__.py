"""Lessons: what the sources say about one skill, put in an order to learn by."""
