"""The controlled list of skills a helper can declare, and which of them must be proved.

Plain data without Django. It lives here and not with the requests because members declare
skills when they report in; requests name the skills that fit them. Names are Chinese source
strings marked with N_(); whoever shows them translates: `{{ _(skill.name) }}`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from last500.base.marking import N_


@dataclass(frozen=True)
class Qualification:
    code: str
    name: str


@dataclass(frozen=True)
class Skill:
    code: str
    name: str
    qualification: str | None = None  # code of a Qualification that must have been checked


QUALIFICATIONS: tuple[Qualification, ...] = (
    Qualification("law", N_("法律职业资格")),
    Qualification("medicine", N_("医护或心理咨询资格")),
    Qualification("electric", N_("电工证")),
)

SKILLS: tuple[Skill, ...] = (
    Skill("water_repair", N_("修水管水龙头")),
    Skill("electric_repair", N_("修电路灯具"), "electric"),
    Skill("appliance_repair", N_("修小家电")),
    Skill("carpentry", N_("木工")),
    Skill("locks_doors", N_("修门锁门窗")),
    Skill("painting_walls", N_("补墙刷漆")),
    Skill("knife_sharpening", N_("磨刀磨剪")),
    Skill("sewing", N_("缝补改衣")),
    Skill("haircut", N_("理发")),
    Skill("cooking", N_("做饭")),
    Skill("cleaning", N_("打扫清洁")),
    Skill("carrying", N_("搬抬重物")),
    Skill("driving", N_("开车接送")),
    Skill("accompany", N_("陪伴聊天")),
    Skill("shopping", N_("代买代取")),
    Skill("nursing", N_("护理照看"), "medicine"),
    Skill("medical", N_("医疗咨询"), "medicine"),
    Skill("counselling", N_("心理疏导"), "medicine"),
    Skill("first_aid", N_("急救知识")),
    Skill("law", N_("法律咨询"), "law"),
    Skill("mediation", N_("邻里调解")),
    Skill("paperwork", N_("代办手续")),
    Skill("phone_teaching", N_("教用手机")),
    Skill("computing", N_("电脑网络")),
    Skill("accounting", N_("看账理账")),
    Skill("translation", N_("翻译")),
    Skill("sign_language", N_("手语")),
    Skill("teaching_math", N_("辅导数学理科")),
    Skill("teaching_language", N_("辅导语文外语")),
    Skill("teaching_arts", N_("教书画手工")),
    Skill("child_care", N_("照看孩子")),
    Skill("story_telling", N_("讲故事陪读")),
    Skill("photography", N_("摄影")),
    Skill("music", N_("音乐歌舞")),
    Skill("sport", N_("体育健身")),
    Skill("chess", N_("棋牌")),
    Skill("gardening", N_("种花种树")),
    Skill("pet_care", N_("照看宠物")),
    Skill("patrol", N_("巡逻劝导")),
    Skill("organising", N_("组织活动")),
    Skill("design_printing", N_("设计海报")),
)

SKILL_BY_CODE: Mapping[str, Skill] = {skill.code: skill for skill in SKILLS}
QUALIFICATION_BY_CODE: Mapping[str, Qualification] = {one.code: one for one in QUALIFICATIONS}


def needed_for(skills: Iterable[str]) -> frozenset[str]:
    """Codes of the qualifications that these skills ask for; unknown skills ask for none."""
    known = (SKILL_BY_CODE[code] for code in skills if code in SKILL_BY_CODE)
    return frozenset(skill.qualification for skill in known if skill.qualification)


def usable(skills: Iterable[str], proofs: Collection[str]) -> frozenset[str]:
    """Declared skills that count: one that the law ties to a paper only with the paper shown."""
    known = (SKILL_BY_CODE[code] for code in skills if code in SKILL_BY_CODE)
    return frozenset(s.code for s in known if not s.qualification or s.qualification in proofs)


# How a form shows them: a few words to open, and what stands behind each.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("修修补补"),
        (
            "water_repair",
            "electric_repair",
            "appliance_repair",
            "carpentry",
            "locks_doors",
            "painting_walls",
            "knife_sharpening",
            "sewing",
        ),
    ),
    (
        N_("家务和出行"),
        ("haircut", "cooking", "cleaning", "carrying", "driving", "shopping", "pet_care"),
    ),
    (
        N_("陪伴和健康"),
        ("accompany", "nursing", "medical", "counselling", "first_aid", "child_care"),
    ),
    (N_("办事和法律"), ("law", "mediation", "paperwork", "accounting", "translation")),
    (
        N_("手机和功课"),
        (
            "phone_teaching",
            "computing",
            "sign_language",
            "teaching_math",
            "teaching_language",
            "teaching_arts",
            "story_telling",
        ),
    ),
    (
        N_("文体和小区的事"),
        (
            "photography",
            "music",
            "sport",
            "chess",
            "gardening",
            "patrol",
            "organising",
            "design_printing",
        ),
    ),
)

# For a model field (source strings; translated where they are shown).
SKILL_CHOICES: tuple[tuple[str, str], ...] = tuple((s.code, s.name) for s in SKILLS)
