"""What grows: trees, flowers and what is harvested."""

import math

from app.services.generation.providers.sketch.subjects.pen import Pen, subject


@subject('tree', box=(-0.62, -0.02, 0.62, 1.2), size=0.54, colour='4f8f3d')
def tree(pen: Pen) -> None:
    pen.blob('6b4a33', (-0.16, 0.0), (-0.07, 0.1), (-0.06, 0.5), (0.06, 0.5), (0.07, 0.1), (0.17, 0.0), (0.0, 0.03))
    pen.stroke('6b4a33', 0.06, 0.03, (0.0, 0.4), (0.14, 0.54), (0.26, 0.64))
    pen.stroke('6b4a33', 0.05, 0.03, (0.0, 0.42), (-0.12, 0.54), (-0.24, 0.6))
    crowns = (
        (-0.32, 0.62, 0.24),
        (0.32, 0.64, 0.24),
        (0.0, 0.6, 0.24),
        (-0.2, 0.86, 0.25),
        (0.22, 0.86, 0.24),
        (0.0, 0.96, 0.22),
    )
    for x, y, r in crowns:
        pen.oval('dark', x, y - 0.03, r, r * 0.9)
    for x, y, r in crowns:
        pen.oval('body', x - 0.02, y + 0.03, r * 0.88, r * 0.8)
    for x, y, r in crowns:
        pen.oval('light', x - 0.07, y + 0.08, r * 0.42, r * 0.34)
    for index in range(26):
        x, y, r = crowns[index % 6]
        angle = index * 2.4
        pen.oval(
            ('dark', 'light', 'body')[index % 3],
            x + r * 0.7 * math.cos(angle),
            y + r * 0.6 * math.sin(angle),
            0.035,
            0.024,
            index * 40,
        )


@subject('pine', box=(-0.42, -0.01, 0.42, 1.22), size=0.54, colour='2f6f4f')
def pine(pen: Pen) -> None:
    pen.box('6b4a33', -0.05, 0, 0.05, 0.2)
    for y, half, tall in ((0.14, 0.4, 0.42), (0.38, 0.32, 0.4), (0.6, 0.25, 0.36), (0.82, 0.17, 0.34)):
        pen.poly(
            'dark', (-half, y), (-half * 0.5, y + 0.02), (0, y - 0.02), (half * 0.5, y + 0.02), (half, y), (0, y + tall)
        )
        pen.poly('body', (-half, y), (-half * 0.5, y + 0.02), (0, y - 0.01), (half * 0.3, y + 0.06), (0, y + tall))
        pen.poly('light', (-half * 0.8, y + 0.03), (-half * 0.45, y + 0.07), (-0.02, y + tall * 0.9))


@subject('palm', box=(-0.62, -0.02, 0.62, 1.16), size=0.54, colour='3f9a4f')
def palm(pen: Pen) -> None:
    pen.stroke('8a6543', 0.11, 0.06, (0.1, 0.0), (0.05, 0.3), (-0.04, 0.6), (0.02, 0.86))
    for step in range(8):
        t = step / 8
        pen.stroke('6b4a33', 0.012, 0.012, (0.04 - 0.07 * t, 0.06 + 0.8 * t), (0.14 - 0.1 * t, 0.08 + 0.8 * t))
    for index, (dx, dy, drop) in enumerate(
        (
            (-0.58, 0.02, 0.16),
            (0.58, 0.02, 0.16),
            (-0.5, 0.22, 0.06),
            (0.5, 0.22, 0.06),
            (-0.42, -0.22, 0.24),
            (0.44, -0.22, 0.24),
            (-0.2, 0.28, -0.04),
            (0.24, 0.28, -0.04),
        )
    ):
        tone = ('dark', 'dark', 'body', 'body', 'dark', 'dark', 'light', 'light')[index]
        mid = (0.02 + dx * 0.5, 0.88 + dy * 0.5 + 0.1 + drop * 0.4)
        tip = (0.02 + dx, 0.88 + dy)
        pen.blob(tone, (0.02, 0.9), (mid[0], mid[1] + 0.03), tip, (mid[0], mid[1] - 0.07))
    for x, y in ((-0.03, 0.85), (0.07, 0.84), (0.02, 0.81)):
        pen.oval('7a5230', x, y, 0.045, 0.045)


