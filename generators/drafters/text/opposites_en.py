"""English words of which the opposite makes a true statement false.

`OPPOSITES` are directions and relations: what rises does not fall. `KINDS` are classes beside each
other: what holds of one may hold of the other ("internal organs develop early"), so they are
changed only in what is said, not in what it is said of.
"""

from __future__ import annotations

_DIRECTIONS_TEXT = """
absorbs releases; attract repel; attracts repels;
maximize minimize; increasing decreasing; increased decreased;
raises lowers; raise lower; rising falling; rises falls; wider narrower;
thicker thinner; heavier lighter; warmer cooler; hotter colder; decelerates accelerates;
inhaled exhaled; encrypts decrypts; strengthens weakens; strengthen weaken;
promotes inhibits; promote inhibit; stimulates inhibits; activates inactivates;
activate deactivate; encourages discourages; encourage discourage;
oldest newest; newer older; shortage surplus; exothermic endothermic; reversible irreversible
"""
_KINDS_TEXT = """
internal external; inner outer; positive negative; active passive; visible invisible;
direct indirect; directly indirectly; domestic foreign; imports exports; assets liabilities;
asset liability; northern southern; eastern western; maximum minimum; short-term long-term;
dominant recessive; aerobic anaerobic; unicellular multicellular; voluntary involuntary;
renewable non-renewable; dependent independent; implicit explicit; temporary permanent;
mutable immutable; static dynamic; inputs outputs; synchronous asynchronous; convex concave;
parallel perpendicular; horizontal vertical; hydrophilic hydrophobic;
intrinsic extrinsic; qualitative quantitative; urban rural; centralized decentralized;
deductive inductive; microscopic macroscopic; soluble insoluble; saturated unsaturated;
stable unstable; elastic inelastic
"""


def _read(text: str) -> tuple[tuple[str, str], ...]:
    pairs: dict[str, str] = {}
    for entry in text.replace("\n", " ").split(";"):
        one, other = entry.split()
        pairs.setdefault(one, other)
        pairs.setdefault(other, one)
    return tuple(pairs.items())


OPPOSITES = _read(_DIRECTIONS_TEXT)
KINDS = _read(_KINDS_TEXT)
OPPOSED = frozenset(word for pair in (*OPPOSITES, *KINDS) for word in pair)
