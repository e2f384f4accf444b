"""Uploads: what is far too large is refused by its length, before a byte of it is kept."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from last500.base import limits


class TooLargeIsRefused(FileUploadHandler):
    """First in the row of upload handlers; it only looks at the announced length."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > limits.FORM_BYTES.most:
            raise RequestDataTooBig("the form with its files is too large")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
