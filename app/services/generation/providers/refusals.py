"""What an HTTP status of a provider means, as the error and the sentence that a person reads."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from app.services.generation.errors import (
    GenerationError,
    KeyMissing,
    KeyRefused,
    PromptRefused,
    ProviderDown,
    QuotaSpent,
    RateLimited,
    RequestRefused,
)

_LONGEST_REASON = 160
_LONGEST_WAIT_S = 3600.0


def refusal(
    provider: str,
    status: int,
    *,
    reason: str = '',
    retry_after: float | None = None,
    request_id: str | None = None,
) -> GenerationError:
    """The error for a status of 300 and above. `reason` is the provider's own text, with no key in it."""
    if status in (401, 403):
        return KeyRefused(
            f'{provider} refused the key. Add a valid one in Settings.', provider=provider, request_id=request_id
        )
    if status == 402:
        return quota_spent(provider, request_id)
    if status == 429:
        when = 'in a moment' if retry_after is None else f'in {retry_after:.0f} s'
        return RateLimited(
            f'{provider} is busy (429). Try again {when}.',
            provider=provider,
            request_id=request_id,
            retry_after=retry_after,
        )
    if status >= 500 or status == 408:
        return ProviderDown(f'{provider} failed ({status}). Try again.', provider=provider, request_id=request_id)
    why = f': {_one_line(reason)}' if reason.strip() else ''
    return RequestRefused(
        f'{provider} refused the request ({status}){why}. Change the prompt, or choose another model.',
        provider=provider,
        request_id=request_id,
    )


def key_missing(provider: str) -> KeyMissing:
    return KeyMissing(f'{provider} needs a key. Add one in Settings.', provider=provider)


def key_malformed(provider: str) -> KeyRefused:
    return KeyRefused(
        f'The key for {provider} holds characters that no key has. Add a valid one in Settings.', provider=provider
    )


def prompt_refused(provider: str, request_id: str | None = None) -> PromptRefused:
    return PromptRefused(
        f'{provider} refused the prompt by its content policy. Change the prompt.',
        provider=provider,
        request_id=request_id,
    )


def quota_spent(provider: str, request_id: str | None = None) -> QuotaSpent:
    return QuotaSpent(
        f'The account at {provider} has no credit left. Add credit there, or another key in Settings.',
        provider=provider,
        request_id=request_id,
    )


def no_answer(provider: str, seconds: float) -> ProviderDown:
    return ProviderDown(f'{provider} gave no answer in {seconds:g} s. Try again.', provider=provider)


def connection_cut(provider: str) -> ProviderDown:
    return ProviderDown(f'The connection to {provider} broke. Try again.', provider=provider)


def not_understood(provider: str) -> ProviderDown:
    return ProviderDown(
        f'{provider} answered in a way that ImageGen does not understand. Try again, or choose another model.',
        provider=provider,
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the Retry-After header, which tells seconds or a date; None where it tells neither."""
    told = headers.get('Retry-After', '').strip()
    try:
        seconds = float(told)
    except ValueError:
        try:
            date = parsedate_to_datetime(told)
        except ValueError:
            return None
        seconds = (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT_S) if seconds == seconds else None  # noqa: PLR0124 - a NaN is none


def _one_line(text: str) -> str:
    line = ' '.join(text.split()).rstrip('.')
    return line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + '…'
