"""What Python asks of the board that a browser shows: which part of the world is seen, and what is at a point."""

from nicegui import Client

from app.domain.geometry import Point, Rect

ANSWER_WITHIN_S = 2.0


async def visible_rect(client: Client) -> Rect | None:
    """Return the world rectangle that no chrome covers; None where no browser answers."""
    seen = await _ask(client, 'window.imagegen?.visibleRect()')
    return None if seen is None else Rect(*(float(seen[name]) for name in ('x', 'y', 'w', 'h')))


async def world_at(client: Client, x_client: float, y_client: float) -> Point | None:
    """Return the world point under a point of the window, in CSS px; None where no browser answers."""
    seen = await _ask(client, 'window.imagegen?.viewport()')
    if seen is None:
        return None
    return Point(float(seen['x']) + x_client / seen['zoom'], float(seen['y']) + y_client / seen['zoom'])


async def _ask(client: Client, expression: str) -> dict[str, float] | None:
    mounted = 'for (let i = 0; i < 40 && !window.imagegen; i++) await new Promise((go) => setTimeout(go, 25));'
    try:
        answer = await client.run_javascript(f'{mounted} return {expression} ?? null', timeout=ANSWER_WITHIN_S)
    except TimeoutError:
        return None
    return answer if isinstance(answer, dict) else None
