"""What the drafters make of a folder of texts, written out for a person to read."""
