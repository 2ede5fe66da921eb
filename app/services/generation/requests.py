"""What a tile asks a provider for."""

from app.domain.records import Tile
from app.services.generation.models import find_model
from app.services.generation.provider import PictureRequest


def picture_request(tile: Tile) -> PictureRequest:
    """Return the request for the tile's full picture; a change of white space alone asks for the same.

    Raises RequestRefused where the tile's model is no longer offered.
    """
    width, height = tile.pixels
    prompt = ' '.join(tile.prompt.split())
    return PictureRequest(find_model(tile.model), prompt, tile.seed, width, height, 'full', tile.styles)
