"""What every page asks of this device: its theme, and the models to filter favorites by."""

from app.services.studio import Studio
from app.ui.components.favorites import ModelFilter
from app.ui.theme import THEMES, ThemeMode


async def theme_of(studio: Studio) -> ThemeMode:
    stored = await studio.preferences.get('theme')
    return next((mode for mode in THEMES if mode == stored), 'system')


async def model_filters(studio: Studio) -> list[ModelFilter]:
    labels = {model.id: model.label for model in studio.models}
    return [ModelFilter(id, labels.get(id, id)) for id in await studio.library.favorite_models()]
