"""Pictures as files: how they are put together and how small they are kept."""

from pathlib import Path

from PIL import Image, ImageDraw

from tests.shots.town import ROOT
from tests.shots.visit import PHONE

IMAGES = ROOT / "docs" / "images"
GUIDE = IMAGES / "guide"
GROUND, EDGE = (234, 230, 222), (205, 199, 188)
MOST_BYTES = 250_000
MOST_BYTES_GUIDE = 60_000
FEWEST_COLOURS = 16


def side_by_side(pictures: list[Image.Image], width: int = 340, gap: int = 28) -> Image.Image:
    """Telephones in a row on plain ground."""
    height = width * PHONE["height"] // PHONE["width"]
    sheet = Image.new("RGB", (gap + (width + gap) * len(pictures), height + 2 * gap), GROUND)
    draw = ImageDraw.Draw(sheet)
    shape = Image.new("L", (width * 2, height * 2), 0)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, width * 2 - 1, height * 2 - 1), 44, fill=255)
    mask = shape.resize((width, height), Image.Resampling.LANCZOS)
    for number, picture in enumerate(pictures):
        left = gap + number * (width + gap)
        sheet.paste(picture.resize((width, height), Image.Resampling.LANCZOS), (left, gap), mask)
        frame = (left - 1, gap - 1, left + width, gap + height)
        draw.rounded_rectangle(frame, 22, outline=EDGE, width=2)
    return sheet


def framed(picture: Image.Image) -> Image.Image:
    """With a fine line around it, so that a pale page has an edge on pale paper."""
    sheet = picture.copy()
    box = (0, 0, sheet.width - 1, sheet.height - 1)
    ImageDraw.Draw(sheet).rectangle(box, outline=EDGE, width=2)
    return sheet


def keep(path: Path, picture: Image.Image, most_bytes: int, colours: int = 256) -> None:
    """Write with as many colours as fit into the size a document may ask of its reader."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        small = picture.quantize(colours, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
        if path.stat().st_size < most_bytes or colours <= FEWEST_COLOURS:
            break
        colours //= 2
    size = path.stat().st_size
    assert size < most_bytes, f"{path} takes {size} bytes: show less of the page"
    print(f"{path.relative_to(ROOT)}  {size // 1000} KB, {colours} colours")
