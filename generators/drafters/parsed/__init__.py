"""Questions on English sentences, asked by their grammar."""
