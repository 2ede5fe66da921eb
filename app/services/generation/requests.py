"""What a tile asks a provider for, and whether a picture is what was asked for."""

from app.domain.records import Asset, Tile
from app.services.generation.models import find_model
from app.services.generation.provider import PictureRequest


def picture_request(tile: Tile) -> PictureRequest:
    """Return the request for the tile's full picture; a change of white space alone asks for the same.

    Raises RequestRefused where the tile's model is no longer offered.
    """
    width, height = tile.pixels
    prompt = ' '.join(tile.prompt.split())
    return PictureRequest(find_model(tile.model), prompt, tile.seed, width, height, 'full', tile.styles)


def answers(asset: Asset, request: PictureRequest) -> bool:
    """Whether a stored picture is the full one that is asked for: the same model makes the same of the same."""
    made = (asset.prompt, asset.seed, asset.model, asset.pixels, asset.styles)
    asked = (request.prompt, request.seed, request.model.id, (request.width, request.height), request.styles)
    return made == asked and asset.kind != 'kept'  # a kept frame may be a preview
