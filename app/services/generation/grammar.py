"""Four variations of a prompt without a language model: one phrase changed along each axis, in words Sketch draws."""

import re
from collections.abc import AsyncIterator, Iterator
from hashlib import blake2b

from app.services.generation.variations import AXES, MAX_PROMPT, Axis, Variation

_ROOM = 80  # characters that a phrase may add

_STYLES = (
    'watercolor',
    'oil painting',
    'pencil sketch',
    'ink drawing',
    'pixel art',
    'stained glass',
    'soft pastel',
    'comic book',
    'minimalist poster',
    'film noir',
    'vintage',
    'impressionist',
)
# Each as a phrase and as a noun: "a hill at dawn", "dawn over a hill".
_LIGHTS = (
    ('at dawn', 'dawn'),
    ('at noon', 'noon'),
    ('at sunset', 'sunset'),
    ('at dusk', 'dusk'),
    ('on a starry night', 'night'),
    ('under a full moon', 'moonlight'),
    ('under the northern lights', 'aurora'),
    ('in a thunderstorm', 'storm'),
    ('in the rain', 'rain'),
    ('in the fog', 'fog'),
)
_PLACES = (
    'by a lake',
    'by the sea',
    'on a beach',
    'on a hill',
    'in the mountains',
    'in a forest',
    'in the desert',
    'in the city',
    'in a meadow',
    'on an island',
    'beside a river',
    'in the snow',
)
_PALETTES = (
    'teal and gold',
    'crimson and black',
    'lavender and mint',
    'navy and orange',
    'pink and turquoise',
    'emerald and amber',
    'violet and peach',
    'coral and azure',
)

_STYLE_WORDS = (
    'watercolou?r|aquarelle|gouache|oils?|impasto|impressionis[tm]|pixel ?art|pixelated|8-bit|film noir|noir|'
    'monochrome|pencil|charcoal|line ?art|sketch|ink(?: wash)?|etching|woodcut|neon glow|vintage|'
    'sepia|retro|polaroid|minimal(?:ist)?|poster|flat design|(?:soft )?pastel|comic(?: book)?|cartoon|pop art|manga|'
    'anime|stained glass|mosaic'
)
_LIGHT_WORDS = (
    'dawn|sunrise|daybreak|(?:early )?morning|noon|midday|(?:sunny|summer) day|sunny|sunset|golden hour|evening|'
    'sundown|dusk|twilight|blue hour|midnight|night|moonlight|moonlit|full moon|starry|starlight|milky way|'
    'northern lights|aurora(?: borealis)?|thunderstorm|storm|stormy|rain|rainy|drizzle|overcast|cloudy|fog|foggy|'
    'mist|misty|haze|hazy'
)
_PLACE_WORDS = (
    'hills?|hillside|valley|meadow|fields?|garden|countryside|mountains?|alps|cliffs?|forest|woods|jungle|desert|'
    'dunes?|canyon|sea|ocean|water|harbou?r|bay|coast|seaside|beach|shore|lake|pond|lagoon|river|stream|canal|city|'
    'town|street|skyline|island|snow'
)
_COLOURS = (
    'red|crimson|orange|amber|gold|yellow|lime|green|emerald|teal|turquoise|cyan|blue|azure|navy|indigo|purple|'
    'violet|lavender|magenta|pink|rose|brown|white|black|gr[ea]y|silver|coral|peach|mint|olive'
)

_A_STYLE = rf'(?:{_STYLE_WORDS})\b(?:\s+(?:painting|drawing|sketch|poster|style|art|photo)\b)*'
_STYLE = re.compile(rf',?\s*\b(?:an?\s+{_A_STYLE}\s+of\b|(?:(?:in|as)\s+(?:an?\s+)?)?{_A_STYLE})', re.IGNORECASE)
_LIGHT_PHRASE = re.compile(
    rf'\b(?:at|in|on|under|during|before|after|by)\s+(?:the\s+|an?\s+)?(?:(?:{_LIGHT_WORDS})\b\s*)+', re.IGNORECASE
)
_LIGHT_WORD = re.compile(rf'\b(?:(?:{_LIGHT_WORDS})\b\s*)+', re.IGNORECASE)
_PLACE = re.compile(
    rf'\b(?:on|in|by|at|near|beside|along|over|above)\s+(?:the\s+|an?\s+)?(?:\w+\s+)?(?:{_PLACE_WORDS})\b',
    re.IGNORECASE,
)
_PALETTE = re.compile(
    rf',?\s*\b(?:in\s+)?(?:shades of\s+)?(?:{_COLOURS}) and (?:{_COLOURS})\s+(?:palette|tones|colou?rs)\b',
    re.IGNORECASE,
)


