"""Paints the six examples of the empty board: `python -m app.services.generation.providers.sketch.examples DIR`."""

import io
import sys
from pathlib import Path

from app.services.generation.providers.sketch.paint import paint
from app.services.generation.providers.sketch.reading import read_prompt

EXAMPLES: tuple[tuple[str, int], ...] = (
    ('three boats on a calm sea at dawn, oil painting', 7),
    ('pixel art castle, mountains, sunset', 3),
    ('snowy mountains at night with aurora', 42),
    ('field of pink tulips, house, impressionist', 7),
    ('cyberpunk city in the rain, neon', 42),
    ('lighthouse on the coast in a storm, pencil sketch', 7),
)
SIZE = (480, 300)
MOST_BYTES = 15_000


def example(prompt: str, seed: int) -> bytes:
    """The WebP of one example, in the best quality that fits `MOST_BYTES`."""
    image = paint(read_prompt(prompt), seed, *SIZE)
    content = b''
    for quality in range(84, 4, -4):
        file = io.BytesIO()
        image.save(file, 'WEBP', quality=quality, method=6)
        content = file.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return content


def write_examples(directory: Path) -> None:
    """Write 1.webp to 6.webp into `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    for number, (prompt, seed) in enumerate(EXAMPLES, 1):
        (directory / f'{number}.webp').write_bytes(example(prompt, seed))


if __name__ == '__main__':
    write_examples(Path(sys.argv[1]))
