"""What people build on land."""

import math

from app.services.generation.providers.sketch.subjects.pen import Pen, subject


def _window(pen: Pen, x: float, y: float, half: float, tall: float) -> None:
    pen.box('cream', x - half - 0.018, y - 0.018, x + half + 0.018, y + tall + 0.018)
    pen.box('glow', x - half, y, x + half, y + tall)
    pen.box('cream', x - 0.008, y, x + 0.008, y + tall)
    pen.box('cream', x - half, y + tall * 0.5 - 0.008, x + half, y + tall * 0.5 + 0.008)


@subject('house', box=(-0.62, -0.01, 0.62, 1.08), size=0.40, colour='e3c9a0')
def house(pen: Pen) -> None:
    pen.box('8a5a4a', 0.2, 0.7, 0.33, 1.04)
    pen.box('6e463a', 0.18, 1.0, 0.35, 1.05)
    pen.box('body', -0.46, 0, 0.46, 0.56)
    pen.box('dark', 0.2, 0, 0.46, 0.56)
    pen.poly('body', (-0.46, 0.54), (-0.13, 0.92), (0.2, 0.54))
    pen.poly('a5483c', (-0.13, 1.0), (0.34, 1.0), (0.6, 0.5), (0.22, 0.5))
    pen.poly('8a382f', (0.2, 0.52), (0.24, 0.48), (0.62, 0.48), (0.6, 0.53))
    pen.poly('b9564a', (-0.58, 0.47), (-0.13, 1.0), (0.28, 0.47), (0.2, 0.47), (-0.13, 0.88), (-0.5, 0.47))
    pen.box('6e463a', -0.2, 0, -0.04, 0.32)
    pen.box('8a5a44', -0.185, 0, -0.055, 0.3)
    pen.oval('f2c94c', -0.075, 0.15, 0.014, 0.014)
    _window(pen, -0.34, 0.2, 0.06, 0.15)
    _window(pen, 0.09, 0.2, 0.06, 0.15)
    _window(pen, 0.33, 0.22, 0.05, 0.14)
    pen.oval('cream', -0.13, 0.64, 0.075, 0.075)
    pen.oval('glow', -0.13, 0.64, 0.055, 0.055)
    for x in (-0.42, -0.28, 0.04, 0.16, 0.4):
        pen.oval('4f7f3d', x, 0.03, 0.07, 0.05)


def _tower(pen: Pen, x: float, half: float, tall: float, roof: float) -> None:
    pen.box('body', x - half, 0, x + half, tall)
    pen.box('dark', x + half * 0.3, 0, x + half, tall)
    pen.box('body', x - half * 1.25, tall - 0.05, x + half * 1.25, tall + 0.02)
    pen.poly('3f5d8c', (x - half * 1.45, tall + 0.02), (x, tall + roof), (x + half * 1.45, tall + 0.02))
    pen.poly('31496f', (x + half * 0.25, tall + 0.02), (x, tall + roof), (x + half * 1.45, tall + 0.02))
    pen.stroke('6b5a50', 0.014, 0.014, (x, tall + roof - 0.02), (x, tall + roof + 0.12))
    pen.poly('d7363f', (x, tall + roof + 0.12), (x + 0.12, tall + roof + 0.085), (x, tall + roof + 0.05))
    pen.box('glow', x - 0.022, tall - 0.22, x + 0.022, tall - 0.12)
    pen.oval('glow', x, tall - 0.12, 0.022, 0.025)


@subject('castle', box=(-0.68, -0.01, 0.72, 1.5), size=0.52, colour='b5a795')
def castle(pen: Pen) -> None:
    _tower(pen, 0.0, 0.15, 1.02, 0.34)
    pen.box('body', -0.5, 0, 0.5, 0.5)
    for index in range(8):
        pen.box('body', -0.46 + index * 0.125, 0.49, -0.39 + index * 0.125, 0.57)
    for x, y in ((-0.3, 0.36), (0.26, 0.3), (-0.22, 0.12), (0.32, 0.14), (0.2, 0.42), (-0.12, 0.44)):
        pen.box('dark', x - 0.035, y, x + 0.035, y + 0.025)
    _tower(pen, -0.5, 0.13, 0.74, 0.28)
    _tower(pen, 0.5, 0.13, 0.74, 0.28)
    pen.box('deep', -0.11, 0, 0.11, 0.2)
    pen.oval('deep', 0, 0.2, 0.11, 0.11)
    for x in (-0.06, 0.0, 0.06):
        pen.box('8a5a44', x - 0.022, 0, x + 0.022, 0.24)


