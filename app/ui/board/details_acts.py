"""What the details show of a tile with its relatives, and how it is rated and tagged."""

from collections.abc import Iterator
from typing import Final

from app.domain.board import Board
from app.domain.fields import MOST_RATING, MOST_TAGS, is_tag
from app.domain.mutation import RateTiles, TagTiles
from app.domain.operation import Operation
from app.domain.records import Asset, Tile
from app.services.boards import Change
from app.ui.board.session import Session
from app.ui.canvas.events import Command
from app.ui.components.details import Details, Relative

MOST_ANCESTORS: Final = 50
MOST_CHILDREN: Final = 24
HOW: Final = {
    'live': 'Typed',
    'variation': 'Variation',
    'reroll': 'Another seed',
    'kept': 'Kept from the strip',
    'favorite': 'From favorites',
    'imported': 'Imported',
}


class TileDetails:
    """Shows the details of a tile, keeps them true, and rates and tags it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shown: str | None = None

    async def asked(self, command: Command) -> None:
        """Show the details of a tile."""
        for tile in list(self._session.board.present(command.ids[:1])):
            self._shown = tile.id
            self._session.parts.details.show(self.of(tile))

    async def rated(self, command: Command) -> None:
        """A key from 0 to 5 for the chosen tiles."""
        rating = min(command.n or 0, MOST_RATING)
        change = await self._session.do(RateTiles(command.ids, rating))
        if change is not None and change.operations:
            said = f'Rated {rating} of {MOST_RATING}' if rating else 'Rating removed'
            self._session.toast(said, undo='Undo rating')

    async def tile_rated(self, tile: str, rating: int) -> None:
        if 0 <= rating <= MOST_RATING:
            await self._session.do(RateTiles((tile,), rating))

    async def tile_tagged(self, tile: str, tag: str, *, remove: bool) -> None:
        name = ' '.join(tag.split())
        asset = self._asset(tile)
        if asset is None or not is_tag(name):
            self._session.toast(f'“{name[:60]}” cannot be a tag. Write up to 40 letters.')
        elif not remove and len(asset.tags) >= MOST_TAGS:
            self._session.toast(f'A picture has {MOST_TAGS} tags at most. Remove one first.')
        else:
            await self._session.do(TagTiles((tile,), name, remove=remove))

    def followed(self, change: Change) -> None:
        """A change was committed: what is shown may have changed with it."""
        shown = self._session.board.tiles.get(self._shown or '')
        if shown is not None and any(_concerns(shown, one) for one in change.operations):
            self._session.parts.details.refresh(self.of(shown))

    def of(self, tile: Tile) -> Details:
        """All that is known of a tile."""
        board, asset = self._session.board, self._asset(tile.id)
        labels = {model.id: model.label for model in self._session.studio.models}
        is_foreign = asset is not None and asset.kind == 'imported'
        made_with = asset.model if asset is not None and is_foreign else tile.model
        model = labels.get(made_with, made_with or 'Not told by the file')
        model += ', built in' if made_with == 'sketch' else ''
        above, below = tuple(ancestors(board, tile)), tuple(children(board, tile))
        if asset is None:
            return Details(tile.id, tile.prompt, model, tile.seed, pixels=tile.pixels, ancestors=above, children=below)
        return Details(
            tile.id,
            tile.prompt,
            model,
            None if is_foreign and made_with == '' else tile.seed,
            sha=asset.sha256,
            pixels=asset.pixels,
            seconds=None if is_foreign else asset.seconds,
            cost_usd=None if is_foreign else asset.cost_usd,
            made_at=None if is_foreign else asset.made_at,
            stored=f'{_size(asset.bytes)}, on this device',
            how=_how(asset, tile),
            rating=asset.rating,
            tags=asset.tags,
            ancestors=above,
            children=below,
        )

    def _asset(self, tile_id: str) -> Asset | None:
        tile = self._session.board.tiles.get(tile_id)
        return None if tile is None else self._session.board.asset_of(tile)


def _concerns(shown: Tile, operation: Operation) -> bool:
    """Whether an operation may change what is shown; where other tiles stand does not."""
    is_kin = operation.kind == 'asset' or (operation.kind == 'tile' and operation.op != 'patch')
    return is_kin or operation.id == shown.id


def ancestors(board: Board, tile: Tile) -> Iterator[Relative]:
    """The pictures that a tile's picture came from, the nearest first, at most `MOST_ANCESTORS`.

    Where an asset names no parent, the tile's own parent is asked. A tile that was deleted meanwhile has no id here.
    What points back to itself, as only damaged records do, ends the chain.
    """
    placed = _placed(board)
    seen = {tile.asset_id}
    asset = board.asset_of(tile)
    holder: Tile | None = tile
    for _ in range(MOST_ANCESTORS):
        parent = board.assets.get(asset.parents[0]) if asset is not None and asset.parents else None
        above = board.tiles.get(holder.parent_id or '') if holder is not None else None
        if parent is None and above is not None:
            parent = board.asset_of(above)
        if parent is None or parent.id in seen:
            return
        seen.add(parent.id)
        holder = above if above is not None and above.asset_id == parent.id else placed.get(parent.id)
        yield _relative(parent, holder)
        asset = parent


def children(board: Board, tile: Tile) -> Iterator[Relative]:
    """The tiles that came from a tile, at most `MOST_CHILDREN`."""
    found = [
        (asset, other)
        for other in board.stacked()
        if other.id != tile.id
        and (asset := board.asset_of(other)) is not None
        and (other.parent_id == tile.id or (tile.asset_id is not None and tile.asset_id in asset.parents))
    ]
    yield from (_relative(asset, other) for asset, other in found[:MOST_CHILDREN])


def _placed(board: Board) -> dict[str, Tile]:
    return {tile.asset_id: tile for tile in board.stacked() if tile.asset_id is not None}


def _relative(asset: Asset, holder: Tile | None) -> Relative:
    return Relative(None if holder is None else holder.id, asset.sha256, asset.prompt, _how(asset, holder))


def _size(count: int) -> str:
    return f'{count / 1e6:.1f} MB' if count >= 100_000 else f'{count / 1e3:.0f} KB'


def _how(asset: Asset, holder: Tile | None) -> str:
    """How a picture was made, in a word or two."""
    how = HOW[asset.kind]
    return f'{how}: {holder.axis}' if asset.kind == 'variation' and holder is not None and holder.axis else how