@subject('cactus', box=(-0.4, -0.02, 0.4, 1.06), size=0.44, colour='4f8f4a')
def cactus(pen: Pen) -> None:
    pen.stroke('dark', 0.13, 0.13, (0.02, 0.36), (0.28, 0.36), (0.3, 0.5), (0.3, 0.72))
    pen.stroke('body', 0.12, 0.12, (-0.02, 0.26), (-0.28, 0.28), (-0.3, 0.4), (-0.3, 0.56))
    pen.stroke('body', 0.22, 0.2, (0, 0.03), (0, 0.5), (0, 0.9))
    for x, low, high in ((-0.06, 0.04, 0.92), (0.0, 0.04, 0.96), (0.06, 0.04, 0.92)):
        pen.stroke('dark', 0.014, 0.014, (x, low), (x, high))
    for x in (-0.33, -0.27):
        pen.stroke('dark', 0.01, 0.01, (x, 0.36), (x, 0.58))
    for x, y in ((0.0, 1.01), (-0.3, 0.64), (0.3, 0.8)):
        for dx in (-0.035, 0.0, 0.035):
            pen.oval('f06a9a', x + dx, y + (0.02 if dx == 0 else 0), 0.026, 0.035)


@subject('flower', box=(-0.4, -0.02, 0.4, 1.12), size=0.40, colour='f26d85')
def flower(pen: Pen) -> None:
    pen.stroke('4f8f3d', 0.045, 0.035, (0.03, 0.0), (-0.02, 0.3), (0.0, 0.66))
    pen.blob('5fa348', (0.0, 0.14), (0.2, 0.2), (0.34, 0.38), (0.16, 0.34))
    pen.blob('4f8f3d', (0.0, 0.2), (-0.18, 0.26), (-0.3, 0.46), (-0.12, 0.38))
    for index in range(8):
        a = math.radians(index * 45 + 22)
        pen.oval('dark', 0.25 * math.cos(a), 0.76 + 0.25 * math.sin(a), 0.13, 0.085, index * 45 + 22)
    for index in range(8):
        a = math.radians(index * 45)
        pen.oval('body', 0.21 * math.cos(a), 0.76 + 0.21 * math.sin(a), 0.15, 0.09, index * 45)
        pen.oval('light', 0.21 * math.cos(a), 0.77 + 0.21 * math.sin(a), 0.09, 0.04, index * 45)
    pen.oval('d9932a', 0, 0.75, 0.115, 0.11)
    pen.oval('f7cf4f', -0.01, 0.765, 0.09, 0.085)
    for index in range(7):
        a = index * 0.9
        pen.oval('d9932a', 0.05 * math.cos(a), 0.765 + 0.05 * math.sin(a), 0.013, 0.013)


