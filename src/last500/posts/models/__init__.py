"""Standing posts, who holds them, who waits, what is said of single dates."""

from last500.posts.models.dates import OwnDate, PostDate
from last500.posts.models.people import Holding, Waiting
from last500.posts.models.posts import AGE_NAMES, KIND_NAMES, Post, PostEvent

__all__ = [
    "AGE_NAMES",
    "KIND_NAMES",
    "Holding",
    "OwnDate",
    "Post",
    "PostDate",
    "PostEvent",
    "Waiting",
]
