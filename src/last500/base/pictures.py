"""Pictures that come in: looked at before they are opened, re-encoded, stored under a random name.

What is stored is a new JPEG made of the pixels alone: no place, no camera, no time, nothing that
hides behind the picture. The file is whole on the disk before its row is written.
"""

import hashlib
import io
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from last500.base import limits
from last500.base.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
# A name must be a picture's; which of the three it says does not matter: telephones mix them up,
# the content decides, and neither name nor content is kept.
ENDINGS = {"", ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"}
LONGEST_SIDE = 1600
QUALITY = 82


@dataclass(frozen=True)
class Picture:
    data: bytes
    width: int
    height: int


def _refused(words: str) -> Refused:
    return Refused(words, "photo")


def _opened(upload: UploadedFile) -> Image.Image:
    """The picture by its head only; nothing is unpacked yet."""
    if (upload.size or 0) > limits.PHOTO_BYTES.most:
        most = limits.PHOTO_BYTES.most // limits.MB
        raise _refused(_("这张照片太大了，请选 %(most)d MB 以内的。") % {"most": most})
    if Path(upload.name or "").suffix.lower() not in ENDINGS:
        raise _refused(_("打不开这张照片。请选 JPEG、PNG 或 WebP 格式的。"))
    too_many = _("这张照片的像素太多了，请选普通手机拍的照片。")
    try:
        picture = Image.open(upload, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused(too_many) from None
    except (OSError, ValueError, SyntaxError):
        raise _refused(_("打不开这张照片。请选 JPEG、PNG 或 WebP 格式的。")) from None
    if picture.width * picture.height > limits.PHOTO_PIXELS.most:
        raise _refused(too_many)
    return picture


def re_encode(upload: UploadedFile) -> Picture:
    """A fresh JPEG, upright, at most 1600 pixels long, without metadata. Raises Refused."""
    picture = _opened(upload)
    try:
        if picture.format == "JPEG":
            # A large photo is read at a fraction of its size: less memory, less time.
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        fresh = io.BytesIO()
        flat = _on_white(upright)
        flat.save(fresh, "JPEG", quality=QUALITY, optimize=True)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise _refused(_("这张照片好像不完整，请换一张。")) from None
    return Picture(fresh.getvalue(), flat.width, flat.height)


def _on_white(picture: Image.Image) -> Image.Image:
    """Plain colours on white paper: a new image, so that nothing of the old one's notes goes on."""
    flat = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        flat.paste(clear, mask=clear.getchannel("A"))
    else:
        flat.paste(picture.convert("RGB"))
    return flat


def store(picture: Picture, into: Path) -> str:
    """Write the file whole, then name it: a crash leaves no half picture. Returns its name.

    `into`: the folder of the app whose picture it is.
    """
    name = secrets.token_hex(16)
    place = into / name[:2]
    place.mkdir(parents=True, exist_ok=True)
    half = place / f"{name}.part"
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "wb") as file:
        file.write(picture.data)
        file.flush()
        os.fsync(file.fileno())
    half.rename(place / f"{name}.jpg")
    _keep_name(place)
    return f"{name[:2]}/{name}.jpg"


def _keep_name(place: Path) -> None:
    """The new name survives a power cut too: it is part of the folder, not of the file."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(data: bytes) -> str:
    """SHA-256 of what lies on the disk; 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sound(path: Path, digest: str) -> bytes | None:
    """The picture as it was stored; None when the file is gone or no longer what it was.

    An empty `digest` is of a time when none was kept: then only whether it is there counts.
    """
    data = path.read_bytes() if path.is_file() else b""
    return data if data and (not digest or digest_of(data) == digest) else None


def without_row(into: Path, edge: datetime, known: Callable[[str], bool]) -> Iterator[Path]:
    """Files older than `edge` without a row: the form was refused after all, or a run was cut."""
    for path in sorted(into.glob("*/*")) if into.is_dir() else ():
        name = f"{path.parent.name}/{path.stem}.jpg"
        if path.stat().st_mtime < edge.timestamp() and not known(name):
            yield path
