"""A form sent twice takes effect once.

Every creating form carries a fresh key in the field `once`. The key is written in the same
transaction as the effect: if the answer is lost and the form is sent again, the first answer is
given again; the same key with another body is refused (422).
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import Refused
from last500.base.models import OnceKey
from last500.base.sealing import blind_index

_NOT_PART_OF_THE_BODY = {"csrfmiddlewaretoken", "once"}


def body_hash(request: HttpRequest) -> str:
    """SHA-256 over the address, who sends, every field and every file's content."""
    digest = hashlib.sha256(request.path.encode())
    actor = getattr(request, "actor", None)
    digest.update(f"\0{getattr(actor, 'person', None)}".encode())
    for name in sorted(set(request.POST) - _NOT_PART_OF_THE_BODY):
        for value in request.POST.getlist(name):
            digest.update(f"\0{name}\0{value}".encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(f"\0{name}\0{file.name}\0".encode())
            digest.update(hashlib.file_digest(file, hashlib.sha256).digest())
            file.seek(0)
    # Keyed: of a form with little but a telephone number in it a plain hash could be guessed.
    return blind_index("once", digest.hexdigest())


def _earlier_answer(key: str, digest: str) -> HttpResponse | None:
    earlier = OnceKey.objects.filter(pk=key).first()
    if earlier is None:
        return None
    if earlier.body_hash != digest:
        raise Refused(_("这张表已经发过了，内容却不一样。请重新打开页面再填。"))
    return HttpResponseRedirect(earlier.answer, status=303)


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view whose POST creates something and answers with a redirect.

    An answer other than a redirect (an error on the form) undoes everything, the key included.
    Raises Refused when the form has no key or the key was used for another body.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = request.POST.get("once", "")
        if not 16 <= len(key) <= 64:
            raise Refused(_("页面不完整，请重新打开再发一次。"))
        digest = body_hash(request)
        try:
            with transaction.atomic():
                answer = view(request, *args, **kwargs)
                if 300 <= answer.status_code < 400:
                    _keep(key, digest, answer["Location"])
                    return answer
                transaction.set_rollback(True)
        except Exception:
            # The key is there already, or the first time has left nothing to do again.
            earlier = _earlier_answer(key, digest)
            if earlier is None:
                raise
            return earlier
        return _earlier_answer(key, digest) or answer

    return wrapped


def _keep(key: str, digest: str, location: str) -> None:
    """The last statement of the transaction: of two with one key, only one can commit.

    Written last and not first, because it is then one statement and not two, and the ordinary
    form is sent once. A second one does its work in vain and is rolled back whole.
    """
    OnceKey.objects.create(pk=key, body_hash=digest, answer=location, made_at=clock.now())
