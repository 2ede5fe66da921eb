"""People, people of snow and metal, and small things."""

import math

from app.services.generation.providers.sketch.subjects.pen import Pen, subject


@subject('person', box=(-0.34, -0.01, 0.34, 1.06), size=0.40, colour='c4453f')
def person(pen: Pen) -> None:
    for side in (-1, 1):
        pen.stroke('3a4260', 0.13, 0.1, (side * 0.07, 0.42), (side * 0.085, 0.22), (side * 0.085, 0.06))
        pen.oval('4d3a30', side * 0.1, 0.03, 0.085, 0.035)
        pen.stroke('dark', 0.1, 0.075, (side * 0.17, 0.68), (side * 0.24, 0.52), (side * 0.22, 0.38))
        pen.oval('e3b38c', side * 0.22, 0.355, 0.04, 0.045)
    pen.blob('body', (-0.17, 0.72), (0.0, 0.77), (0.17, 0.72), (0.18, 0.5), (0.19, 0.34), (-0.19, 0.34), (-0.18, 0.5))
    pen.stroke('cream', 0.065, 0.065, (-0.1, 0.745), (0.0, 0.72), (0.1, 0.745))
    pen.stroke('cream', 0.06, 0.05, (0.06, 0.73), (0.1, 0.56))
    pen.oval('e3b38c', 0, 0.88, 0.125, 0.14)
    pen.blob(
        '5a3d2b',
        (-0.14, 0.86),
        (-0.15, 1.0),
        (0.0, 1.05),
        (0.15, 1.0),
        (0.14, 0.86),
        (0.1, 0.95),
        (-0.02, 0.97),
        (-0.1, 0.95),
    )
    for side in (-1, 1):
        pen.oval('ink', side * 0.048, 0.89, 0.014, 0.018)
        pen.oval('e0907a', side * 0.075, 0.845, 0.024, 0.016)
    pen.stroke('9a5a48', 0.012, 0.012, (-0.03, 0.822), (0, 0.812), (0.03, 0.822))


@subject('astronaut', box=(-0.4, -0.02, 0.4, 1.08), size=0.40, colour='f1f2f5')
def astronaut(pen: Pen) -> None:
    pen.box('9aa3b0', -0.25, 0.34, 0.25, 0.76)
    for side in (-1, 1):
        pen.stroke('body', 0.17, 0.15, (side * 0.09, 0.36), (side * 0.11, 0.1))
        pen.oval('7d8694', side * 0.12, 0.05, 0.11, 0.06)
        pen.stroke('dark', 0.13, 0.11, (side * 0.2, 0.62), (side * 0.31, 0.48), (side * 0.32, 0.36))
        pen.oval('7d8694', side * 0.32, 0.32, 0.06, 0.06)
    pen.blob('body', (-0.2, 0.7), (0.0, 0.74), (0.2, 0.7), (0.22, 0.44), (0.16, 0.28), (-0.16, 0.28), (-0.22, 0.44))
    pen.box('3f6fb5', -0.1, 0.44, 0.1, 0.58)
    for x, tone in ((-0.05, 'd7363f'), (0.0, 'f2c94c'), (0.05, '4fbf6a')):
        pen.oval(tone, x, 0.53, 0.018, 0.018)
    pen.oval('body', 0, 0.86, 0.22, 0.21)
    pen.oval('2b3a5c', 0, 0.86, 0.165, 0.145)
    pen.blob('e0b04a', (-0.14, 0.82), (-0.08, 0.74), (0.08, 0.74), (0.15, 0.84), (0.0, 0.79))
    pen.oval('dff1fa', -0.07, 0.92, 0.05, 0.03, 30)


