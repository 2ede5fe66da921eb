"""Pictures that are all different, made from their numbers alone."""

import random
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

SIDE: Final = 256
SUBJECTS: Final = ('a harbour', 'an old oak', 'a red fox', 'two sailing boats', 'a glass house', 'a tin robot')
PLACES: Final = ('in the fog', 'under a bridge', 'by the sea', 'on a hill', 'in a quiet street', 'at the market')
LIGHTS: Final = ('at dawn', 'in warm evening light', 'by candle light', 'under a full moon', 'after the rain')
WAYS: Final = ('watercolour', 'ink drawing', 'long exposure', 'paper cut', 'oil on canvas', 'pixel art')


def prompt_of(number: int) -> str:
    """A prompt as people write them, not two the same."""
    chosen = random.Random(number)  # noqa: S311 -- the same for a number everywhere
    words = [chosen.choice(part) for part in (SUBJECTS, PLACES, LIGHTS, WAYS)]
    return f'{words[0]} {words[1]} {words[2]}, {words[3]}, study {number}'


def middle_of(number: int) -> tuple[int, int, int]:
    """The colour of a picture's middle, dark beside any board."""
    chosen = random.Random(number)  # noqa: S311 -- see above
    red, green, blue = (chosen.randrange(120) for _ in range(3))
    return red, green, blue


def jpeg(number: int) -> bytes:
    """A picture as a file of about 9 kB: soft colours, grain, and a disc in the middle."""
    chosen = random.Random(-number - 1)  # noqa: S311 -- see above
    soft = Image.frombytes('RGB', (7, 7), bytes(chosen.randrange(20, 200) for _ in range(147)))
    grain = Image.frombytes('RGB', (128, 128), chosen.randbytes(128 * 128 * 3))
    picture = Image.blend(
        soft.resize((SIDE, SIDE), Image.Resampling.BICUBIC),
        grain.resize((SIDE, SIDE), Image.Resampling.BILINEAR),
        0.12,
    )
    ImageDraw.Draw(picture).ellipse((64, 64, 192, 192), fill=middle_of(number))
    file = BytesIO()
    picture.save(file, 'JPEG', quality=80)
    return file.getvalue()
