"""The engine against what queueing theory says, and chances that no other draw moves."""

from math import factorial
from statistics import NormalDist, mean, stdev

import pytest

from last500.simulation.engine import Engine, Luck

RUNS, CUSTOMERS, WARM = 12, 6_000, 500


def erlang_wait(arrivals: float, service: float, servers: int) -> float:
    """Mean wait before service in M/M/c (Erlang 1917; Gross et al., Fundamentals of Queueing
    Theory, section 3.3); rates a minute, the wait in minutes."""
    load = arrivals / service
    share = load / servers
    full = load**servers / factorial(servers) / (1 - share)
    nobody = 1 / (sum(load**n / factorial(n) for n in range(servers)) + full)
    return full * nobody / (servers * service - arrivals)


class Counter:
    """Customers come at random, wait in one line, and are served by whoever is free."""

    def __init__(self, seed: int, arrivals: float, service: float, servers: int) -> None:
        self.engine, self.luck = Engine(), Luck(seed)
        self.between, self.served_in = 1 / arrivals, 1 / service
        self.free, self.line, self.came = servers, [], 0
        self.waits: list[float] = []
        self.engine.after(self.luck.exponential(self.between, "come", 0), self.comes)

    def comes(self) -> None:
        self.line.append((self.came, self.engine.now))
        self.came += 1
        if self.came < CUSTOMERS:
            soon = self.luck.exponential(self.between, "come", self.came)
            self.engine.after(soon, self.comes)
        self.serve()

    def serve(self) -> None:
        if self.free and self.line:
            who, since = self.line.pop(0)
            self.free -= 1
            self.waits.append(self.engine.now - since)
            self.engine.after(self.luck.exponential(self.served_in, "serve", who), self.done)

    def done(self) -> None:
        self.free += 1
        self.serve()


@pytest.mark.parametrize(("arrivals", "service", "servers"), [(0.5, 1, 1), (1.6, 1, 2), (3, 1, 4)])
def test_the_wait_at_a_counter_is_erlangs(arrivals, service, servers):
    found = []
    for seed in range(RUNS):
        counter = Counter(seed, arrivals, service, servers)
        counter.engine.run(1e9)
        found.append(mean(counter.waits[WARM:]))
    wide = NormalDist().inv_cdf(0.9995) * stdev(found) / RUNS**0.5
    assert abs(mean(found) - erlang_wait(arrivals, service, servers)) < wide


def test_a_chance_is_the_same_whatever_was_drawn_before():
    one, other = Luck(7), Luck(7)
    for number in range(50):
        other.uniform("accept", "wang", number)
    assert one.uniform("accept", "li", 3) == other.uniform("accept", "li", 3)
    assert Luck(8).uniform("accept", "li", 3) != one.uniform("accept", "li", 3)
    assert one.uniform("accept", "l", "i3") != one.uniform("accept", "li", 3)


def test_chances_are_even():
    drawn = [Luck(1).uniform("x", number) for number in range(10_000)]
    assert all(0 < one < 1 for one in drawn)
    assert abs(mean(drawn) - 0.5) < 0.012
    assert abs(sum(one < 0.1 for one in drawn) - 1000) < 130


def test_events_come_in_their_order_and_not_when_called_off():
    engine, said = Engine(), []
    engine.at(5, lambda: said.append("later"))
    engine.at(3, lambda: said.append("first"))
    engine.at(3, lambda: said.append("second"))
    engine.at(4, lambda: said.append("never")).called_off = True
    engine.run(10)
    assert said == ["first", "second", "later"]
    assert engine.now == 10
    with pytest.raises(ValueError, match="before"):
        engine.at(9, lambda: None)
