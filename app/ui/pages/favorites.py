"""The page of all favorites."""

from datetime import datetime

from nicegui import ui

from app.services.errors import ServiceError
from app.services.studio import Studio
from app.ui import theme
from app.ui.components.favorites import Drop, Favorites
from app.ui.components.toast import Action, Toast
from app.ui.pages.device import model_filters, theme_of
from app.ui.pages.favorites_view import favorites_view


def register(studio: Studio) -> None:
    """Add the page at `/favorites`."""

    @ui.page('/favorites', title='Favorites · ImageGen', favicon=theme.FAVICON, viewport=theme.VIEWPORT)
    async def favorites_page() -> None:
        acts = _FavoritesActs(studio)
        acts.favorites, acts.toast = favorites_view(
            acts, models=await model_filters(studio), mode=await theme_of(studio)
        )


class _FavoritesActs:
    """What the page asks for. There is no board here, so a favorite is taken along to it."""

    favorites: Favorites
    toast: Toast

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    async def favorite_put(self, favorite: str) -> None:
        try:
            await self._studio.preferences.set('put', favorite)
        except ServiceError as error:
            self.toast.show(str(error))
            return
        ui.navigate.to('/')

    async def favorite_dropped(self, drop: Drop) -> None:
        await self.favorite_put(drop.favorite)

    async def favorite_removed(self, favorite: str) -> None:
        found = await self._studio.library.favorite(favorite)
        if found is None:
            return

        async def put_back() -> None:
            await self._studio.library.add_favorite(found.asset, datetime.fromisoformat(found.favorited_at))
            self.favorites.refresh()

        try:
            await self._studio.library.remove_favorite(found.asset.sha256)
        except ServiceError as error:
            self.toast.show(str(error))
            return
        self.favorites.refresh()
        self.toast.show('Favorite removed', Action('Undo', 'Undo removing the favorite', put_back))