@subject('lighthouse', box=(-0.5, -0.06, 0.5, 1.24), size=0.58, colour='d7263d')
def lighthouse(pen: Pen) -> None:
    pen.blob('5f5a60', (-0.48, -0.05), (-0.38, 0.08), (-0.18, 0.13), (0.1, 0.12), (0.36, 0.1), (0.48, -0.05))
    pen.blob('7b757a', (-0.4, 0.0), (-0.3, 0.08), (-0.1, 0.12), (-0.06, 0.05), (-0.2, 0.0))
    pen.poly('f4f0e6', (-0.165, 0.08), (0.165, 0.08), (0.1, 0.92), (-0.1, 0.92))
    for index in range(3):
        low, high = 0.2 + index * 0.26, 0.33 + index * 0.26
        at_low, at_high = (0.165 - 0.065 * (y - 0.08) / 0.84 for y in (low, high))
        pen.poly('body', (-at_low, low), (at_low, low), (at_high, high), (-at_high, high))
    pen.box('3d3a45', -0.15, 0.9, 0.15, 0.935)
    pen.box('glow', -0.075, 0.935, 0.075, 1.07)
    for x in (-0.08, 0.0, 0.08):
        pen.box('3d3a45', x - 0.01, 0.93, x + 0.01, 1.07)
    pen.blob('body', (-0.115, 1.06), (-0.08, 1.13), (0.0, 1.17), (0.08, 1.13), (0.115, 1.06))
    pen.stroke('3d3a45', 0.014, 0.01, (0, 1.15), (0, 1.23))
    for x in (-0.14, -0.07, 0.0, 0.07, 0.14):
        pen.stroke('3d3a45', 0.009, 0.009, (x, 0.93), (x, 0.985))
    pen.stroke('3d3a45', 0.01, 0.01, (-0.15, 0.985), (0.15, 0.985))
    pen.box('4d3b39', -0.04, 0.1, 0.04, 0.2)
    for y in (0.38, 0.64):
        pen.box('3d5570', -0.025, y, 0.025, y + 0.07)


@subject('tower', box=(-0.42, -0.01, 0.42, 1.42), size=0.50, colour='e8e0d2')
def tower(pen: Pen) -> None:
    pen.box('body', -0.1, 0, 0.38, 0.4)
    pen.poly('9a4a3f', (-0.14, 0.38), (-0.04, 0.62), (0.32, 0.62), (0.42, 0.38))
    pen.box('body', -0.34, 0, -0.04, 0.82)
    pen.box('dark', -0.12, 0, -0.04, 0.82)
    pen.poly('8a4038', (-0.38, 0.8), (-0.19, 1.26), (0.0, 0.8))
    pen.poly('743229', (-0.14, 0.8), (-0.19, 1.26), (0.0, 0.8))
    pen.stroke('d9b24c', 0.018, 0.018, (-0.19, 1.24), (-0.19, 1.4))
    pen.stroke('d9b24c', 0.018, 0.018, (-0.24, 1.345), (-0.14, 1.345))
    pen.oval('cream', -0.2, 0.68, 0.07, 0.07)
    pen.stroke('ink', 0.014, 0.01, (-0.2, 0.73), (-0.2, 0.68), (-0.165, 0.68))
    for x, y in ((-0.2, 0.4), (0.08, 0.14), (0.26, 0.14)):
        pen.box('glow', x - 0.03, y, x + 0.03, y + 0.12)
        pen.oval('glow', x, y + 0.12, 0.03, 0.04)
    pen.box('6e463a', -0.25, 0, -0.15, 0.18)
    pen.oval('6e463a', -0.2, 0.18, 0.05, 0.05)


@subject('windmill', box=(-0.56, -0.01, 0.56, 1.3), size=0.52, colour='efe6d6')
def windmill(pen: Pen) -> None:
    pen.poly('body', (-0.26, 0), (0.26, 0), (0.15, 0.72), (-0.15, 0.72))
    pen.poly('dark', (0.08, 0), (0.26, 0), (0.15, 0.72), (0.06, 0.72))
    pen.blob('a5483c', (-0.2, 0.7), (-0.15, 0.85), (0, 0.93), (0.15, 0.85), (0.2, 0.7))
    pen.box('6e463a', -0.07, 0, 0.07, 0.2)
    pen.oval('6e463a', 0, 0.2, 0.07, 0.06)
    for x, y in ((-0.09, 0.45), (0.08, 0.32)):
        pen.box('glow', x - 0.03, y, x + 0.03, y + 0.09)
    for quarter in range(4):
        angle = math.radians(28 + 90 * quarter)
        cos, sin = math.cos(angle), math.sin(angle)

        def turned(along: float, aside: float, cos: float = cos, sin: float = sin) -> tuple[float, float]:
            return along * cos - aside * sin, 0.78 + along * sin + aside * cos

        pen.poly('cream', turned(0.1, 0.0), turned(0.52, 0.0), turned(0.52, 0.15), turned(0.12, 0.13))
        for step in range(1, 5):
            along = 0.1 + step * 0.095
            pen.stroke('a58a6a', 0.008, 0.008, turned(along, 0.0), turned(along, 0.14))
        pen.stroke('6e4f3a', 0.03, 0.022, turned(0, 0), turned(0.53, 0))
    pen.oval('6e4f3a', 0, 0.78, 0.045, 0.045)


