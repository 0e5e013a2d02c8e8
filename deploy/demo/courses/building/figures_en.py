"""The drawings of the course on data protection; labels of PNG figures are ASCII."""

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
    draw_box,
    draw_dashes,
)


def _draw_roles() -> Drawing:
    return Drawing(
        440,
        150,
        (
            *draw_box(5, 80, 115, 56, "Data subject", "employee, customer", fill=SAND),
            *draw_box(162, 80, 115, 56, "Controller", "decides why and how"),
            *draw_box(320, 80, 115, 56, "Processor", "follows instructions"),
            *draw_box(162, 4, 115, 40, "Supervisory authority", fill=WHITE),
            *draw_arrow((120, 108), (160, 108), BLUE),
            *draw_arrow((277, 108), (318, 108), BLUE),
            *draw_arrow((220, 44), (220, 78), GREY),
            *draw_arrow((277, 34), (350, 78), GREY),
            Label((140, 100), "data", 8.5),
            Label((298, 100), "contract", 8.5),
        ),
    )


def _draw_lifecycle() -> Drawing:
    steps = ("Collect", "Use", "Archive", "Delete")
    notes = ("lawful basis", "purpose", "retention period", "within 30 days")
    shapes: list[Shape] = []
    for number, (step, note) in enumerate(zip(steps, notes, strict=True)):
        x = 5 + 112 * number
        shapes += draw_box(x, 10, 90, 48, step, note, fill=SAND if step == "Delete" else PALE)
        if number < len(steps) - 1:
            shapes += draw_arrow((x + 90, 34), (x + 110, 34), BLUE)
    return Drawing(440, 68, tuple(shapes))


def _draw_classes() -> Drawing:
    classes = ("Public", "Internal", "Confidential", "Restricted")
    readers = ("everybody", "420 employees", "named groups", "named persons")
    fills = ("#eef4ee", PALE, SAND, "#f3d9d6")
    shapes: list[Shape] = []
    for number, (name, who) in enumerate(zip(classes, readers, strict=True)):
        width = 340 - 75 * number
        y = 140 - 44 * number
        shapes += draw_box(20, y, width, 40, name, who, fill=fills[number])
    shapes += draw_arrow((400, 178), (400, 12), RED)
    shapes.append(Label((392, 100), "damage", 9, "end", RED))
    return Drawing(430, 190, tuple(shapes))


def _draw_factors() -> Drawing:
    return Drawing(
        430,
        120,
        (
            *draw_box(5, 8, 120, 44, "Password", "something you know"),
            *draw_box(5, 66, 120, 44, "Security key", "something you have"),
            *draw_box(190, 37, 90, 44, "Sign-in", "checks both", fill=SAND),
            *draw_box(345, 37, 80, 44, "Access", fill="#e2f0e6"),
            *draw_arrow((125, 30), (188, 52), BLUE),
            *draw_arrow((125, 88), (188, 66), BLUE),
            *draw_arrow((280, 59), (343, 59), GREEN),
        ),
    )


def _draw_phish() -> Drawing:
    lines = (
        "From: IT Support <help@norwe11.example>",
        "URGENT: your mailbox closes in 2 hours",
        "Keep your account: http://norwell.example.login-check.test",
        "Attachment: form.docm (enable macros)",
    )
    shapes: list[Shape] = [*draw_box(40, 6, 350, 132, fill=WHITE)]
    for number, line in enumerate(lines):
        y = 30 + 30 * number
        shapes.append(Label((52, y), line, 10, "start", BLUE if number == 2 else INK))
        shapes.append(Label((20, y), f"({number + 1})", 12, "middle", RED))
    return Drawing(400, 144, tuple(shapes))


def _draw_rates() -> Drawing:
    clicks, reports = (22, 20, 20, 15), (15, 30, 40, 55)
    shapes: list[Shape] = [Path(((30, 120), (400, 120)))]
    for number, (click, report) in enumerate(zip(clicks, reports, strict=True)):
        x = 50 + 90 * number
        shapes += draw_box(x, 120 - 1.8 * click, 28, 1.8 * click, fill=RED, stroke=RED)
        shapes += draw_box(x + 30, 120 - 1.8 * report, 28, 1.8 * report, fill=BLUE, stroke=BLUE)
        shapes.append(Label((x + 14, 115 - 1.8 * click), f"{click} %", 9))
        shapes.append(Label((x + 44, 115 - 1.8 * report), f"{report} %", 9))
        shapes.append(Label((x + 29, 134), f"Q{number + 1}", 10))
    shapes.append(Label((40, 12), "Click rate", 10, "start", RED))
    shapes.append(Label((110, 12), "Report rate", 10, "start", BLUE))
    return Drawing(410, 140, tuple(shapes))


def _draw_clock() -> Drawing:
    marks = (
        (0, "0 h", "noticed"),
        (70, "1 h", "reported"),
        (140, "4 h", "team meets"),
        (225, "24 h", "risk assessed"),
        (325, "48 h", "draft ready"),
        (425, "72 h", "authority notified"),
    )
    shapes: list[Shape] = [*draw_arrow((25, 40), (505, 40), BLUE, 2.5)]
    for x, hour, step in marks:
        colour = RED if hour == "72 h" else INK
        shapes.append(Path(((x + 35, 32), (x + 35, 48)), colour, None, 2))
        shapes.append(Label((x + 35, 24), hour, 11, "middle", colour))
        shapes.append(Label((x + 35, 66), step, 9.5, "middle", colour))
    return Drawing(515, 76, tuple(shapes))


def _draw_rpo() -> Drawing:
    return Drawing(
        450,
        110,
        (
            *draw_arrow((15, 60), (440, 60), INK, 2),
            Path(((80, 50), (80, 70)), GREEN, None, 2.5),
            Path(((230, 44), (230, 76)), RED, None, 2.5),
            Path(((360, 50), (360, 70)), GREEN, None, 2.5),
            Label((80, 90), "last backup", 10, "middle", GREEN),
            Label((230, 94), "failure", 10, "middle", RED),
            Label((360, 90), "system restored", 10, "middle", GREEN),
            *draw_arrow((228, 34), (82, 34), BLUE),
            *draw_arrow((232, 34), (358, 34), BLUE),
            Label((155, 24), "RPO: data lost", 10.5, "middle", BLUE),
            Label((295, 24), "RTO: time down", 10.5, "middle", BLUE),
        ),
    )


def _draw_matrix() -> Drawing:
    shapes: list[Shape] = []
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            score = likelihood * impact
            fill = "#f0b8b1" if score >= 15 else "#f7e3a8" if score >= 5 else "#c9e4cf"
            box = (40 + 52 * (impact - 1), 10 + 30 * (5 - likelihood))
            shapes += draw_box(*box, 52, 30, str(score), fill=fill, stroke=GREY)
    for value in range(1, 6):
        shapes.append(Label((28, 30 + 30 * (5 - value)), str(value), 10))
        shapes.append(Label((66 + 52 * (value - 1), 176), str(value), 10))
    shapes += draw_dashes((40, 184), (300, 184))
    shapes.append(Label((170, 198), "impact", 10))
    shapes.append(Label((306, 24), "likelihood 5 (top) to 1", 9, "start"))
    return Drawing(420, 204, tuple(shapes))


EN_FIGURES = {
    "roles": _draw_roles(),
    "lifecycle": _draw_lifecycle(),
    "classes": _draw_classes(),
    "factors": _draw_factors(),
    "phish": _draw_phish(),
    "rates": _draw_rates(),
    "clock": _draw_clock(),
    "rpo": _draw_rpo(),
    "matrix": _draw_matrix(),
}
