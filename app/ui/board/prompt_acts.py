"""What the prompt bar asks for: a tile is typed into being, its picture follows, Enter settles it."""

import asyncio
import contextlib
import logging
import random
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, Final

from app.domain.geometry import GAP, Point, Rect, free_place, world_size
from app.domain.ids import is_id, new_id
from app.domain.mutation import AddTile, PatchTile
from app.domain.records import Tile
from app.services.generation.requests import answers
from app.ui.board.session import Candidates, Session
from app.ui.components.prompt_bar import MOST_CANDIDATES, SEED_LIMIT, Draft, HistoryEntry, Knob, Knobs, Typed, ViewRect

DRAFT_DELAY_S: Final = 0.25
HISTORY_PAGE: Final = 50
_ROW_NUMBER: Final = re.compile(r'[0-9]{1,18}')  # what SQLite can number
log = logging.getLogger(__name__)


class TypedActs:
    """Implements `PromptActs` for one page."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._creating: dict[str, asyncio.Task[None]] = {}
        self._draft: asyncio.Task[None] | None = None
        self._newest: dict[str, Typed] = {}  # by the tile that candidates follow

    async def typed(self, typed: Typed) -> None:
        """Draw what was typed; a tile that is not there yet is made in the same moment."""
        if not is_id(typed.tile):
            return
        self._remember_draft(typed)
        tile = self._tile(typed)
        if tile is None:
            # It was deleted meanwhile: the text stays in the bar, and the next key makes a new tile of it.
            self._session.bar.set_text(typed.text, tile=None, seen=typed.n, force=True)
            return
        if typed.restored and tile.id in self._session.board.tiles:
            self._choose(tile.id)
            if tile.prompt == typed.text or self._is_being_made(tile, typed.text):
                return
        following = self._following(tile)
        if following:
            self._newest[tile.id] = typed
        await self._typed_at(tile, typed)
        for candidate in self._candidates(tile.id, following, typed):
            await self._typed_at(candidate, typed, first=tile.id)

    async def _typed_at(self, tile: Tile, typed: Typed, *, first: str | None = None) -> None:
        """Let one tile follow the text; a candidate is undone together with the `first` one."""
        asked = replace(tile, prompt=typed.text)
        if self._session.live_on:
            if not (typed.restored and self._costs_money(asked)):
                self._draw(asked, first=first)
            await self._create(tile, first)
            if not typed.text.strip() and tile.asset_id is None:  # a text that was kept without a picture goes too
                await self._session.do(PatchTile(tile.id, {'prompt': ''}), group=tile.id)
            return
        self._session.studio.live.withdraw(self._session.board.id, tile.id)
        await self._create(asked, first)
        await self._session.do(PatchTile(tile.id, {'prompt': typed.text}), group=first or tile.id)

    async def settled(self, typed: Typed) -> None:
        """Enter: the full picture now, the prompt into the history, and the next key makes a new tile."""
        tile = self._tile(typed) if is_id(typed.tile) else None
        if tile is None or not typed.text.strip():
            return
        following = self._following(tile)
        if following:
            self._newest[tile.id] = typed
        await self._settle(tile, typed.text)
        for candidate in self._candidates(tile.id, following, typed):
            await self._settle(candidate, typed.text, first=tile.id)
        self._newest.pop(tile.id, None)
        self._session.leave([tile.id, *following] if following else [])
        self._session.next_seed()
        await self._forget_draft()

    async def _settle(self, tile: Tile, text: str, *, first: str | None = None) -> None:
        asked = replace(tile, prompt=text)
        if tile.prompt.split() != text.split() or not self._is_finished(asked):
            self._draw(asked, previews=self._session.live_on, first=first)
            self._session.studio.live.settle(tile.id)
        await self._create(tile, first)

    def _following(self, tile: Tile) -> Candidates:
        """The tiles that follow this one: as many as the person asked for when it was typed into being."""
        session = self._session
        if session.knobs.count > 1 and tile.id not in session.board.tiles and tile.id not in session.candidates:
            session.candidates[tile.id] = {new_id(): None for _ in range(session.knobs.count - 1)}
        return session.candidates.get(tile.id, {})

    def _candidates(self, first: str, following: Candidates, typed: Typed) -> Iterator[Tile]:
        """The tiles that follow the first one, each with the seed after the one before; what was deleted stays away.

        They end once there is a newer text, which goes through all of them itself.
        """
        board = self._session.board
        for number, (id, made) in enumerate(following.items(), 1):
            if self._newest.get(first) is not typed:
                return
            lead, placed = board.tiles.get(first), board.tiles.get(id)
            if placed is not None:
                yield placed
            elif made is not None and id in self._creating:
                yield made
            elif made is None and lead is not None:
                new = following[id] = self._candidate(lead, id, number)
                yield new

    def _candidate(self, lead: Tile, id: str, number: int) -> Tile:
        beside = Point(lead.position[0] + number * (lead.size[0] + GAP), lead.position[1])
        place = free_place(lead.world_size, beside, self._session.board.occupied())
        seed = (lead.seed + number) % SEED_LIMIT
        return replace(lead, id=id, position=(place.x, place.y), order_key='', seed=seed, asset_id=None)

    async def left(self) -> None:
        self._session.leave(self._session.selected)
        await self._forget_draft()

    async def live_changed(self, on: bool) -> None:
        self._session.live_on = on
        await self._session.prefer('live', on)

    async def knob_turned(self, knob: Knob, tile: str | None) -> None:
        """A chosen tile is drawn anew with it, without Live at Enter; new tiles take it from then on."""
        await self._turn(knob, tile, draws=self._session.live_on)

    async def rerolled(self, tile: str | None) -> None:
        """Another seed for the same prompt."""
        seed = random.randrange(SEED_LIMIT)  # noqa: S311 -- a picture's seed is no secret
        await self._turn(('seed', seed), tile, draws=True)

    async def _turn(self, knob: Knob, tile: str | None, *, draws: bool) -> None:
        name = knob[0]
        if knob[0] == 'model' and knob[1] not in {model.id for model in self._session.studio.models}:
            log.warning('A page chose the model %.40r, which is not offered.', knob[1])
            return
        if tile in self._creating:
            await self._creating[tile]
        placed = [
            self._session.board.tiles.get(id) for id in (tile or '', *self._session.candidates.get(tile or '', ()))
        ]
        for number, one in enumerate(placed):
            if one is not None and name not in ('pin', 'count'):
                await self._turn_of(one, _shifted(knob, number), draws=draws)
        self._session.knobs = _turned(self._session.knobs, knob)
        await self._session.prefer('knobs', asdict(self._session.knobs))
        self._session.bar.show_knobs(self._session.knobs)

    async def _turn_of(self, tile: Tile, knob: Knob, *, draws: bool) -> None:
        await self._session.do(PatchTile(tile.id, _tile_fields(tile, knob)))
        changed = self._session.board.tiles.get(tile.id)
        if draws and changed is not None:
            self._draw(self._session.as_typed(changed))

    async def history_asked(self, query: str, before: str | None) -> None:
        is_row = before is not None and _ROW_NUMBER.fullmatch(before) is not None
        older_than = int(before) if before is not None and is_row else None
        page = await self._session.studio.library.prompts(query, older_than, HISTORY_PAGE)
        entries = [HistoryEntry(str(entry.id), entry.prompt, entry.settled_at) for entry in page]
        self._session.bar.show_history(entries, query=query, more=len(page) == HISTORY_PAGE, after=before)

    async def history_used(self, entry: str) -> None:
        """The bar has put the prompt into its text and says so with `typed`; nothing else is to be done."""

    def _draw(self, tile: Tile, *, previews: bool = True, first: str | None = None) -> None:
        """The first picture undoes together with its tile, every later one by itself."""
        request = self._session.request(tile)
        if request is None:  # the text that is under way stands no longer
            live = self._session.studio.live
            live.forget(tile.id) if tile.prompt.strip() else live.withdraw(self._session.board.id, tile.id)
            return
        group = first or tile.id if tile.id not in self._session.board.tiles else new_id()
        live = self._session.studio.live
        live.edit(self._session.open_board, tile.id, request, group=group, previews=previews)

    def _is_finished(self, tile: Tile) -> bool:
        """Whether the tile shows the full picture of its text already, and nothing else is on its way."""
        studio, request = self._session.studio, self._session.request(tile)
        asset = self._session.board.asset_of(tile)
        if request is None or asset is None or studio.live.is_live(tile.id):
            return False
        return studio.frames.latest(tile.id) is None and answers(asset, request)

    def _is_being_made(self, tile: Tile, text: str) -> bool:
        """Whether the start of the program or of the page has asked for this text's picture."""
        return self._session.studio.jobs.is_making(tile.id, ' '.join(text.split()))

    def _costs_money(self, tile: Tile) -> bool:
        """A page that is only opened spends nothing: such a text waits for the next key."""
        request = self._session.request(tile)
        return request is not None and not request.model.is_free

    def _tile(self, typed: Typed) -> Tile | None:
        """The tile that was typed at: as it stands, or as it is to be made; None when it was deleted."""
        placed = self._session.board.tiles.get(typed.tile)
        if placed is not None or not typed.new:
            return placed
        knobs = self._session.knobs
        size = world_size(knobs.pixels)
        return Tile(
            id=typed.tile,
            position=self._free_position(typed.view, knobs.pixels),
            size=(size.w, size.h),
            seed=knobs.seed,
            model=knobs.model,
            pixels=knobs.pixels,
            styles=knobs.styles,
        )

    def _free_position(self, view: ViewRect | None, pixels: tuple[int, int]) -> tuple[float, float]:
        size = world_size(pixels)
        rect = None if view is None else Rect(view.x, view.y, view.w, view.h)
        middle = rect.center if rect is not None else Point(0, 0)
        near = Point(middle.x - size.w / 2, middle.y - size.h / 2)
        place = free_place(size, near, self._session.board.occupied(), view=rect)
        return place.x, place.y

    async def _create(self, tile: Tile, first: str | None = None) -> None:
        """Make the tile once, however many keys arrive while it is being stored."""
        if tile.id in self._session.board.tiles:
            return
        task = self._creating.get(tile.id)
        if task is None:
            task = asyncio.create_task(self._store(tile, first))
            self._creating[tile.id] = task
            task.add_done_callback(lambda _: self._creating.pop(tile.id, None))
        await task

    async def _store(self, tile: Tile, first: str | None) -> None:
        if await self._session.do(AddTile(tile), group=first or tile.id) is not None:
            self._session.studio.live.stored(tile.id)
            if first is None:
                self._choose(tile.id)

    def _choose(self, tile_id: str) -> None:
        self._session.parts.canvas.select([tile_id])
        self._session.selected = (tile_id,)

    def _remember_draft(self, typed: Typed) -> None:
        """Keep what stands in the bar, so that it is there after a crash; written once the keys pause."""
        if self._draft is not None:
            self._draft.cancel()
        draft = {'tile': typed.tile, 'text': typed.text}
        self._draft = asyncio.create_task(self._write_draft(draft))

    async def _write_draft(self, draft: dict[str, Any]) -> None:
        await asyncio.sleep(DRAFT_DELAY_S)
        await self._session.prefer(f'draft:{self._session.board.id}', draft)

    async def _forget_draft(self) -> None:
        if self._draft is not None:
            self._draft.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._draft
        self._draft = None
        await self._session.prefer(f'draft:{self._session.board.id}', None)