@subject('bridge', box=(-1.1, -0.12, 1.1, 0.62), size=0.26, colour='a89684', habitat='water')
def bridge(pen: Pen) -> None:
    pen.blob(
        'body', (-1.1, 0.14), (-0.6, 0.36), (0, 0.48), (0.6, 0.36), (1.1, 0.14), (1.1, -0.1), (0, 0.1), (-1.1, -0.1)
    )
    for x, half, top in ((-0.56, 0.2, 0.2), (0.0, 0.26, 0.3), (0.56, 0.2, 0.2)):
        pen.oval('deep', x, 0.0, half, top)
    for x in (-0.86, -0.29, 0.29, 0.86):
        pen.box('body', x - 0.06, -0.12, x + 0.06, 0.16)
    for x, y in ((-0.29, 0.32), (0.29, 0.32), (0.0, 0.38), (-0.72, 0.22), (0.72, 0.22)):
        pen.box('dark', x - 0.06, y - 0.015, x + 0.06, y + 0.012)
    pen.stroke('light', 0.05, 0.05, (-1.08, 0.2), (-0.55, 0.42), (0, 0.51), (0.55, 0.42), (1.08, 0.2))
    for x in (-0.8, -0.27, 0.27, 0.8):
        pen.box('light', x - 0.04, 0.3 if abs(x) > 0.5 else 0.44, x + 0.04, 0.44 if abs(x) > 0.5 else 0.58)


@subject('tent', box=(-0.62, -0.01, 0.62, 0.82), size=0.28, colour='e0793a')
def tent(pen: Pen) -> None:
    pen.poly('dark', (0.0, 0.72), (0.6, 0.0), (0.1, 0.0))
    pen.poly('body', (-0.58, 0.0), (0.0, 0.72), (0.22, 0.0))
    pen.poly('glow', (-0.26, 0.0), (-0.02, 0.5), (0.06, 0.0))
    pen.poly('light', (-0.34, 0.0), (-0.02, 0.56), (-0.14, 0.0))
    pen.stroke('cream', 0.022, 0.022, (-0.05, 0.79), (0.02, 0.68))
    pen.stroke('cream', 0.012, 0.012, (0.0, 0.72), (-0.6, 0.03))


@subject('pyramid', box=(-0.9, -0.01, 0.9, 1.0), size=0.4, colour='d9b06c', flat=True)
def pyramid(pen: Pen) -> None:
    pen.poly('body', (-0.88, 0), (0.0, 0.98), (0.3, 0))
    pen.poly('dark', (0.3, 0), (0.0, 0.98), (0.88, 0))
    for y in (0.14, 0.28, 0.42, 0.56, 0.7, 0.84):
        reach = 1 - y / 0.98
        pen.stroke('dark', 0.01, 0.01, (-0.86 * reach, y), (0.3 * reach, y - 0.0))
        pen.stroke('deep', 0.008, 0.008, (0.3 * reach, y), (0.86 * reach, y))


@subject('lantern', box=(-0.22, -0.01, 0.22, 1.2), size=0.5, colour='33363f')
def lantern(pen: Pen) -> None:
    pen.poly('body', (-0.12, 0), (0.12, 0), (0.05, 0.1), (-0.05, 0.1))
    pen.stroke('body', 0.055, 0.04, (0, 0.06), (0, 0.8))
    pen.stroke('body', 0.03, 0.03, (-0.12, 0.72), (0.12, 0.72))
    pen.poly('glow', (-0.085, 0.8), (0.085, 0.8), (0.13, 1.02), (-0.13, 1.02))
    pen.oval('fff6d8', 0, 0.9, 0.035, 0.06)
    pen.poly('body', (-0.17, 1.02), (0.17, 1.02), (0.05, 1.13), (-0.05, 1.13))
    pen.oval('body', 0, 1.15, 0.03, 0.035)
    for side in (-1, 1):
        pen.stroke('body', 0.02, 0.02, (side * 0.085, 0.8), (side * 0.13, 1.02))
    pen.box('body', -0.1, 0.78, 0.1, 0.81)


@subject('bench', box=(-0.62, -0.01, 0.62, 0.62), size=0.2, colour='a0693c')
def bench(pen: Pen) -> None:
    for x in (-0.46, 0.46):
        pen.stroke('3d3a45', 0.06, 0.05, (x, 0.6), (x, 0.02))
        pen.stroke('3d3a45', 0.05, 0.05, (x - 0.08, 0.02), (x - 0.08, 0.28))
    for y in (0.42, 0.52, 0.26):
        pen.box('body', -0.6, y, 0.6, y + 0.07)
    pen.box('dark', -0.6, 0.22, 0.6, 0.27)
