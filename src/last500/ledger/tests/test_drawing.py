"""The pictures of a book are its numbers: one scale, from nought, and the last point is now."""

from datetime import date

from last500.ledger.drawing import LINE_HEIGHT, STEP, bars, held
from last500.ledger.queries import Month

YEAR = [
    Month(date(2026, 1, 1), came=500, went=0),
    Month(date(2026, 2, 1), came=0, went=300),
    Month(date(2026, 3, 1)),
]


def ups(points: str) -> list[int]:
    return [int(pair.split(",")[1]) for pair in points.split()]


def test_the_line_is_reckoned_back_from_what_there_is_now():
    line = held(YEAR, 1200)
    assert line is not None
    assert line.sums == [1000, 1500, 1200, 1200]
    assert (line.before, line.now, line.least, line.most) == (1000, 1200, 1000, 1500)
    heights = ups(line.points)
    assert heights[1] == min(heights), "the most stands highest"
    assert heights[2] == heights[3]
    assert line.width == 3 * STEP
    assert line.area.startswith(f"0,{LINE_HEIGHT} ")
    assert line.area.endswith(f" {line.width},{LINE_HEIGHT}")


def test_the_line_stands_on_nought_and_goes_below_it_where_the_book_does():
    above, below = held(YEAR, 1200), held(YEAR, -100)
    assert above is not None and below is not None
    # A third of the most is a third of the height: the scale is not cut off below.
    assert abs((LINE_HEIGHT - 2 - ups(above.points)[0]) * 3 - 2 * (LINE_HEIGHT - 4)) <= 3
    assert max(ups(below.points)) == LINE_HEIGHT - 2
    assert below.least == -300


def test_a_book_without_a_month_has_no_line_and_an_empty_one_lies_flat():
    assert held([], 5) is None
    flat = held(YEAR[2:], 0)
    assert flat is not None and len(set(ups(flat.points))) == 1


def test_the_highest_bar_is_the_highest_sum():
    picture = bars(YEAR)
    assert picture.top == 500
    assert [(bar.came, bar.went) for bar in picture.bars] == [(100, 0), (0, 60), (0, 0)]
