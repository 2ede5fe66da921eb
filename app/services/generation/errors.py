"""What can go wrong while a picture is made.

    GenerationError
    ├── KeyMissing          no key is set
    ├── KeyRefused          401, 403
    ├── PromptRefused       the provider's content policy
    ├── RequestRefused      another 4xx: what was asked for is not possible
    ├── RateLimited         429; `retry_after` seconds where told
    ├── QuotaSpent          429 that no waiting mends: the account has no credit
    ├── ProviderDown        5xx, a cut connection, no answer in time
    ├── BadPicture          what came is no picture that may be kept
    └── CapReached          the person's own cap on spending

The message is the sentence a person reads on the tile: what failed, which value, what to do.
"""

from typing import Literal

Cure = Literal['settings', 'retry', 'prompt', 'caps']


class GenerationError(Exception):
    """`provider` is its label, `cure` is what the tile offers beside the sentence, `request_id` helps support."""

    cure: Cure = 'retry'

    def __init__(
        self, message: str, *, provider: str = '', request_id: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.provider = provider
        self.request_id = request_id
        self.retry_after = retry_after


class KeyMissing(GenerationError):
    cure = 'settings'


class KeyRefused(GenerationError):
    cure = 'settings'


class PromptRefused(GenerationError):
    cure = 'prompt'


class RequestRefused(GenerationError):
    cure = 'prompt'


class RateLimited(GenerationError):
    pass


class QuotaSpent(GenerationError):
    cure = 'settings'


class ProviderDown(GenerationError):
    pass


class BadPicture(GenerationError):
    """`fault` and `advice` say it of a file that the person gave: "is an SVG drawing", "save it as PNG"."""

    def __init__(
        self,
        message: str,
        *,
        provider: str = '',
        fault: str = 'is no picture that can be kept',
        advice: str = 'choose another',
    ) -> None:
        super().__init__(message, provider=provider)
        self.fault = fault
        self.advice = advice


class CapReached(GenerationError):
    cure = 'caps'
