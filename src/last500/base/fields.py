"""Model fields for sealed text."""

from typing import Any

from django.db import models

from last500.base.sealing import keyring


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
    (a UUID), and `QuerySet.update()` cannot set it: assign and `save(update_fields=…)`.
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

    def _place(self, pk: Any) -> str:
        return f"{self.model._meta.db_table}.{self.column}:{pk}"

    def seal(self, text: str, pk: Any) -> bytes:
        return keyring().seal(text, self._place(pk)) if text else b""

    def open(self, sealed: bytes, pk: Any) -> str:
        return keyring().open(bytes(sealed), self._place(pk)) if sealed else ""

    def get_default(self) -> str:
        return ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return Sealed(value) if value is not None else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, Sealed):
            return value
        return Sealed(self.seal(value or "", model_instance.pk))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str) and value:
            raise TypeError(f"{self.name} is sealed: assign it and save, update() cannot seal it")
        return super().get_db_prep_value(value or b"", connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.name} is sealed and is not serialised")
