"""The drawings of the course on mechanics; labels of PNG figures are ASCII."""

import math

from deploy.demo.courses.building.drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    PALE,
    RED,
    SAND,
    WHITE,
    Drawing,
    Label,
    Path,
    Shape,
    draw_arrow,
    draw_axes,
    draw_box,
    draw_dashes,
)


def _draw_graph(
    axes: tuple[str, str],
    grid: tuple[tuple[str, str], tuple[str, str]],
    lines: tuple[tuple[str, str, tuple[float, float], tuple[float, float]], ...],
) -> Drawing:
    """A graph whose dashed grid has two values on each axis, 90 and 180 to the right and 50 and
    100 up; lines: name, colour, start and end in points from the origin."""
    x, y = 60.0, 140.0
    shapes: list[Shape] = [*draw_axes((x, y), 250, 125, *axes), Label((x - 8, y + 12), "0", 9)]
    for step, (right, up) in enumerate(zip(*grid, strict=True), start=1):
        shapes += draw_dashes((x + 90 * step, y), (x + 90 * step, y - 110))
        shapes += draw_dashes((x, y - 50 * step), (x + 210, y - 50 * step))
        shapes.append(Label((x + 90 * step, y + 14), right, 9))
        shapes.append(Label((x - 6, y - 50 * step + 3), up, 9, "end"))
    for name, colour, start, end in lines:
        points = ((x + start[0], y - start[1]), (x + end[0], y - end[1]))
        shapes.append(Path(points, colour, None, 2.2))
        shapes.append(Label((points[1][0] + 4, points[1][1] - 5), name, 11, "start", colour))
    return Drawing(340, 170, tuple(shapes))


def _draw_book() -> Drawing:
    return Drawing(
        260,
        190,
        (
            *draw_box(20, 110, 220, 14, fill=SAND),
            Path(((40, 124), (40, 180)), INK, None, 4),
            Path(((220, 124), (220, 180)), INK, None, 4),
            *draw_box(90, 84, 80, 26, fill=PALE),
            *draw_arrow((130, 97), (130, 28), BLUE, 2.2),
            *draw_arrow((130, 97), (130, 166), RED, 2.2),
            Label((142, 34), "N", 14, "start", BLUE),
            Label((142, 164), "G", 14, "start", RED),
        ),
    )


def _draw_friction() -> Drawing:
    spring = tuple((250 + 6 * i, 62 + (6 if i % 2 else -6)) for i in range(9))
    return Drawing(
        400,
        110,
        (
            Path(((10, 86), (390, 86)), INK, None, 2),
            *draw_box(130, 40, 90, 46, fill=SAND),
            Path(((220, 62), (250, 62), *spring, (298, 62), (312, 62)), GREY, None, 1.6),
            *draw_arrow((312, 62), (370, 62), BLUE, 2.2),
            *draw_arrow((130, 78), (72, 78), RED, 2.2),
            Label((352, 52), "F", 14, "middle", BLUE),
            Label((84, 70), "f", 14, "middle", RED),
            *draw_arrow((150, 26), (200, 26), GREEN),
            Label((210, 30), "v", 12, "start", GREEN),
        ),
    )


def _draw_brick() -> Drawing:
    bricks = ((20, 110, 25, "833 Pa"), (175, 110, 55, "2000 Pa"), (330, 55, 110, "4000 Pa"))
    shapes: list[Shape] = [Path(((5, 130), (415, 130)), INK, None, 2)]
    for x, width, height, pressure in bricks:
        shapes += draw_box(x, 130 - height, width, height, fill=SAND)
        middle = x + width / 2
        shapes += draw_arrow((middle, 107), (middle, 129), RED, 2)
        shapes.append(Label((middle + 8, 121), "F", 11, "start", RED))
        shapes.append(Label((middle, 146), pressure, 11))
    return Drawing(420, 152, tuple(shapes))


def _draw_jets() -> Drawing:
    """The jets are parabolas of reach 2 √(depth x fall), as the law of Torricelli has it."""
    surface, floor = 24, 190
    shapes: list[Shape] = [
        Path(((41, surface), (149, surface), (149, 109), (41, 109)), PALE, "#d5e6f5", 0.5),
        Path(((40, 10), (40, 110), (150, 110), (150, 10)), INK, None, 2.5),
        *draw_box(40, 111, 110, floor - 111, fill=SAND),
    ]
    for number, depth in enumerate((22, 50, 78), start=1):
        y = surface + depth
        fall = floor - y
        reach = 2 * math.sqrt(depth * fall)
        curve = tuple((150 + reach * i / 16, y + fall * (i / 16) ** 2) for i in range(17))
        shapes.append(Path(curve, BLUE, None, 0.8 + 0.6 * number))
        shapes += draw_dashes((44, y), (148, y))
        shapes.append(Label((60, y - 4), f"h{number}", 10, "start"))
        shapes.append(Label((120, y - 4), f"p{number}", 10, "start", RED))
    shapes.append(Path(((20, floor + 1), (335, floor + 1)), INK, None, 2))
    return Drawing(340, 200, tuple(shapes))