class GrammarVariations:
    """The built-in grammar: free, at once, and the same four for the same prompt and seed."""

    name = 'built-in grammar'

    async def variations(self, prompt: str, seed: int) -> AsyncIterator[Variation]:
        """Yields one for each axis; none equals the prompt or another."""
        for variation in vary(prompt, seed):
            yield variation

    async def check(self) -> str:
        """There is nothing to try."""
        return 'The built-in grammar needs no key.'

    async def close(self) -> None:
        """There is nothing to release."""


def vary(prompt: str, seed: int) -> Iterator[Variation]:
    """Four variations of `prompt`, deterministic by both arguments. A phrase already there is replaced."""
    base = ' '.join(prompt.split())[: MAX_PROMPT - _ROOM].rstrip(' ,.')
    told = {base.casefold()}
    for axis in AXES:
        for changed in _candidates(axis, base, seed):
            if changed.casefold() not in told:
                told.add(changed.casefold())
                yield Variation(axis, changed)
                break


def _candidates(axis: Axis, base: str, seed: int) -> Iterator[str]:
    """Every way to change one axis, in an order that seed and prompt decide."""
    if axis == 'style':
        yield from (_end(_STYLE.sub('', base), way) for way in _shuffled(_STYLES, axis, base, seed))
    elif axis == 'light':
        ways = dict(_LIGHTS)
        yield from (_lit(base, way, ways[way]) for way in _shuffled(tuple(ways), axis, base, seed))
    elif axis == 'composition':
        yield from (_placed(base, way) for way in _shuffled(_PLACES, axis, base, seed))
    else:
        yield from (_end(_PALETTE.sub('', base), f'{way} palette') for way in _shuffled(_PALETTES, axis, base, seed))


def _shuffled(ways: tuple[str, ...], axis: Axis, base: str, seed: int) -> list[str]:
    """The ways that the prompt does not hold already, in an order of its own."""

    def place(way: str) -> bytes:
        return blake2b(f'{seed}|{axis}|{base.casefold()}|{way}'.encode(), digest_size=8).digest()

    return sorted((way for way in ways if way not in base.casefold()), key=place)


def _end(base: str, phrase: str) -> str:
    """`phrase` as the last part of the list that prompts are."""
    return _tidy(f'{base}, {phrase}')


def _lit(base: str, phrase: str, noun: str) -> str:
    # "pines, moonlight": a part that is nothing but light goes, where something else is left.
    base = ','.join(part for part in base.split(',') if not _LIGHT_WORD.fullmatch(part.strip())) or base
    if _LIGHT_PHRASE.search(base):
        return _tidy(_LIGHT_PHRASE.sub(f'{phrase} ', base, count=1))
    if _LIGHT_WORD.search(base):
        return _tidy(_LIGHT_WORD.sub(f'{noun} ', base, count=1))
    return _inserted(base, phrase, base.find(','))


def _placed(base: str, phrase: str) -> str:
    if _PLACE.search(base):
        return _tidy(_PLACE.sub(phrase, base, count=1))
    light = _LIGHT_PHRASE.search(base)
    return _inserted(base, phrase, light.start() if light else base.find(','))


def _inserted(base: str, phrase: str, at: int) -> str:
    """`phrase` before that character, at the end where there is none."""
    at = len(base) if at < 0 else at
    return _tidy(f'{base[:at]} {phrase} {base[at:]}')


def _tidy(prompt: str) -> str:
    """One space between words, none before a comma, no empty parts."""
    parts = (' '.join(part.split()) for part in prompt.split(','))
    return ', '.join(part for part in parts if part)
