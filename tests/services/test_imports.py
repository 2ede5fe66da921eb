"""Pictures from outside, from the bytes to the tile."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.domain.geometry import Point, Rect
from app.domain.ids import new_id
from app.domain.records import Tile
from app.services.boards import OpenBoard
from app.services.generation.errors import BadPicture
from app.services.imports import Landing, import_picture
from app.services.metadata import with_metadata
from app.services.pictures import Pictures
from tests.services.conftest import a_picture, an_asset


def offered(model: str) -> str:
    return model if model == 'fal/flux' else 'sketch'


def landing(x: float = 0, y: float = 0, group: str | None = None, of: int = 1) -> Landing:
    return Landing(Point(x, y), Rect(-700, -400, 1400, 800), group or new_id(), of, offered)


async def test_a_picture_of_our_own_brings_its_prompt_and_seed(board: OpenBoard, pictures: Pictures) -> None:
    """What a download wrote is in the tile; id, cost and parents of the other board are not taken over."""
    asset = an_asset('a red fox', 'fal/flux')
    tile = await import_picture(pictures, board, with_metadata(a_picture(), asset), landing())
    assert (tile.prompt, tile.seed, tile.model, tile.pixels) == ('a red fox', 7, 'fal/flux', (64, 48))
    made = board.board.asset_of(board.board.tiles[tile.id])
    assert made is not None
    assert (made.kind, made.prompt, made.model, made.cost_usd) == ('imported', 'a red fox', 'fal/flux', 0)
    assert made.id != asset.id


async def test_a_picture_of_another_tool_keeps_its_model_in_the_record(board: OpenBoard, pictures: Pictures) -> None:
    """A model that is not offered here stays in the asset; the tile asks for one that is."""
    info, buffer = PngInfo(), BytesIO()
    info.add_text('parameters', 'a castle\nSteps: 20, Sampler: Euler a, Seed: 5, Model: v1-5-pruned')
    Image.new('RGB', (512, 768)).save(buffer, 'PNG', pnginfo=info)
    tile = await import_picture(pictures, board, buffer.getvalue(), landing())
    asset = board.board.asset_of(board.board.tiles[tile.id])
    assert asset is not None
    assert (tile.prompt, tile.seed, tile.model, asset.model) == ('a castle', 5, 'sketch', 'v1-5-pruned')
    assert asset.extra == {'steps': 20, 'sampler': 'Euler a'}


async def test_a_picture_stands_with_its_middle_where_it_was_dropped(board: OpenBoard, pictures: Pictures) -> None:
    """The first is centred there at the usual size, the next beside it, without overlap."""
    first = await import_picture(pictures, board, a_picture(size=(800, 600)), landing(100, 50))
    second = await import_picture(pictures, board, a_picture('blue', (800, 600)), landing(100, 50))
    one, two = (board.board.tiles[tile.id].rect for tile in (first, second))
    assert (one.center, one.w, one.h) == (Point(100, 50), 288, 216)
    assert not one.grown(31).overlaps(two)


async def test_pictures_stand_where_they_are_seen(board: OpenBoard, pictures: Pictures) -> None:
    """Six dropped near the upper edge of the window are all in it."""
    for _ in range(6):
        await import_picture(pictures, board, a_picture(), landing(0, -290))
    assert all(Rect(-700, -400, 1400, 800).contains(rect) for rect in board.board.occupied())


async def test_pictures_of_one_drop_are_one_step(board: OpenBoard, pictures: Pictures) -> None:
    """Three pictures come and go together, under one name."""
    group = new_id()
    for color in ('red', 'green', 'blue'):
        await import_picture(pictures, board, a_picture(color), landing(group=group, of=3))
    assert (len(board.board.tiles), board.can_undo) == (3, 'Add 3 pictures')
    await board.undo()
    assert (len(board.board.tiles), board.can_undo) == (0, None)
    await board.redo()
    assert len(board.board.tiles) == 3


async def test_a_camera_s_picture_is_upright(board: OpenBoard, pictures: Pictures) -> None:
    """EXIF says which side is up: size, thumbnail and tile follow it."""
    exif, buffer = Image.Exif(), BytesIO()
    exif[0x0112] = 6
    Image.new('RGB', (640, 320)).save(buffer, 'JPEG', exif=exif.tobytes())
    tile = await import_picture(pictures, board, buffer.getvalue(), landing())
    assert tile.pixels == (320, 640)
    asset = board.board.asset_of(board.board.tiles[tile.id])
    assert asset is not None
    with Image.open(await pictures.thumbnail(asset.sha256, 256)) as image:
        assert image.size == (128, 256)


async def test_a_picture_with_others_behind_it_is_the_first(board: OpenBoard, pictures: Pictures) -> None:
    """Phones put depth and brightness behind a picture: what stands on the board is what every viewer shows."""
    buffer = BytesIO()
    first, second = Image.new('RGB', (64, 48), 'red'), Image.new('RGB', (32, 24), 'blue')
    first.save(buffer, 'MPO', save_all=True, append_images=[second])
    tile = await import_picture(pictures, board, buffer.getvalue(), landing())
    assert tile.pixels == (64, 48)
    asset = board.board.asset_of(board.board.tiles[tile.id])
    assert asset is not None
    with Image.open(await pictures.thumbnail(asset.sha256, 256)) as image:
        red, _, blue = image.convert('RGB').getpixel((5, 5))  # type: ignore[misc]  # three numbers: it is RGB
    assert red > 200 > blue


def refused() -> Iterator[tuple[bytes, str]]:
    yield b'', 'is empty'
    yield b'<svg/>', 'is an SVG drawing'
    yield b'notes', 'is no picture'
    yield a_picture()[:-30], 'is damaged or cut short'
    yield a_picture(size=(40_000, 1)), 'has 40,000 × 1 pixels'


@pytest.mark.parametrize(('content', 'fault'), list(refused()))
async def test_what_is_no_picture_leaves_the_board_as_it_is(
    board: OpenBoard, pictures: Pictures, content: bytes, fault: str
) -> None:
    """The error says what is wrong with the file and what to do."""
    with pytest.raises(BadPicture) as error:
        await import_picture(pictures, board, content, landing())
    assert error.value.fault == fault
    assert error.value.advice
    assert (board.board.tiles, board.can_undo) == ({}, None)


async def test_a_place_beyond_the_board_is_refused(board: OpenBoard, pictures: Pictures) -> None:
    """No tile is made where none may stand."""
    tile: Tile | None = None
    with pytest.raises(Exception, match='position'):
        tile = await import_picture(pictures, board, a_picture(), landing(2e7))
    assert tile is None
