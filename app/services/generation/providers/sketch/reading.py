"""Reads a prompt: words → the scene to paint, and which of them were drawn and which ignored."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.services.generation.provider import Reading
from app.services.generation.providers.sketch.lexicon import (
    BREAKS_NOT,
    LONGEST_PHRASE,
    NEGATIONS,
    Lexicon,
    Meaning,
    lexicon,
)
from app.services.generation.providers.sketch.scene import Scene, Wish

MOST_SUBJECTS = 14  # in one picture, all kinds together
MOST_TILTS = 4
MOST_WORDS = 400  # what comes after is ignored without being read
PLURALS = {'bird': 6, 'butterfly': 5, 'fish': 4, 'person': 3}
_WORD = re.compile(r"\w+(?:['’&-]\w+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the prompt. `ends` is true before punctuation, `finished` if anything follows it."""

    text: str
    plain: str
    ends: bool
    finished: bool


def read_prompt(prompt: str, styles: Iterable[str] = ()) -> Scene:
    """The scene of a prompt and of style labels chosen beside it. Any text is fine; never raises."""
    return _Reader(list(_words(prompt)), lexicon()).read(styles)


def _words(prompt: str) -> Iterator[Word]:
    found = list(_WORD.finditer(prompt[:20_000]))[:MOST_WORDS]
    for match in found:
        gap = prompt[match.end() : match.end() + 1]
        yield Word(match[0], match[0].lower().replace('’', "'"), gap in {',', '.', ';', ':', '!', '?', '\n'}, gap != '')