@subject('robot', box=(-0.42, -0.01, 0.42, 1.22), size=0.42, colour='8fa3b8')
def robot(pen: Pen) -> None:
    pen.stroke('4a5160', 0.025, 0.025, (0, 1.0), (0, 1.14))
    pen.oval('ff5a4f', 0, 1.16, 0.045, 0.045)
    for side in (-1, 1):
        pen.box('4a5160', side * 0.13 - 0.06, 0.06, side * 0.13 + 0.06, 0.26)
        pen.blob(
            'dark',
            (side * 0.13 - 0.12, 0.0),
            (side * 0.13 - 0.1, 0.1),
            (side * 0.13 + 0.1, 0.1),
            (side * 0.13 + 0.12, 0.0),
        )
        pen.stroke('4a5160', 0.075, 0.075, (side * 0.26, 0.58), (side * 0.35, 0.44), (side * 0.34, 0.32))
        pen.oval('dark', side * 0.34, 0.28, 0.07, 0.07)
        pen.oval('dark', side * 0.27, 0.6, 0.08, 0.08)
        pen.box('dark', side * 0.29 - 0.04, 0.78, side * 0.29 + 0.04, 0.9)
    pen.blob('body', (-0.26, 0.66), (0.26, 0.66), (0.28, 0.44), (0.22, 0.22), (-0.22, 0.22), (-0.28, 0.44))
    pen.box('4a5160', -0.07, 0.64, 0.07, 0.72)
    pen.blob(
        'body',
        (-0.28, 0.72),
        (-0.29, 0.96),
        (-0.2, 1.03),
        (0.2, 1.03),
        (0.29, 0.96),
        (0.28, 0.72),
        (0.18, 0.69),
        (-0.18, 0.69),
    )
    pen.blob('2b3140', (-0.22, 0.76), (-0.22, 0.95), (0.22, 0.95), (0.22, 0.76))
    for side in (-1, 1):
        pen.oval('glow', side * 0.1, 0.87, 0.05, 0.05)
    pen.stroke('glow', 0.02, 0.02, (-0.07, 0.785), (0.0, 0.775), (0.07, 0.785))
    pen.box('light', -0.15, 0.36, 0.15, 0.56)
    for x, tone in ((-0.09, 'd7363f'), (0.0, 'f2c94c'), (0.09, '4fbf6a')):
        pen.oval(tone, x, 0.5, 0.028, 0.028)
    pen.box('dark', -0.11, 0.39, 0.11, 0.43)


@subject('snowman', box=(-0.5, -0.02, 0.5, 1.3), size=0.42, colour='f3f6fb')
def snowman(pen: Pen) -> None:
    pen.oval('body', 0, 0.26, 0.32, 0.28)
    for side in (-1, 1):
        pen.stroke('6b4a33', 0.03, 0.018, (side * 0.18, 0.64), (side * 0.36, 0.74), (side * 0.48, 0.84))
        pen.stroke('6b4a33', 0.018, 0.012, (side * 0.38, 0.76), (side * 0.46, 0.72))
    pen.oval('body', 0, 0.64, 0.235, 0.21)
    pen.oval('body', 0, 0.95, 0.18, 0.17)
    pen.stroke('d7363f', 0.085, 0.085, (-0.17, 0.82), (0.0, 0.78), (0.17, 0.82))
    pen.stroke('b52a34', 0.08, 0.07, (0.1, 0.79), (0.15, 0.6))
    for y in (0.68, 0.57, 0.3):
        pen.oval('ink', 0, y, 0.025, 0.025)
    for side in (-1, 1):
        pen.oval('ink', side * 0.065, 1.0, 0.022, 0.026)
    pen.blob('f08030', (-0.02, 0.97), (0.02, 0.93), (-0.18, 0.92))
    for x, y in ((-0.07, 0.89), (-0.03, 0.875), (0.02, 0.875), (0.06, 0.89)):
        pen.oval('ink', x, y, 0.011, 0.011)
    pen.box('2f2f3a', -0.22, 1.07, 0.22, 1.105)
    pen.box('2f2f3a', -0.135, 1.09, 0.135, 1.28)
    pen.box('d7363f', -0.135, 1.11, 0.135, 1.15)


@subject('ghost', box=(-0.42, -0.02, 0.42, 1.02), size=0.34, colour='f1f1fa', habitat='land')
def ghost(pen: Pen) -> None:
    pen.blob(
        'body',
        (-0.32, 0.06),
        (-0.34, 0.5),
        (-0.24, 0.86),
        (0, 1.0),
        (0.24, 0.86),
        (0.34, 0.5),
        (0.34, 0.06),
        (0.24, 0.14),
        (0.14, 0.02),
        (0.02, 0.13),
        (-0.1, 0.02),
        (-0.22, 0.14),
    )
    for side in (-1, 1):
        pen.blob('body', (side * 0.28, 0.58), (side * 0.41, 0.5), (side * 0.38, 0.38), (side * 0.27, 0.42))
        pen.oval('ink', side * 0.105, 0.72, 0.05, 0.075)
        pen.oval('white', side * 0.105 - 0.015, 0.75, 0.017, 0.02)
        pen.oval('f2b5bd', side * 0.2, 0.6, 0.045, 0.03)
    pen.oval('ink', 0, 0.55, 0.045, 0.06)


