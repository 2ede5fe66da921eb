"""The catalogue of models."""

import pytest

from app.services.generation.errors import RequestRefused
from app.services.generation.models import find_model, load_models, parse_models

ROW = """
[[model]]
id = 'fal/new'
provider = 'fal'
label = 'New'
endpoint = 'fal-ai/new'
price_usd = 0.01
preview_price_usd = 0.01
usual_s = 1.0
preview_usual_s = 0.5
preview_px = 512
steps = 4
preview_steps = 2
"""


def test_the_catalogue_opens_with_sketch() -> None:
    """The first model is the free one that works without a key and says it is no AI; all others cost something."""
    first, *others = load_models()
    assert (first.id, first.provider, first.label, first.preview_px) == ('sketch', 'sketch', 'Sketch', 256)
    assert first.is_free
    assert not first.is_ai
    assert others
    assert all(model.provider == 'fal' and not model.is_free and model.preview_price_usd > 0 for model in others)
    assert [model.id for model in others if model.realtime] == ['fal/fast-lcm']


def test_adding_a_model_is_adding_a_row() -> None:
    """A row alone makes a model, with extra inputs where it has some."""
    (model,) = parse_models(ROW + "inputs = { acceleration = 'high' }")
    assert model.id == 'fal/new'
    assert dict(model.inputs) == {'acceleration': 'high'}
    assert hash(model)


@pytest.mark.parametrize(
    ('text', 'told'),
    [
        (ROW + 'prize_usd = 1', r'row 1 \("fal/new"\) does not fit: .*prize_usd'),
        (ROW.replace("label = 'New'", ''), r"row 1 \(\"fal/new\"\) does not fit: .*'label'"),
        (ROW + ROW, r'the id "fal/new" stands twice'),
        (ROW.replace('price_usd = 0.01', 'price_usd = -1'), r'row 1 \("fal/new"\) has a price below 0'),
    ],
)
def test_a_wrong_row_is_named(text: str, told: str) -> None:
    """A misspelt, missing, doubled or senseless entry names the row and what is wrong with it."""
    with pytest.raises(ValueError, match=told):
        parse_models(text)


def test_a_model_that_is_gone_says_so() -> None:
    """Boards outlive models: an unknown id is one sentence."""
    assert find_model('sketch').id == 'sketch'
    with pytest.raises(RequestRefused, match=r'^The model "fal/old" is no longer offered\. Choose another model\.$'):
        find_model('fal/old')
