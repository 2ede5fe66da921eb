"""The page of all favorites."""

from collections.abc import Sequence

from app.ui import theme
from app.ui.components.favorites import Favorites, FavoritesActs, ModelFilter
from app.ui.components.toast import Toast
from app.ui.theme import ThemeMode


def favorites_view(acts: FavoritesActs, *, models: Sequence[ModelFilter], mode: ThemeMode) -> tuple[Favorites, Toast]:
    """Builds the page; the caller speaks to the favorites and to the toast."""
    theme.dress(mode)
    return Favorites(acts, models=models, page=True), Toast()