def _draw_lever() -> Drawing:
    return Drawing(
        360,
        140,
        (
            Path(((40, 60), (320, 60)), INK, None, 4),
            Path(((130, 62), (112, 96), (148, 96)), INK, SAND),
            *draw_arrow((40, 62), (40, 124), RED, 2.4),
            *draw_arrow((320, 62), (320, 91), BLUE, 2.4),
            *draw_dashes((40, 40), (130, 40)),
            *draw_dashes((130, 40), (320, 40)),
            Path(((130, 32), (130, 48)), GREY),
            Label((85, 32), "L1", 11),
            Label((225, 32), "L2", 11),
            Label((52, 120), "F1", 12, "start", RED),
            Label((308, 96), "F2", 12, "end", BLUE),
            Label((130, 112), "支点", 10),
        ),
    )


def _draw_ramp() -> Drawing:
    return Drawing(
        380,
        160,
        (
            Path(((30, 140), (310, 140), (310, 50)), INK, SAND, 1.6),
            Path(((150, 102), (190, 89), (181, 61), (141, 74)), INK, PALE, 1.4),
            *draw_arrow((120, 95), (142, 88), BLUE, 2.2),
            *draw_arrow((166, 82), (166, 126), RED, 2.2),
            *draw_dashes((326, 50), (326, 140)),
            Label((112, 92), "F", 13, "end", BLUE),
            Label((176, 124), "G", 13, "start", RED),
            Label((336, 100), "h", 13, "start"),
            Label((240, 60), "s", 13, "middle"),
        ),
    )


def _draw_trolley() -> Drawing:
    return Drawing(
        400,
        150,
        (
            Path(((40, 40), (360, 130)), INK, None, 4),
            *draw_box(40, 44, 30, 86, "", fill=SAND),
            Path(((30, 131), (380, 131)), INK, None, 1.6),
            Path(((60, 40), (104, 52), (109, 34), (65, 22)), INK, PALE),
            Path(((215, 69), (215, 89)), RED, None, 2.4),
            Path(((356, 108), (356, 128)), RED, None, 2.4),
            Label((84, 16), "A", 12),
            Label((215, 61), "B", 12),
            Label((356, 100), "C", 12),
            *draw_arrow((130, 44), (180, 58), BLUE),
        ),
    )


def _draw_pulley() -> Drawing:
    turns = [2 * math.pi * i / 24 for i in range(24)]
    ring = tuple((170 + 20 * math.cos(turn), 92 + 20 * math.sin(turn)) for turn in turns)
    return Drawing(
        340,
        190,
        (
            Path(((90, 16), (250, 16)), INK, None, 4),
            Path(((150, 16), (150, 88)), GREY, None, 1.8),
            Path(ring, INK, WHITE, 2),
            *draw_arrow((190, 88), (190, 30), BLUE, 2.2),
            Path(((170, 92), (170, 132)), INK, None, 1.6),
            *draw_box(152, 132, 36, 30, "G", fill=SAND),
            Label((200, 40), "F", 13, "start", BLUE),
            *draw_arrow((120, 160), (120, 120), GREEN),
            Label((110, 144), "h", 12, "end", GREEN),
            *draw_arrow((226, 104), (226, 36), GREEN),
            Label((236, 74), "s = 2h", 12, "start", GREEN),
        ),
    )


ZH_FIGURES = {
    "s-t": _draw_graph(
        ("t / s", "s / m"),
        (("5", "10"), ("50", "100")),
        (("甲", RED, (0, 0), (180, 100)), ("乙", BLUE, (0, 0), (180, 50))),
    ),
    "v-t": _draw_graph(
        ("t / s", "v / (m/s)"),
        (("2.5", "5"), ("10", "20")),
        (("1", BLUE, (0, 50), (180, 50)), ("2", RED, (0, 0), (180, 100))),
    ),
    "m-v": _draw_graph(
        ("V / cm³", "m / g"),
        (("20", "40"), ("20", "40")),
        (("甲", RED, (0, 0), (90, 100)), ("乙", BLUE, (0, 0), (180, 50))),
    ),
    "book": _draw_book(),
    "friction": _draw_friction(),
    "brick": _draw_brick(),
    "jets": _draw_jets(),
    "lever": _draw_lever(),
    "ramp": _draw_ramp(),
    "trolley": _draw_trolley(),
    "pulley": _draw_pulley(),
}
