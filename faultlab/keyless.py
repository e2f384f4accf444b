"""The control's web server: the product, but nobody looks whether a form's key was seen before."""

from last500.wsgi import application  # isort: skip (the apps must be there before what follows)

from last500.base import idempotency

idempotency._earlier_answer = lambda key, digest: None

__all__ = ["application"]
