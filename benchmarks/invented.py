"""Claims and questions made by rule, for the joint reader to learn on beside those written one by one.

From sentences of the texts written about, and from the true claims about them: shortened and reworded ones that stay
true, and ones with a number, denial or actor altered (``benchmarks.alterations``), words added, a word exchanged,
another claim joined on, another place or year named, or another text beside them.
"""

from __future__ import annotations

import difflib
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.sentences import sentence_spans
from benchmarks.alterations import alterations, joined
from benchmarks.paraphrases import half_of
from benchmarks.rewording import reworded
from benchmarks.written import Asked, Claim, Marks, Sources

_LEAST, _MOST = 8, 50  # words of a sentence that a claim is made from
_LONGEST = 150  # words of a quote
_FROM_WRITTEN = 0.45  # share that starts from a written claim
_PLACED = 0.25  # share of claims about reports that have their place and year put in front
_CONNECTIVE = re.compile(
    r"^(?:However|Therefore|In addition|Additionally|Furthermore|Moreover|As a result|Consequently|Similarly|Overall|"
    r"In particular|Nevertheless|Also), "
)
_TAIL = re.compile(
    r", (?:which|who|including|such as|for example|although|despite|while|whilst|but|however|because|as|so that|with) "
    r"[^.;]{12,}\.$"
)
_SECOND = re.compile(r", (?:and|but) (?=(?:the|they|there|this|it|some|most|staff|social|children|these|leaders)\b)")
_CLAUSE = re.compile(
    r"(, (?:which|and|so|but|because|although|leading|resulting|following|despite|as) [^.;,]{15,90})[.;,]"
    r"|( (?:because|so that|in order to|due to|as a result of|through|by|with|for|in|during|after|before|within) "
    r"[a-z][^.;,]{10,60})[.]"
)
_ADDED = (
    "which led to fewer complaints|and the mother was arrested|after a serious incident the year before|and a manager "
    "has since resigned|partly because of a new computer system|and this has been praised nationally|as required by "
    "law|mainly because of high staff turnover|and the police were told at once|despite repeated warnings|in line with "
    "national guidance|and no further action was needed|which parents welcomed|following a change of leadership|and "
    "the family has moved away|so outcomes have improved for everyone|and the school was closed|within the past six "
    "months|owing to a lack of money|and the father was sent to prison|for the third year running|and all of them are "
    "now safe|unlike in neighbouring areas|at a cost of £2 million|and a review is under way|reflecting excellent "
    "leadership|thanks to regular training|and a child died as a result|which is a credit to the staff|but this was "
    "later reversed"
).split("|")
_OPENINGS = (
    "After a complaint, ", "In 2019, ", "According to the police, ", "As always, ", "Because of staff shortages, ",
    "In every case, ", "Unusually, ", "By law, ",
)  # fmt: skip
_ELSEWHERE = ("Leeds", "Kent", "Devon", "Wigan", "Cumbria", "Barnet", "Suffolk", "Derby", "Camden", "Essex")
_KEPT = frozenset(
    "that this with from have been were they their them there when which while where what will would should could must "
    "more most some many than then also into over such only each both very well about after before under between "
    "through during against within without because these those other".split()
)


class Sentence(NamedTuple):
    """A sentence of a text: the text's sentences, and which of them it is."""

    file: str
    all: tuple[str, ...]
    place: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.all[self.place]


