"""`privacy-lists`: print the code's declarations into the impact assessment, docs/privacy.md."""

import argparse
import re
import sys
from pathlib import Path

from last500.cli.registry import command, option

BETWEEN = "<!-- generated: {name} -->\n{text}\n<!-- end: {name} -->"


@command(
    "privacy-lists",
    "Write what the code declares of personal data into a copy of docs/privacy.md.",
    option("file", type=Path, help="the document that holds the marked places"),
    option("--check", action="store_true", help="change nothing; code 1 when the lists are stale"),
)
def privacy_lists(args: argparse.Namespace) -> int:
    import django

    django.setup()
    old = args.file.read_text(encoding="utf-8")
    fresh = filled(old)
    if args.check:
        if fresh != old:
            print(f"last500: {args.file} is stale: run `privacy-lists`.", file=sys.stderr)
        return int(fresh != old)
    args.file.write_text(fresh, encoding="utf-8")
    return 0


def filled(text: str) -> str:
    """The document with every marked place filled anew. Raises KeyError for an unknown mark."""
    lists = {"notice": _notice(), "inventory": _inventory(), "rules": _rules(), "stays": _stays()}

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        return BETWEEN.format(name=name, text=lists[name])

    return re.sub(r"<!-- generated: (\w+) -->\n.*?<!-- end: \1 -->", fill, text, flags=re.S)


def _notice() -> str:
    from last500.people.notice import NOTICE
    from last500.people.rules import NOTICE_VERSION

    lines = [f"Version {NOTICE_VERSION}", "", "| | |", "|---|---|"]
    return "\n".join([*lines, *(f"| {title} | {text} |" for title, text in NOTICE)])


def _inventory() -> str:
    from last500.web.inventory import inventory

    head = ["| 资料 | 项 | 类别 | 为什么 | 放多久 | 依据 | 代码 |", "|---|---|---|---|---|---|---|"]
    rows = [
        f"| {group.what} | {line.word} | {line.kind} | {line.purpose} | {line.keep} "
        f"| {line.basis} | `{group.label}.{line.name}` |"
        for group in inventory()
        for line in group.lines
    ]
    seen = ["", "谁看得到：", "", "| 资料 | 谁 |", "|---|---|"]
    who = [f"| {group.what} | {group.seen_by} |" for group in inventory()]
    return "\n".join([*head, *rows, *seen, *who])


def _rules() -> str:
    from last500.base.erasing import Rule, rules
    from last500.base.privacy import keep_words

    head = ["| 规则 | 删什么 | 什么时候 | 怎么删 |", "|---|---|---|---|"]
    return "\n".join(
        [
            *head,
            *(
                f"| `{rule.name}` | {rule.title} | {keep_words(rule.keep)} "
                f"| {_how(rule) if isinstance(rule, Rule) else '删文件'} |"
                for rule in rules()
            ),
        ]
    )


def _how(rule: object) -> str:
    fields = getattr(rule, "fields", ())
    return f"清空 {'、'.join(fields)}" if fields else "删整行"


def _stays() -> str:
    from last500.web.inventory import what_stays

    lines = ["| 留下 | 为什么 |", "|---|---|"]
    return "\n".join([*lines, *(f"| {line.what} | {line.why} |" for line in what_stays())])
