"""The catalogue of models: models.toml, read once."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from app.services.generation.errors import RequestRefused
from app.services.generation.provider import Model


@cache
def load_models() -> tuple[Model, ...]:
    """Every model, in the order of the file. Raises `ValueError` naming the row that is wrong."""
    return parse_models(resources.files(__package__).joinpath('models.toml').read_text('utf-8'))


def find_model(model_id: str) -> Model:
    """The model of that id. Raises `RequestRefused`: boards outlive models."""
    for model in load_models():
        if model.id == model_id:
            return model
    raise RequestRefused(f'The model "{model_id}" is no longer offered. Choose another model.')


def parse_models(text: str) -> tuple[Model, ...]:
    """The models of a catalogue in TOML. Raises `ValueError` naming the row that is wrong."""
    models: dict[str, Model] = {}
    for number, row in enumerate(tomllib.loads(text)['model'], start=1):
        model = _model(number, row)
        if model.id in models:
            raise ValueError(f'models.toml: the id "{model.id}" stands twice; each model has its own.')
        models[model.id] = model
    return tuple(models.values())


def _model(number: int, row: dict[str, Any]) -> Model:
    try:
        model = Model(**row)
    except TypeError as error:
        raise ValueError(f'models.toml: row {number} ("{row.get("id", "no id")}") does not fit: {error}.') from error
    if min(model.price_usd, model.preview_price_usd, model.unit_price_usd) < 0 or model.preview_px < 64:
        raise ValueError(f'models.toml: row {number} ("{model.id}") has a price below 0 or previews under 64 px.')
    return model
