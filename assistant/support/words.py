"""The words of a claim or a quote, each with its place, its stem, and whether it carries meaning."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+")
MARKER = re.compile(r"\[\d+(?:[,;–-]\s?\d+)*\]")  # of a citation
_ENDINGS = (
    "isation ization ations ation ments ment nesses ness ingly edly ings ing ied ies ers er est ed es ely ly s e y"
).split()
_LEAST_STEM = 3
_IRREGULAR = {
    "children": "child", "kids": "child", "babies": "baby", "men": "man", "women": "woman", "mum": "mother",
    "mums": "mother", "dad": "father", "dads": "father", "lives": "life", "wives": "wife", "people": "person",
    "was": "be", "were": "be", "is": "be", "are": "be", "been": "be", "being": "be", "had": "have", "has": "have",
    "did": "do", "does": "do", "done": "do", "made": "make", "knew": "know", "known": "know", "saw": "see",
    "seen": "see", "took": "take", "taken": "take", "gave": "give", "given": "give", "told": "tell", "said": "say",
    "found": "find", "held": "hold", "met": "meet", "left": "leave", "kept": "keep", "felt": "feel", "led": "lead",
    "went": "go", "gone": "go", "came": "come", "brought": "bring", "thought": "think", "spoke": "speak",
    "spoken": "speak", "wrote": "write", "written": "write", "began": "begin", "begun": "begin", "fell": "fall",
    "rose": "rise", "risen": "rise", "grew": "grow", "lost": "lose", "understood": "understand", "sought": "seek",
    "taught": "teach", "died": "die", "dying": "die", "death": "die", "deaths": "die", "analyses": "analysis",
    "better": "good", "best": "good", "worse": "bad", "worst": "bad",
}  # fmt: skip
_FUNCTION = frozenset(
    """a about above across after again all along also although am an and any are as at be because been before being
    below between both but by can cannot could did do does doing done down during each either else ever every few for
    from further get got had has have having he her here hers herself him himself his how however i if in into is it
    its itself just many may me might more most much must my nearly neither never no none nor not now of off on once
    one only onto or other others ought our out over own per quite rather same shall she should since so some soon
    still such than that the their theirs them themselves then there therefore these they this those though through
    throughout thus to too toward towards under until up upon us very via was we were what when where whether which
    while who whom whose why will with within without would yet you your""".split()
)
# Words that say who reports, not what is reported.
_REPORTING = frozenset(
    """review reviews reviewer reviewers report reports reported reporting inspection inspections inspector inspectors
    author authors find finds found finding findings say says said state states stated note notes noted conclude
    concludes concluded according describe describes described identify identifies identified highlight highlights
    highlighted observe observed""".split()
)
_REPORTING_SHARE = 0.25
_FUNCTION_SHARE = 0.05
_LEAST_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Word:
    """A word at [start, end) of its text, lower-cased; ``name`` where it is written as a proper name."""

    start: int
    end: int
    text: str
    stem: str
    name: bool

    @property
    def carries(self) -> bool:
        """Whether it carries meaning of what is reported."""
        return self.text not in _FUNCTION and self.text not in _REPORTING

    @property
    def weight(self) -> float:
        """How much it matters that this word has a bearer, 0 to 1: rare words more, function words hardly."""
        if self.text in _FUNCTION:
            return _FUNCTION_SHARE
        share = _REPORTING_SHARE if self.text in _REPORTING else 1.0
        return share * max(_rarity().get(self.stem, 1.0), _LEAST_WEIGHT)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    made: list[Word] = []
    text = MARKER.sub(lambda found: " " * len(found.group()), text)
    for found in _WORD.finditer(text):
        word = found.group().lower().replace("’", "'")
        opening = not text[: found.start()].rstrip(" \"'“‘([") or text[: found.start()].rstrip()[-1:] in ".!?:;•\n"
        name = found.group()[0].isupper() and not opening
        made.append(Word(found.start(), found.end(), word, stem(word), name))
    return tuple(made)


@cache
def _rarity() -> Mapping[str, float]:
    read: dict[str, float] = json.loads(files("assistant").joinpath("data/rarity.json").read_text(encoding="utf-8"))[
        "rarity"
    ]
    return read


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without the endings of English, cruder than a dictionary: two forms of a word mostly share it."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word[:1].isdigit():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > _LEAST_STEM + 1 and word[-1] == word[-2] and word[-1] not in "ls" else word
