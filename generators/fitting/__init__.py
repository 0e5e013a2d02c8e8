"""How networks of few weights are fitted: stages with looks at validation, and checkpoints."""
