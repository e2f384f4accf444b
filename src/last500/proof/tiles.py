"""The tree as static files: C2SP tlog-tiles, 256 hashes to a tile, each written once.

Level 0 holds leaf hashes, level n the heads of the full tiles below. A partial tile stays until
the full one is there. A file is written beside its name, brought to the disk, and then renamed.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from last500.proof import merkle

WIDTH, HEIGHT, HASH = 256, 8, 32


def path_of(level: int | str, number: int, width: int = WIDTH) -> str:
    """`tile/0/x001/234`, with `.p/5` for a partial tile of five hashes; "entries" is a level."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    end = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{end}"


def of_size(size: int) -> Iterator[tuple[int, int, int]]:
    """Every tile (level, number, width) of a tree of this size."""
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        yield from ((level, number, WIDTH) for number in range(full))
        if rest:
            yield level, full, rest
        size, level = full, level + 1


def width_at(size: int, level: int, number: int) -> int:
    """How many hashes the tile has in a tree of this size; 0 where there is none."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - number * WIDTH))


def write(path: Path, content: bytes) -> None:
    """All of it or nothing, whatever fails in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Tiles:
    """The tree of `size` leaves that lies in a folder."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size
        self._read: dict[tuple[int, int], list[bytes]] = {}
        self._full: list[Path] = []

    def hashes(self, level: int, number: int) -> list[bytes]:
        """One tile. Raises OSError where it is missing, ValueError where it is cut short."""
        known = self._read.get((level, number))
        if known is None:
            width = width_at(self.size, level, number)
            content = (self.folder / path_of(level, number, width)).read_bytes()
            if len(content) != width * HASH:
                raise ValueError(f"{path_of(level, number, width)} has the wrong length")
            known = [content[at : at + HASH] for at in range(0, len(content), HASH)]
            self._read[level, number] = known
        return known

    def node(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree, as `merkle` asks for it."""
        level, above = divmod(height, HEIGHT)
        first = index << above
        tile = self.hashes(level, first // WIDTH)
        start = first % WIDTH
        inside = merkle.from_leaves(tile[start : start + (1 << above)])
        return inside(above, 0)

    def grow(self, data: Sequence[bytes], first: int) -> None:
        """Write what these leaves' data add, beginning at index `first`, a multiple of 256.

        Tiles before that are there; the partial one at `first` is among the data again.
        """
        for at in range(0, len(data), WIDTH):
            bundle = data[at : at + WIDTH]
            content = b"".join(len(entry).to_bytes(2, "big") + entry for entry in bundle)
            self._keep(path_of("entries", (first + at) // WIDTH, len(bundle)), content)
        new, start, level = [merkle.leaf_hash(entry) for entry in data], first, 0
        while new:
            heads = self._write_level(level, start, new)
            before = start // WIDTH
            start = before - before % WIDTH
            # Where no tile has become full, nothing above has changed.
            new = [_head(self.hashes(level, n)) for n in range(start, before)] if heads else []
            new, level = new + heads, level + 1

    def _write_level(self, level: int, start: int, hashes: Sequence[bytes]) -> list[bytes]:
        """The tiles of one level; returns the heads of the full ones."""
        heads = []
        for at in range(0, len(hashes), WIDTH):
            tile, number = list(hashes[at : at + WIDTH]), (start + at) // WIDTH
            self._keep(path_of(level, number, len(tile)), b"".join(tile))
            self._read[level, number] = tile
            if len(tile) == WIDTH:
                heads.append(_head(tile))
        return heads

    def _keep(self, name: str, content: bytes) -> None:
        path = self.folder / name
        if not path.exists() or path.read_bytes() != content:
            write(path, content)
        if ".p/" not in name:
            self._full.append(path)

    def drop_partial(self) -> None:
        """Take away the partial tiles whose full one was just written."""
        for path in self._full:
            shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)
        self._full.clear()


def _head(tile: Sequence[bytes]) -> bytes:
    return merkle.root(len(tile), merkle.from_leaves(tile))
