"""The four walks past many pages; a file of tests says which pages, and builds their `town`."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser.measure import (
    Round,
    Stop,
    as_it_is,
    large_dark_and_english,
    on_a_desktop,
    on_paper,
    written_here,
)


class Barriers:
    """`papers` are looked at as they are printed; `rightly_chinese` are words that stay so in
    English. `once`: in English each address is looked at for one reader alone."""

    stops: Sequence[Stop] = ()
    papers: Sequence[Stop] = ()
    rightly_chinese: tuple[str, ...] = ()
    once = True

    @pytest.fixture
    def walk(
        self,
        open_page: Callable[..., Any],
        live_server: Any,
        town: SimpleNamespace,
        no_barriers: Callable[..., None],
        shot: Callable[..., None],
    ) -> Round:
        return Round(open_page, live_server, town, no_barriers, shot)

    def test_no_page_has_a_barrier(self, walk):
        wrong = as_it_is(walk, self.stops)
        assert not wrong, "\n".join(wrong)

    def test_no_page_has_a_barrier_large_dark_and_in_english(self, walk):
        assert walk.town.cast.a.name in written_here()
        by_address = {one.name.partition(" ")[0]: one for one in self.stops}
        stops = list(by_address.values()) if self.once else self.stops
        found = large_dark_and_english(walk, stops)
        wrong = [one for one in found if not any(words in one for words in self.rightly_chinese)]
        assert not wrong, "\n".join(wrong)

    def test_the_wide_pages_have_no_barrier_on_a_desktop(self, walk):
        wrong = on_a_desktop(walk, self.stops)
        assert not wrong, "\n".join(wrong)

    def test_papers_print_dark_on_white_without_what_belongs_to_the_screen(self, walk):
        """Also from a screen that is dark: ink is not light."""
        wrong = on_paper(walk, self.papers)
        assert not wrong, "\n".join(wrong)
