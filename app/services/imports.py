"""Pictures that a person brings from outside: checked, read for how they were made, owned, and put on the board."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.domain.fields import MOST_PIXELS, MOST_SEED, PROMPT_CHARACTERS
from app.domain.geometry import Point, Rect, world_size
from app.domain.ids import new_id
from app.domain.mutation import ImportPicture
from app.domain.records import Asset, Tile, utc_text
from app.services.boards import OpenBoard
from app.services.errors import PictureUnreadable
from app.services.generation.errors import BadPicture
from app.services.generation.intake import check_picture
from app.services.metadata import Found, first_picture, read_metadata
from app.services.pictures import Pictures, Stored


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a picture is to stand (its middle, in world units), and the step of undo that it shares with `of` others.

    Where that place is taken, one inside `view` is preferred. `model` takes a picture's model and returns the one that
    its tile asks for next: the file may name any.
    """

    center: Point
    view: Rect
    group: str
    of: int
    model: Callable[[str], str]


async def import_picture(pictures: Pictures, opened: OpenBoard, content: bytes, landing: Landing) -> Tile:
    """Add a picture to a board as a tile of its own; it is on the disk when this returns.

    Raises BadPicture, ChangeRefused, StoreError: nothing is on the board then.
    """
    content, found = await asyncio.to_thread(_checked, content)
    asset = _asset(await pictures.store_picture(content, opened.id), found)
    size = world_size(asset.pixels)
    tile = Tile(
        id=new_id(),
        position=(landing.center.x - size.w / 2, landing.center.y - size.h / 2),
        size=(size.w, size.h),
        prompt=asset.prompt,
        seed=asset.seed,
        model=landing.model(asset.model),
        pixels=asset.pixels,
        styles=asset.styles,
    )
    await opened.do(ImportPicture(tile, asset, landing.view, landing.of), group=landing.group)
    return tile


def _checked(content: bytes) -> tuple[bytes, Found]:
    """The bytes to keep and what they say of themselves, once they are known to be a picture that may be kept."""
    content = first_picture(content)
    checked = check_picture(content)
    if max(checked.width, checked.height) > MOST_PIXELS:
        size = f'{checked.width:,} × {checked.height:,} pixels'
        raise BadPicture(
            f'The picture that arrived has {size}. Ask for a smaller one.',
            fault=f'has {size}',
            advice=f'make its longer side at most {MOST_PIXELS:,} and add that',
        )
    try:
        return content, read_metadata(content)
    except PictureUnreadable:
        return content, Found()  # its pixels are fine, what stands beside them is not


def _asset(stored: Stored, found: Found) -> Asset:
    """Only what describes the making is taken from a file: ids, cost and parents belong to another board."""
    own = found.asset
    return Asset(
        id=new_id(),
        sha256=stored.sha256,
        mime=stored.mime,
        pixels=(stored.width, stored.height),
        bytes=stored.bytes,
        prompt=found.prompt[:PROMPT_CHARACTERS],
        seed=found.seed if found.seed is not None and found.seed <= MOST_SEED else 0,
        model=(found.model or '')[:200],
        made_at=utc_text(datetime.now(UTC)),
        styles=own.styles if own is not None else (),
        kind='imported',
        extra=_extra(found),
    )


def _extra(found: Found) -> dict[str, Any]:
    """Steps and sampler, where the file names them: a later download writes them again."""
    steps = found.settings.get('Steps', '')
    extra: dict[str, Any] = {'steps': int(steps)} if steps.isascii() and steps.isdigit() and len(steps) < 7 else {}
    sampler = found.settings.get('Sampler', '')
    return {**extra, 'sampler': sampler[:200]} if sampler else extra