@dataclass
class _Reader:
    """Goes through the words once. Colours, counts and sizes wait for the noun that they belong to."""

    words: list[Word]
    lexicon: Lexicon
    named: dict[str, list[str]] = field(default_factory=lambda: {k: [] for k in ('time', 'land', 'weather', 'style')})
    wishes: list[Wish] = field(default_factory=list)
    colours: dict[str, str] = field(default_factory=dict)
    tints: list[str] = field(default_factory=list)
    tilts: list[str] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    drew: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)  # indices of words that belong to the next noun
    negated: int | None = None  # index of the "no" that reaches the next noun

    def read(self, styles: Iterable[str]) -> Scene:
        at = 0
        while at < len(self.words):
            at += self._step(at)
        self._let_go()
        for label in styles:
            self.named['style'] += [m.name for m in self.lexicon.find(label.lower()) if m.kind == 'style']
        kept = {
            kind: tuple(n for n in dict.fromkeys(names) if n not in self.without) for kind, names in self.named.items()
        }
        return Scene(
            times=kept['time'],
            lands=kept['land'],
            weather=kept['weather'],
            styles=kept['style'],
            wishes=tuple(wish for wish in self.wishes if wish.kind not in self.without),
            colours=self.colours,
            tints=tuple(self.tints[:3]),
            tilts=tuple(self.tilts[:MOST_TILTS]),
            without=frozenset(self.without),
            reading=Reading(tuple(dict.fromkeys(self.drew)), tuple(dict.fromkeys(self.ignored))),
        )

    def _step(self, at: int) -> int:
        """Read the phrase at `at`; return how many words it has."""
        length, meanings = self._phrase(at)
        word = self.words[at]
        last = self.words[at + length - 1]
        if meanings:
            self._noun(at, length, meanings)
        elif (
            word.plain in self.lexicon.colours or word.plain in self.lexicon.counts or word.plain in self.lexicon.scales
        ) or (word.plain.isdecimal() and len(word.plain) < 3 and 0 < int(word.plain) < 100):
            self.waiting.append(at)
        elif word.plain in NEGATIONS:
            self.negated = at
        elif word.plain in self.lexicon.stops:
            if word.plain not in BREAKS_NOT and not (word.plain == 'of' and self._counting()):
                self._let_go()
        else:
            self._unknown(word)
        if last.ends:
            self._let_go()
        return length

    def _phrase(self, at: int) -> tuple[int, tuple[Meaning, ...]]:
        """The longest phrase known at `at`, unless a colour alone says more ("rose cat", "a lavender house")."""
        for length in range(min(LONGEST_PHRASE, len(self.words) - at), 0, -1):
            words = self.words[at : at + length]
            if any(word.ends for word in words[:-1]):
                continue
            meanings = self.lexicon.find(' '.join(word.plain for word in words))
            if meanings and not (length == 1 and words[0].plain in self.lexicon.colours and self._noun_follows(at)):
                return length, meanings
        return 1, ()

    def _noun_follows(self, at: int) -> bool:
        after = self.words[at + 1 : at + 2]
        return bool(after) and not self.words[at].ends and bool(self.lexicon.find(after[0].plain))

    def _counting(self) -> bool:
        return bool(self.waiting) and self.words[self.waiting[-1]].plain in self.lexicon.counts

    def _unknown(self, word: Word) -> None:
        self.ignored.append(word.text)
        # A word that is still being typed changes nothing, so that the picture stays calm under the fingers.
        if word.finished and len(word.plain) > 2 and word.plain not in self.tilts:
            self.tilts.append(word.plain)

    def _noun(self, at: int, length: int, meanings: tuple[Meaning, ...]) -> None:
        if self.negated is not None:
            self.without.update(meaning.name for meaning in meanings)
            self._tell(self.drew, [self.negated, *self.waiting], at, length)
            self.waiting = []
            following = self.words[at + length : at + length + 1]
            if not following or following[0].plain not in {'or', 'nor', 'and'}:
                self.negated = None
            return
        modifiers = [self.words[index].plain for index in self.waiting]
        colour = next((word for word in modifiers if word in self.lexicon.colours), None)
        for meaning in meanings:
            if meaning.kind == 'subject':
                if not self._wish(meaning, modifiers, colour) and len(meanings) == 1:
                    self._tell(self.ignored, self.waiting, at, length)
                    self.waiting = []
                    return
            else:
                self.named[meaning.kind].append(meaning.name)
                if colour:
                    self.colours.setdefault(meaning.name, colour)
        self._own_colour(at, meanings)
        self._tell(self.drew, self.waiting, at, length)
        self.waiting = []

    def _own_colour(self, at: int, meanings: tuple[Meaning, ...]) -> None:
        """Lavender and roses are flowers that bring their colour along."""
        plain = self.words[at].plain
        for name in (plain, plain.removesuffix('s')):
            if name in self.lexicon.colours:
                for meaning in meanings:
                    self.colours.setdefault(meaning.name, name)

    def _wish(self, meaning: Meaning, modifiers: list[str], colour: str | None) -> bool:
        """Note a subject; false if the picture is full."""
        room = MOST_SUBJECTS - sum(wish.count for wish in self.wishes)
        if room <= 0:
            return False
        count = PLURALS.get(meaning.name, 3) if meaning.plural else 1
        scale = 1.0
        for word in modifiers:
            if word.isdecimal():
                count = int(word)
            count = self.lexicon.counts.get(word, count)
            scale *= self.lexicon.scales.get(word, 1.0)
        self.wishes.append(Wish(meaning.name, min(count, room), colour, min(2.0, max(0.3, scale))))
        return True

    def _tell(self, told: list[str], modifiers: list[int], at: int, length: int) -> None:
        """Add the noun to `told`, joined with the words before it that belong to it and touch it."""
        start = at
        for index in reversed(modifiers):
            if index == start - 1:
                start = index
            else:
                told.append(self.words[index].text)
        told.append(' '.join(word.text for word in self.words[start : at + length]))

    def _let_go(self) -> None:
        """Words that wait for a noun find none: a colour tints the picture, a count or a size is ignored."""
        for index in self.waiting:
            word = self.words[index]
            if word.plain in self.lexicon.colours:
                self.tints.append(word.plain)
                self.drew.append(word.text)
            else:
                self.ignored.append(word.text)
        self.waiting = []
        self.negated = None
