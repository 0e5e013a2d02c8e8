"""Reading course files into passages, proposing skills from them, finding passages again."""