@subject('planet', box=(-0.8, -0.5, 0.8, 0.5), size=0.34, colour='d9955a', habitat='air')
def planet(pen: Pen) -> None:
    def ring(tone: str, wide: float, first: int, last: int) -> None:
        points = [(0.74 * math.cos(a * math.pi / 24), 0.17 * math.sin(a * math.pi / 24)) for a in range(first, last)]
        turned = [(x * 0.95 - y * 0.31, x * 0.31 + y * 0.95) for x, y in points]
        pen.stroke(tone, wide, wide, *turned)

    ring('cream', 0.05, 0, 25)
    pen.oval('body', 0, 0, 0.44, 0.44)
    for y, half, tone in ((0.22, 0.34, 'light'), (0.02, 0.41, 'dark'), (-0.2, 0.36, 'light')):
        pen.blob(
            tone,
            (-half, y - 0.12),
            (0.0, y - 0.03),
            (half, y + 0.12),
            (half * 0.98, y + 0.04),
            (0.0, y - 0.1),
            (-half * 0.96, y - 0.19),
        )
    ring('cream', 0.065, 24, 49)
    ring('dark', 0.014, 24, 49)


@subject('umbrella', box=(-0.56, -0.02, 0.56, 1.06), size=0.36, colour='d7363f')
def umbrella(pen: Pen) -> None:
    pen.stroke('6e4f3a', 0.035, 0.035, (0, 0.92), (0, 0.5), (0, 0.1), (0.05, 0.02), (0.12, 0.05), (0.13, 0.12))
    pen.blob(
        'body',
        (-0.54, 0.52),
        (-0.4, 0.82),
        (0, 0.98),
        (0.4, 0.82),
        (0.54, 0.52),
        (0.36, 0.58),
        (0.18, 0.52),
        (0.0, 0.58),
        (-0.18, 0.52),
        (-0.36, 0.58),
    )
    pen.blob('light', (-0.18, 0.53), (-0.16, 0.82), (0, 0.97), (0.16, 0.82), (0.18, 0.53), (0.0, 0.58))
    pen.blob('dark', (0.36, 0.58), (0.3, 0.84), (0.02, 0.97), (0.4, 0.82), (0.54, 0.52))
    pen.stroke('6e4f3a', 0.025, 0.015, (0, 0.97), (0, 1.05))


@subject('heart', box=(-0.52, -0.02, 0.52, 0.96), size=0.32, colour='e0344b')
def heart(pen: Pen) -> None:
    points = []
    for index in range(40):
        t = 2 * math.pi * index / 40
        x = 16 * math.sin(t) ** 3
        y = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        points.append((x * 0.031, 0.53 + y * 0.031))
    pen.poly('body', *points)
    pen.oval('light', -0.24, 0.7, 0.1, 0.06, 40)
    pen.oval('white', -0.27, 0.73, 0.04, 0.025, 40)


@subject('teapot', box=(-0.66, -0.02, 0.62, 0.84), size=0.26, colour='4a86b8')
def teapot(pen: Pen) -> None:
    pen.stroke('dark', 0.075, 0.075, (0.32, 0.52), (0.54, 0.54), (0.56, 0.32), (0.32, 0.2))
    pen.stroke('body', 0.16, 0.07, (-0.3, 0.26), (-0.48, 0.36), (-0.54, 0.52), (-0.62, 0.58))
    pen.blob(
        'body',
        (-0.3, 0.02),
        (-0.42, 0.26),
        (-0.32, 0.52),
        (-0.16, 0.62),
        (0.16, 0.62),
        (0.32, 0.52),
        (0.42, 0.26),
        (0.3, 0.02),
    )
    pen.blob('light', (-0.2, 0.62), (-0.12, 0.71), (0.12, 0.71), (0.2, 0.62))
    pen.oval('body', 0, 0.76, 0.055, 0.055)
    pen.stroke('cream', 0.03, 0.03, (-0.38, 0.36), (0.0, 0.31), (0.38, 0.36))
    for x in (-0.24, -0.08, 0.08, 0.24):
        pen.oval('cream', x, 0.2, 0.045, 0.045)
        pen.oval('f2c94c', x, 0.2, 0.018, 0.018)