class Inventor:
    """Makes claims from sentences and from true claims; what it draws is settled by ``draw``."""

    def __init__(self, sources: Sources, true: Sequence[Claim], draw: random.Random) -> None:
        """Gather the sentences, the words that may stand for others, and the clauses that may be added."""
        self._draw = draw
        self._true = true
        self.sentences = list(_sentences(sources))
        self._draw.shuffle(self.sentences)
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        self._clauses = []
        for one in self.sentences:
            for word in re.findall(r"[a-z]{4,}", one.text):
                self._words[word[-2:]].append(word)
            if found := _CLAUSE.search(one.text):
                self._clauses.append((found[1] or found[2]).strip(" ,"))
        self._places = [*sorted({_place(one.file)[0] for one in self.sentences if _place(one.file)[0]}), *_ELSEWHERE]

    def claims(self, count: int) -> list[Claim]:
        """So many claims."""
        made: list[Claim] = []
        while len(made) < count:
            made.extend(self._some())
        return made[:count]

    def _some(self) -> Iterator[Claim]:
        if self._draw.random() < _FROM_WRITTEN:
            one = self._draw.choice(self._true)
            file, quote, claim, sentence = one.file, one.quote, one.claim, None
        else:
            sentence = self._draw.choice(self.sentences)
            file, quote = sentence.file, self._around(sentence)
            claim = self._same(sentence.text)
        place, year = _place(file)
        if place and self._draw.random() < _PLACED:
            heads = (f"{place} {year}. ", f"Inspection of {place}, {place}, {year}. ", f"{place}: {year}. ")
            quote = self._draw.choice(heads) + quote
            if self._draw.random() < 0.5:
                yield self._named(quote, claim, file, place, year)
                return
        if self._draw.random() < 0.3:
            if sentence is not None:
                yield Claim(quote, claim, True, (), file)
            return
        yield from self._false(quote, claim, file, sentence)

    def _false(self, quote: str, claim: str, file: str, sentence: Sentence | None) -> Iterator[Claim]:
        sort = self._draw.random()
        if sort < 0.45:
            if altered := list(alterations(claim, quote, self._draw)):
                changed = self._draw.choice(altered).claim
                yield Claim(quote, changed, False, differing(claim, changed), file)
        elif sort < 0.65:
            changed, marks = self._with_more(claim)
            yield Claim(quote, changed, False, marks, file)
        elif sort < 0.82:
            if (found := self._exchanged(claim)) is not None:
                yield Claim(quote, found[0], False, found[1], file)
        elif sort < 0.9:
            other = self._draw.choice(self._true)
            if other.quote != quote:
                both = joined(claim, other.claim)
                yield Claim(quote, both, False, ((len(claim.rstrip(".")) + 1, len(both)),), file)
        elif sentence is not None and self._draw.random() < 0.6:
            near = [*sentence.all[max(0, sentence.place - 4) : max(0, sentence.place - 1)]]
            near += sentence.all[sentence.place + 2 : sentence.place + 5]
            if near := [one for one in near if _LEAST <= len(one.split()) <= _MOST and one not in quote]:
                yield Claim(quote, self._same(self._draw.choice(near)), False, None, file)
        else:
            other = self._draw.choice(self._true)
            if other.quote != quote:
                yield Claim(quote, other.claim, False, None, file)

    def _around(self, one: Sentence) -> str:
        """The sentence with some of what stands around it."""
        first = max(0, one.place - self._draw.choice((0, 0, 0, 1, 1, 2)))
        last = one.place + 1 + self._draw.choice((0, 0, 0, 1, 1, 2))
        text = " ".join(each for each in one.all[first:last] if len(each.split()) > 3) or one.text
        return text if len(text.split()) <= _LONGEST else one.text

    def _same(self, sentence: str) -> str:
        """The sentence, or a shorter or reworded one that it bears."""
        chance = self._draw.random()
        if chance < 0.45:
            shorter = shortened(sentence)
            return self._draw.choice(shorter) if shorter else sentence
        return (reworded(sentence, None) or sentence) if chance < 0.75 else sentence

    def _named(self, quote: str, claim: str, file: str, place: str, year: str) -> Claim:
        """The claim with its place and year put in front, or with another place or year."""
        true = self._draw.random() < 0.5
        form = self._draw.choice(("In {}, ", "In {} in {}, ", "Inspectors of {} found that "))
        said, when = place, year
        if not true:
            if form.count("{}") == 2 and self._draw.random() < 0.4:
                when = str(int(year) + self._draw.choice((-3, -2, -1, 1, 2)))
            else:
                said = self._draw.choice([one for one in self._places if one != place])
        front = form.format(said, when)
        made = front + (claim if claim[:2].isupper() else claim[0].lower() + claim[1:])
        wrong = said if said != place else when
        marks = () if true else ((front.find(wrong), front.find(wrong) + len(wrong)),)
        return Claim(quote, made, true, marks, file)

    def _with_more(self, claim: str) -> tuple[str, Marks]:
        if self._draw.random() < 0.15:
            front = self._draw.choice(_OPENINGS)
            return front + claim[0].lower() + claim[1:], ((0, len(front) - 2),)
        more = self._draw.choice(_ADDED if self._draw.random() < 0.35 else self._clauses)
        body = claim.rstrip(".!?") + (", " if self._draw.random() < 0.7 else " ")
        return f"{body}{more}.", ((len(body), len(body) + len(more)),)

    def _exchanged(self, claim: str) -> tuple[str, Marks] | None:
        """One word of the claim exchanged for another with the same ending."""
        words = [found for found in re.finditer(r"\b[a-z]{4,}\b", claim) if found[0] not in _KEPT]
        if not words:
            return None
        old = self._draw.choice(words)
        new = self._draw.choice(self._words.get(old[0][-2:]) or ["otherwise"])
        if new[:4] == old[0][:4]:
            return None
        return claim[: old.start()] + new + claim[old.end() :], ((old.start(), old.start() + len(new)),)

    def elsewhere(self, asked: Sequence[Asked], count: int) -> list[Asked]:
        """Questions beside another stretch of the text that they are about, or of any text, which does not answer."""
        by_file: defaultdict[str, list[Sentence]] = defaultdict(list)
        for one in self.sentences:
            by_file[one.file].append(one)
        made: list[Asked] = []
        answered = [one for one in asked if one.answered]
        while len(made) < count:
            question = self._draw.choice(answered)
            near = by_file.get(question.file)
            one = self._draw.choice(near if near and self._draw.random() < 0.8 else self.sentences)
            first = max(0, one.place - self._draw.randint(0, 3))
            text = " ".join(one.all[first : one.place + self._draw.randint(1, 4)])
            if one.text not in question.passage and question.passage[:60] not in text:
                made.append(Asked(text, question.question, False, question.file))
        return made


