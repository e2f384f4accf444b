"""Fictional people of the demo town: surnames, syllables of given names, how helpers are called.

Names are put together by chance from common parts; the few that would give somebody known
are left out by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from random import Random

SURNAMES = tuple(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹"
    "黎易常武乔贺赖龚文"
)
ELDER_SYLLABLES = tuple(
    "秀桂玉淑素珍琼芳兰英莲碧清惠德国光福明正兴茂永富贵世家全发树仁义和安忠良生"
)
MIDDLE_SYLLABLES = tuple("建华军勇平强敏静丽燕红梅霞娟莉萍波涛刚斌峰晓志春丹琳玲蓉川江宏伟云霄杰辉")
YOUNG_SYLLABLES = tuple("子雨思梦欣怡佳浩宇轩然一诺可昕悦涵博文嘉瑞彤晨睿宁之南若溪言知夏青禾舒行")
_BY_AGE = {"elder": ELDER_SYLLABLES, "middle": MIDDLE_SYLLABLES, "young": YOUNG_SYLLABLES}

# Widely known bearers that chance could put together. Digests, so that no real person's name
# stands in the project.
_KNOWN_DIGESTS = """
15260a4f 200de68d 2195bf6a 28a39d4c 2a96dcae 30655547 334d151f 341f3a44 38ddedad
39066012 3d4c171e 3f22c32c 43043285 5133dae3 558734a2 5d458b30 5d5c98e8 68cc0ad1
6ee384b4 773bef53 78af1905 7af5ad9e 7f27fcec 8adae7e1 95452638 96f7a4b7 9801a391
9c7bf079 a526368a a5c1265d aac72573 adcb8688 ae654bce bc7565be c27ece25 c52d1fdf
cc547dcb cf7bcbb0 d0a57f70 d7211840 dc793217 dd56c03d e1b0e783 e4d42e85 e78baf62
ed18ddc4 ef5933cc f1cf0e6f
"""
_KNOWN = frozenset(_KNOWN_DIGESTS.split())

# What a helper is called at the door: the surname and a word that says what they are good at.
CALLED_BY_SKILL = {
    "师傅": ("water_repair", "electric_repair", "appliance_repair", "carpentry", "locks_doors"),
    "老师": ("teaching_math", "teaching_language", "teaching_arts", "music", "story_telling"),
    "医生": ("medical", "counselling"),
    "护士": ("nursing",),
    "律师": ("law",),
    "工": ("computing", "design_printing"),
}


@dataclass(frozen=True)
class PersonName:
    surname: str
    given: str
    age: str  # elder, middle, young

    @property
    def full(self) -> str:
        return self.surname + self.given


def person(rng: Random, age: str | None = None) -> PersonName:
    """A made-up name in the manner of an age: 秀珍, 建军, 雨涵."""
    while True:
        chosen = age or rng.choices(("elder", "middle", "young"), (25, 45, 30))[0]
        syllables = _BY_AGE[chosen]
        length = rng.choices((1, 2), (15, 85))[0]
        given = "".join(rng.sample(syllables, length))
        name = PersonName(rng.choice(SURNAMES), given, chosen)
        if blake2b(name.full.encode(), digest_size=4).hexdigest() not in _KNOWN:
            return name


def call_name(name: PersonName, skills: tuple[str, ...] = (), rng: Random | None = None) -> str:
    """How a neighbour calls a helper: 王师傅, 李老师, 陈工, else 赵姐, 周哥, 何孃孃, 小林."""
    for word, fitting in CALLED_BY_SKILL.items():
        if any(skill in fitting for skill in skills):
            return name.surname + word
    chance = rng or Random(name.full)
    if name.age == "young":
        return "小" + name.surname
    if name.age == "elder":
        return name.surname + chance.choice(("孃孃", "叔", "阿姨", "伯伯"))
    return name.surname + chance.choice(("姐", "哥", "姐", "阿姨", "叔"))