@subject('mushroom', box=(-0.5, -0.02, 0.5, 0.94), size=0.32, colour='d62d2d')
def mushroom(pen: Pen) -> None:
    pen.blob('f2e6cf', (-0.15, 0.02), (-0.1, 0.2), (-0.12, 0.46), (0.12, 0.46), (0.1, 0.2), (0.17, 0.02), (0.0, -0.01))
    pen.blob('d9c7a6', (0.04, 0.02), (0.03, 0.2), (0.03, 0.44), (0.12, 0.46), (0.1, 0.2), (0.17, 0.02))
    pen.blob('e8d8bb', (-0.16, 0.36), (0.0, 0.42), (0.16, 0.36), (0.0, 0.31))
    pen.oval('e6cfae', 0, 0.47, 0.36, 0.06)
    pen.blob(
        'body',
        (-0.48, 0.44),
        (-0.4, 0.7),
        (-0.16, 0.89),
        (0.16, 0.89),
        (0.4, 0.7),
        (0.48, 0.44),
        (0.24, 0.49),
        (0.0, 0.5),
        (-0.24, 0.49),
    )
    for x, y, wide, tall, turn in (
        (-0.22, 0.68, 0.085, 0.075, 20),
        (0.06, 0.78, 0.09, 0.065, 0),
        (0.29, 0.63, 0.065, 0.06, -30),
        (-0.02, 0.58, 0.06, 0.045, 0),
        (-0.37, 0.54, 0.045, 0.04, 30),
        (0.16, 0.56, 0.035, 0.03, 0),
    ):
        pen.oval('fffaf0', x, y, wide, tall, turn)


@subject('pumpkin', box=(-0.54, -0.02, 0.54, 0.86), size=0.26, colour='ee7d22')
def pumpkin(pen: Pen) -> None:
    pen.stroke('5f7a35', 0.09, 0.06, (0.0, 0.64), (0.02, 0.76), (0.1, 0.83))
    for x, half in ((-0.3, 0.22), (0.3, 0.22)):
        pen.oval('dark', x, 0.34, half, 0.31)
    for x, half in ((-0.17, 0.22), (0.17, 0.22)):
        pen.oval('body', x, 0.345, half, 0.33)
    pen.oval('light', 0, 0.35, 0.15, 0.34)
    pen.oval('body', 0.02, 0.34, 0.14, 0.33)
    for x in (-0.15, 0.15):
        pen.poly('glow', (x - 0.09, 0.4), (x + 0.09, 0.4), (x, 0.54))
    pen.poly('glow', (-0.035, 0.3), (0.035, 0.3), (0, 0.38))
    pen.poly(
        'glow',
        (-0.28, 0.28),
        (-0.18, 0.22),
        (-0.1, 0.26),
        (-0.04, 0.21),
        (0.04, 0.26),
        (0.1, 0.21),
        (0.18, 0.25),
        (0.28, 0.28),
        (0.16, 0.12),
        (0.0, 0.09),
        (-0.16, 0.12),
    )


@subject('island', box=(-1.0, -0.1, 1.0, 1.0), size=0.44, colour='e8cf95', habitat='water')
def island(pen: Pen) -> None:
    pen.blob('dff1f0', (-0.98, -0.06), (-0.5, 0.06), (0.5, 0.06), (0.98, -0.06), (0.0, -0.1))
    pen.blob('body', (-0.86, -0.04), (-0.44, 0.14), (0.0, 0.22), (0.5, 0.14), (0.86, -0.04), (0.0, -0.08))
    pen.blob('5fa348', (-0.42, 0.12), (-0.2, 0.28), (0.1, 0.3), (0.42, 0.13), (0.0, 0.16))
    for x, lean, top in ((0.05, -0.16, 0.86), (0.2, 0.2, 0.66)):
        pen.stroke('8a6543', 0.075, 0.045, (x, 0.22), (x + lean * 0.3, 0.22 + (top - 0.22) * 0.5), (x + lean, top))
        for dx, dy in (
            (-0.36, -0.12),
            (0.36, -0.12),
            (-0.28, 0.08),
            (0.28, 0.08),
            (-0.18, -0.22),
            (0.18, -0.22),
            (0.0, 0.12),
        ):
            a, b = x + lean + dx * 0.5, top + dy * 0.5 + 0.07
            pen.blob(
                '3f8f4a' if dx > 0 else '4faa55',
                (x + lean, top),
                (a, b + 0.02),
                (x + lean + dx, top + dy),
                (a, b - 0.05),
            )
        pen.oval('7a5230', x + lean, top - 0.03, 0.035, 0.035)
    pen.oval('8f8a86', -0.5, 0.06, 0.1, 0.06)
