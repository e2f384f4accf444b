"""What one row of the access table says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace

# nobody: not signed in. chen asked, hua is a neighbour, wang was invited and accepted, li was not.
PERSONAS = (
    "nobody", "chen", "hua", "wang", "li", "zhao", "lin", "qian", "he", "sun", "tang", "gao", "op",
    "an", "shen",
)  # fmt: skip
Arguments = Callable[[SimpleNamespace], tuple]


@dataclass(frozen=True)
class Row:
    name: str
    others: int
    named: Mapping[str, int] = field(default_factory=dict)
    args: Arguments = lambda town: ()
    method: str = "get"
    query: str = ""

    def expected(self, persona: str) -> int:
        return self.named.get(persona, self.others)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def staff(status: int, *names: str) -> dict[str, int]:
    return dict.fromkeys(names, status)
