"""The words that Sketch knows, from lexicon.toml: a word or phrase, and what it asks for."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal['time', 'land', 'weather', 'style', 'subject']
KINDS: tuple[Kind, ...] = ('time', 'land', 'weather', 'style', 'subject')
LONGEST_PHRASE = 3  # words
NEGATIONS = frozenset({'no', 'not', 'without', 'never'})
IRREGULAR_PLURALS = frozenset({'people', 'mice', 'geese', 'snowmen', 'cacti', 'cattle', 'koi'})
BREAKS_NOT = frozenset({'or', 'nor', 'and', 'any', 'a', 'an', 'the'})  # a colour or a "no" reaches across these


@dataclass(frozen=True, slots=True)
class Meaning:
    """`phrase` as the lexicon writes it asks for `name`; `plural` if it was asked for in the plural."""

    kind: Kind
    name: str
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Meanings by lower-case phrase, and the words that change the next noun."""

    meanings: dict[str, tuple[Meaning, ...]]
    colours: dict[str, str]
    counts: dict[str, int]
    scales: dict[str, float]
    stops: frozenset[str]

    def find(self, phrase: str) -> tuple[Meaning, ...]:
        """The meanings of a lower-case phrase or of its singular; none if nobody knows it."""
        if phrase in self.meanings:
            return self.meanings[phrase]
        for singular in _singulars(phrase):
            if singular in self.meanings:
                return tuple(Meaning(m.kind, m.name, plural=True) for m in self.meanings[singular])
        return ()


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    table = tomllib.loads((files(__package__) / 'lexicon.toml').read_text(encoding='utf-8'))
    meanings: dict[str, tuple[Meaning, ...]] = {}
    for kind in KINDS:
        for name, phrases in table[kind].items():
            for phrase in phrases:
                meanings[phrase] = (*meanings.get(phrase, ()), Meaning(kind, name, phrase in IRREGULAR_PLURALS))
    return Lexicon(
        meanings=meanings,
        colours=table['colour'],
        counts=table['count'],
        scales=table['scale'],
        stops=frozenset(word for words in table['ignore'].values() for word in words),
    )


STYLES: tuple[str, ...] = tuple(
    dict.fromkeys(m.name for ms in lexicon().meanings.values() for m in ms if m.kind == 'style')
)


def _singulars(phrase: str) -> list[str]:
    """What a plural may be the plural of, the likeliest first."""
    if len(phrase) < 4 or not phrase.endswith('s') or phrase.endswith('ss'):
        return []
    stems = [phrase[:-1]]
    if phrase.endswith('es'):
        stems.append(phrase[:-2])
    if phrase.endswith('ies'):
        stems.append(phrase[:-3] + 'y')
    if phrase.endswith('ves'):
        stems += [phrase[:-3] + 'f', phrase[:-3] + 'fe']
    return stems
