"""Covenants of the cast's compound A."""

from datetime import timedelta

from last500.base import clock
from last500.covenants import actions
from last500.covenants.models import Version
from last500.covenants.rules import Text
from last500.resolutions import actions as resolutions
from last500.resolutions.draft import NewTask
from last500.resolutions.models import Resolution
from last500.resolutions.rules import By

WORDS = ("晚上十点以后把音乐关小。", "遛狗牵绳，粪便自己收走。", "楼道不堆东西，让出逃生的路。")


def drafted(cast, words=WORDS) -> Version:
    version = actions.start(cast.actor("lin"), cast.a)
    follows = {one.number for one in version.articles.all()}
    texts = [Text(n, said, n if n in follows else None) for n, said in enumerate(words, 1)]
    return actions.rewrite(cast.actor("lin"), version, texts)


def opened(cast, words=WORDS) -> Version:
    return actions.open_for_remarks(cast.actor("lin"), drafted(cast, words), days=7)


def decided(cast, by: str = By.COUNCIL) -> Resolution:
    today = clock.today()
    row = resolutions.adopt(
        cast.actor("lin"), None, compound=cast.a, by=by, title="小区公约", words="用这一版公约。",
        tasks=[NewTask("贴到每个单元", today + timedelta(days=5), "小区值守")],
        review_on=today + timedelta(days=300),
    )  # fmt: skip
    assert row is not None
    return row


def in_force(cast, words=WORDS) -> Version:
    """Opened now, decided and begun eight days later; to be read within `clock.at`."""
    version = opened(cast, words)
    with clock.at(version.closes_at + timedelta(hours=1)):
        return actions.adopt(
            cast.actor("lin"), version, resolution=decided(cast), in_force_on=clock.today()
        )
