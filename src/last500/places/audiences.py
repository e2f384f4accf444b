"""For whom something is, alike for needs, projects, calls and activities. Pure.

A group of those who live or work somewhere, never a person.
"""

from collections.abc import Mapping
from enum import StrEnum

from last500.base.marking import N_


class Audience(StrEnum):
    ALL = "all"
    PARENTS = "parents"
    MOTHERS = "mothers"
    CHILDREN = "children"
    TEENS = "teens"
    YOUTH = "youth"
    ELDERS = "elders"
    READERS = "readers"
    DISABLED = "disabled"
    FAMILIES = "families"  # in hardship; families with children are `parents`
    WORKERS = "workers"
    OWNERS = "owners"
    PET_KEEPERS = "pet_keepers"
    HELPERS = "helpers"
    PUBLIC_SPACE = "public_space"  # nobody in particular: stairs, yards, ways


AUDIENCE_WORDS: Mapping[str, str] = {
    Audience.ALL: N_("所有人"),
    Audience.PARENTS: N_("家长和孩子"),
    Audience.MOTHERS: N_("妈妈们"),
    Audience.CHILDREN: N_("孩子"),
    Audience.TEENS: N_("少年"),
    Audience.YOUTH: N_("青年"),
    Audience.ELDERS: N_("老人"),
    Audience.READERS: N_("爱读书的人"),
    Audience.DISABLED: N_("残疾人"),
    Audience.FAMILIES: N_("困难家庭"),
    Audience.WORKERS: N_("骑手、保洁等劳动者"),
    Audience.OWNERS: N_("业主"),
    Audience.PET_KEEPERS: N_("养宠物的人"),
    Audience.HELPERS: N_("来帮忙的志愿者"),
    Audience.PUBLIC_SPACE: N_("公共地方"),
}
AUDIENCE_MOST = 12  # characters of the longest code
