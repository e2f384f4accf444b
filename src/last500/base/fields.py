"""Model fields for sealed text and sealed lists."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import models

from last500.base import sealing


class Sealed(bytes):
    """Bytes as they lie in the database, not opened yet."""


class _OpensWhenRead:
    """Gives the text on first reading, so that a list pays only for what it shows."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = instance.__dict__[name] = self.field.open(value, instance.pk)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that lies encrypted in its row; empty text is stored as empty bytes.

    The row's key is part of the seal, so the model needs a primary key known before the insert
    (a UUID), and `QuerySet.update()` cannot set it: assign and `save(update_fields=…)`, or give
    it what `sealed()` makes. Only its being empty can be asked in a query.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("blank", None)
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _OpensWhenRead(self))

    def place(self, pk: Any) -> str:
        """What a value is bound to; a table or column that is renamed must be sealed anew."""
        return f"{self.model._meta.db_table}.{self.column}:{pk}"

    def seal(self, value: Any, pk: Any) -> bytes:
        return sealing.seal(self.to_text(value), self.place(pk)) if value else b""

    def open(self, sealed: bytes, pk: Any) -> Any:
        if not sealed:
            return self.get_default()
        return self.from_text(sealing.open_sealed(bytes(sealed), self.place(pk)))

    def to_text(self, value: Any) -> str:
        return str(value)

    def from_text(self, text: str) -> Any:
        return text

    def get_default(self) -> Any:
        return ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return Sealed(value) if value is not None else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed):
            return value
        return Sealed(self.seal(value, model_instance.pk))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value and not isinstance(value, bytes | memoryview):
            raise TypeError(
                f"{self.name} is sealed: the database cannot compare it, and update() takes it "
                "only from fields.sealed()"
            )
        return super().get_db_prep_value(value or b"", connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.name} is sealed and is not serialised")


class SealedJSONField(SealedTextField):
    """A list or dictionary that lies encrypted in its row; empty is stored as empty bytes."""

    def __init__(self, *args: Any, default: type[list[Any]] | type[dict[str, Any]] = list) -> None:
        super().__init__(*args, default=default)

    def deconstruct(self) -> Any:
        name, path, args, _kwargs = super().deconstruct()
        return name, path, args, {"default": self.default}

    def get_default(self) -> Any:
        return self.default()

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_text(self, text: str) -> Any:
        return json.loads(text)


def sealed(row: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, those of sealed fields sealed for this row: for a conditional update()."""
    fields = {field.name: field for field in sealed_fields(type(row))}
    return {
        name: Sealed(fields[name].seal(value, row.pk)) if name in fields else value
        for name, value in values.items()
    }


def sealed_field(model: type[models.Model], name: str) -> SealedTextField:
    """For rows that were read as values: `open(value, pk)`."""
    return next(field for field in sealed_fields(model) if field.name == name)


def sealed_fields(model: type[models.Model]) -> list[SealedTextField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedTextField)]