def _sentences(sources: Sources) -> Iterator[Sentence]:
    texts = {file: text.text for file, text in sources.reports("corpus/guidance").items()}
    texts |= {f: text.text for f, text in sources.reports("corpus/reviews").items() if half_of(f) == "tuning"}
    for folder in ("bench/mtrag-rewrite", "bench/policyqa"):
        texts |= sources.documents[folder]
    for file, text in texts.items():
        own = tuple(" ".join(text[span.start : span.end].split()) for span in sentence_spans(text))
        for place, one in enumerate(own):
            letters = sum(character.isalpha() for character in one)
            if _LEAST <= len(one.split()) <= _MOST and one[-1] in ".!?" and letters > 0.7 * len(one):
                yield Sentence(file, own, place)


def _place(file: str) -> tuple[str, str]:
    """The authority and year that a report's file name tells; empty for other texts."""
    found = re.fullmatch(r"(\d{4})-\d\d-\d\d_([a-z-]+)_\d+_[a-z-]+\.pdf", file)
    return (found[2].replace("-", " ").title(), found[1]) if found else ("", "")


def shortened(sentence: str) -> list[str]:
    """What is left of a sentence without a part that says more; it bears each of them."""
    made = []
    found = _TAIL.search(sentence)
    if found and len(sentence[: found.start()].split()) >= 6:
        made.append(sentence[: found.start()] + ".")
    bracket = re.search(r" \([^()]{2,60}\)", sentence)
    if bracket and not re.search(r"not|except|only", bracket[0]):
        made.append(sentence[: bracket.start()] + sentence[bracket.end() :])
    if _CONNECTIVE.match(sentence):
        rest = _CONNECTIVE.sub("", sentence)
        made.append(rest[0].upper() + rest[1:])
    second = _SECOND.search(sentence)
    if second and len(sentence[: second.start()].split()) >= 6:
        rest = sentence[second.end() :]
        made += [sentence[: second.start()] + ".", rest[0].upper() + rest[1:]]
    if listed := re.search(r", [a-z][a-z ’'-]{3,40}(?=, | and )", sentence):
        made.append(sentence[: listed.start()] + sentence[listed.end() :])
    return made


def differing(claim: str, changed: str) -> Marks:
    """Where a changed claim has other words; where words were only left out, the word that follows."""
    old = [word.lower().strip(".,;:") for word in claim.split()]
    new = [(found.start(), found.end(), found[0].lower().strip(".,;:")) for found in re.finditer(r"\S+", changed)]
    marks = []
    matcher = difflib.SequenceMatcher(None, old, [word for _, _, word in new], autojunk=False)
    for sort, _, _, first, last in matcher.get_opcodes():
        if sort in ("replace", "insert"):
            marks.append((new[first][0], new[last - 1][1]))
        elif sort == "delete" and new:
            start, end, _ = new[min(first, len(new) - 1)]
            marks.append((start, end))
    return tuple(marks)
