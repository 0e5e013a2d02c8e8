"""What is known of a bank of exercises as a whole: neighbourhoods, novelty, response patterns."""
