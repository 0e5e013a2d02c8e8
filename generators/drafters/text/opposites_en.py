"""English words of which the opposite makes a true statement false."""

from __future__ import annotations

_PAIRS_TEXT = """
internal external; inner outer; positive negative; active passive; visible invisible; direct
indirect; directly indirectly; domestic foreign; imports exports; shortage
surplus; assets liabilities; asset liability; north south; northern southern; east west; eastern
western; expands contracts; absorbs releases; absorbed released; attract repel; attracts repels;
enters leaves; enter leave; maximum minimum; maximize minimize; increasing decreasing; increased
decreased; raises lowers; raise lower; rising falling; rises falls; rise fall; wider narrower;
thicker thinner; heavier lighter; warmer cooler; hotter colder; decelerates accelerates; short-term
long-term; dominant recessive; aerobic anaerobic; unicellular multicellular; inhalation
exhalation; inhaled exhaled; voluntary involuntary; reversible irreversible;
renewable non-renewable;
dependent independent; implicit explicit; temporary permanent; mutable immutable;
static dynamic; inputs outputs; encrypts decrypts; encryption decryption;
synchronous asynchronous; convex concave; parallel perpendicular; horizontal vertical;
exothermic endothermic; exergonic endergonic; anabolic catabolic; hydrophilic hydrophobic;
majority minority; strengthens weakens; strengthen weaken; promotes inhibits;
promote inhibit; stimulates inhibits; activates inactivates; activate deactivate; includes
excludes; encourages discourages; encourage discourage; novices experts; novice expert;
beginners experts; intrinsic extrinsic; qualitative quantitative; urban rural; oldest newest;
newer older; centralized decentralized; deductive inductive; microscopic macroscopic; soluble
insoluble; saturated unsaturated; stable unstable; elastic inelastic
"""


def _read(text: str) -> tuple[tuple[str, str], ...]:
    pairs: dict[str, str] = {}
    for entry in text.replace("\n", " ").split(";"):
        one, other = entry.split()
        pairs.setdefault(one, other)
        pairs.setdefault(other, one)
    return tuple(pairs.items())


OPPOSITES = _read(_PAIRS_TEXT)
