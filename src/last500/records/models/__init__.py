"""Tables of service records, of what hangs on them, and of files that bring them in."""

from last500.records.models.beside import CertifiedRecord, Review, ServedLink
from last500.records.models.imports import RecordImport, RecordImportRow
from last500.records.models.records import (
    CONFIRMED_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    ServiceRecord,
    ServiceRecordQuerySet,
)

__all__ = [
    "CONFIRMED_NAMES",
    "SOURCE_NAMES",
    "STATE_NAMES",
    "CertifiedRecord",
    "RecordImport",
    "RecordImportRow",
    "Review",
    "ServedLink",
    "ServiceRecord",
    "ServiceRecordQuerySet",
]
