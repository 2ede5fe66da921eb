"""Every setting of the app, read once by the entry point from the environment and from `.env`."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Names and defaults are listed in the README; a test holds the two together."""

    model_config = SettingsConfigDict(
        env_prefix='IMAGEGEN_', env_file='.env', extra='ignore', env_ignore_empty=True, populate_by_name=True
    )

    port: int = Field(
        default=8080, ge=0, le=65535, description='Port on 127.0.0.1 that the page is served on; 0 takes a free one.'
    )
    data_dir: Path = Field(
        default_factory=lambda: user_data_path('imagegen', appauthor=False),
        description='Folder that holds boards, pictures and settings.',
    )
    open_browser: bool = Field(default=True, description='Whether a browser is opened on start.')
    fal_url: str | None = Field(
        default=None, description='Address of a server that speaks fal.ai’s protocol, in its place.'
    )
    openai_base_url: str | None = Field(default=None, description='Address of any OpenAI-compatible server, with /v1.')
    variations_model: str = Field(default='gpt-6-luna', description='Language model that writes prompt variations.')
    fal_key: SecretStr | None = Field(default=None, validation_alias='FAL_KEY', description='Key for fal.ai.')
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias='OPENAI_API_KEY', description='Key for OpenAI.'
    )

    @field_validator('data_dir')
    @classmethod
    def _expand_home(cls, path: Path) -> Path:
        """A shell expands `~`; a line of `.env` is not read by one."""
        return path.expanduser()
