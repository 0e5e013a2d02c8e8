"""What a hand rule says of a drawn sheet: the baseline that the critic has to beat."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from generators.planner.encoding import Learners, Sheets, read_chances
from generators.planner.features import find_valid
from generators.planner.vocabulary import Vocabulary


def score_by_rule(words: Vocabulary) -> Callable[[Learners, Sheets], Tensor]:
    """Valid sheets first, among them those with more slots in the band."""

    def score(learners: Learners, sheets: Sheets) -> Tensor:
        chance = read_chances(words, learners.grid, sheets)
        inside = (chance >= words.band[0]) & (chance <= words.band[1])
        share = (inside * sheets.there).sum(1) / sheets.there.sum(1)
        return 2 * find_valid(words, learners, sheets) + share.to(torch.float32)

    return score
