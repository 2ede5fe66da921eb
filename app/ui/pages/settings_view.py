"""The settings page, for whoever presents the settings."""

from app.ui import theme
from app.ui.components.settings_form import SettingsForm, SettingsPresenter


async def settings_view(presenter: SettingsPresenter) -> None:
    """Builds the page; it reads the state once and again after each change."""
    state = await presenter.state()
    theme.dress(state.theme)
    SettingsForm(presenter, state)
