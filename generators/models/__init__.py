"""Language models: what is known of each, fetching them, and where they lie."""