def _tile_fields(tile: Tile, knob: Knob) -> dict[str, Any]:
    """The fields of a tile that a knob changes; another shape of the picture keeps the tile's area and middle."""
    if knob[0] != 'pixels':
        return {knob[0]: knob[1]}
    width, height = knob[1]
    scale = (tile.size[0] * tile.size[1] / (width * height)) ** 0.5
    size = (width * scale, height * scale)
    place = [tile.position[i] + (tile.size[i] - size[i]) / 2 for i in (0, 1)]
    return {'pixels': knob[1], 'size': size, 'position': place}


def _shifted(knob: Knob, number: int) -> Knob:
    """The knob for the candidate of that number: its seed follows the first one's."""
    return ('seed', (knob[1] + number) % SEED_LIMIT) if knob[0] == 'seed' else knob


def _turned(knobs: Knobs, knob: Knob) -> Knobs:
    """The knobs with one of them turned."""
    turned: Knobs = replace(knobs, **{knob[0]: knob[1]})  # type: ignore[arg-type]  # `Knob` pairs name and type
    return turned


def draft_from(stored: object) -> Draft | None:
    """The text that this device had in the bar; None where there was none."""
    match stored:
        case {'tile': str(tile), 'text': str(text)} if is_id(tile) and text.strip():
            return Draft(text, tile)
    return None


def knobs_from(stored: object, fallback: Knobs) -> Knobs:
    """The knobs as they were left; what cannot be read is as new."""
    if not isinstance(stored, dict):
        return fallback
    try:
        return Knobs(
            model=str(stored['model']),
            pixels=(int(stored['pixels'][0]), int(stored['pixels'][1])),
            seed=int(stored['seed']),
            pin=bool(stored['pin']),
            styles=tuple(str(style) for style in stored['styles']),
            count=min(max(int(stored.get('count', 1)), 1), MOST_CANDIDATES),
        )
    except (KeyError, TypeError, ValueError, IndexError):
        return fallback
