"""Words and sentences of both languages, for the drafters that work by rule."""
