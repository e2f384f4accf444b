"""The twelve kinds of request.

Plain data without Django. Names are Chinese source strings marked with N_(); whoever shows
them translates: `{{ _(category.name) }}`.

Three things hang on a kind and must not be decided elsewhere:
- `is_public`: a matter of common places. Only these may be shown to neighbours as "similar";
  what concerns a home never is.
- `needs_two`: helpers go in pairs (somebody frail, or a closed door).
- `qualification`: who may take it at all. A choice of a question can ask for one too.

The controlled list of skills is `reportin.skills.SKILLS`; a kind names those that fit it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from last500.base.marking import N_
from last500.service_requests.questions import (
    AFFECTED,
    AT_HOME,
    HOW_OFTEN,
    SINCE,
    WALKING,
    Choice,
    Question,
)


@dataclass(frozen=True)
class Category:
    code: str
    name: str
    is_public: bool
    needs_two: bool
    qualification: str | None
    days: int  # working days until it should be done: 3, 7 or 15
    example: str
    skills: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    dangerous: bool = False  # not for anybody under 18


CATEGORIES: tuple[Category, ...] = (
    Category(
        "public_facility",
        N_("公共设施"),
        is_public=True,
        needs_two=False,
        qualification=None,
        days=7,
        example=N_("三单元二楼的楼道灯不亮了，晚上看不清台阶。"),
        skills=("electric_repair", "water_repair", "carpentry", "locks_doors", "painting_walls"),
        questions=(
            SINCE,
            AFFECTED,
            Question(
                "told_property",
                N_("跟物业说过吗？"),
                (
                    Choice("no", N_("还没有")),
                    Choice("yes", N_("说过，没动静")),
                    Choice("none", N_("没有物业")),
                ),
            ),
        ),
    ),
    Category(
        "small_repair",
        N_("小修小补"),
        is_public=False,
        needs_two=False,
        qualification=None,
        days=7,
        example=N_("厨房水龙头关不严，一直滴水，想请人换个垫圈。"),
        skills=(
            "water_repair",
            "electric_repair",
            "appliance_repair",
            "carpentry",
            "locks_doors",
            "painting_walls",
            "knife_sharpening",
            "sewing",
        ),
        questions=(
            Question(
                "electric",
                N_("要动到电吗？"),
                (
                    Choice("no", N_("不动电")),
                    Choice("yes", N_("要动电"), "electric"),
                    Choice("unsure", N_("不清楚"), "electric"),
                ),
            ),
            Question(
                "tools",
                N_("要带什么？"),
                (
                    Choice("tools", N_("带常用工具")),
                    Choice("ladder", N_("还要带梯子"), dangerous=True),
                    Choice("parts", N_("配件我已经买好")),
                    Choice("unsure", N_("先来看看")),
                ),
            ),
            AT_HOME,
        ),
    ),
    Category(
        "elder_company",
        N_("助老陪伴"),
        is_public=False,
        needs_two=True,
        qualification=None,
        days=7,
        example=N_("母亲一个人住，想请人每周来陪她说说话。"),
        skills=("accompany", "haircut", "shopping", "cooking", "cleaning", "carrying", "nursing"),
        questions=(HOW_OFTEN, WALKING, AT_HOME),
    ),
    Category(
        "hospital_company",
        N_("陪诊就医"),
        is_public=False,
        needs_two=True,
        qualification=None,
        days=3,
        example=N_("周四上午去医院复查，想找人陪着挂号取药。"),
        skills=("accompany", "driving", "nursing"),
        questions=(
            WALKING,
            Question(
                "way",
                N_("怎么去？"),
                (
                    Choice("walk", N_("走路或坐公交")),
                    Choice("taxi", N_("自己打车")),
                    Choice("lift", N_("想请人接送")),
                ),
            ),
            Question(
                "registered",
                N_("号挂好了吗？"),
                (Choice("yes", N_("挂好了")), Choice("no", N_("想请人帮忙挂"))),
            ),
        ),
    ),
    Category(
        "children",
        N_("孩子"),
        is_public=False,
        needs_two=True,
        qualification=None,
        days=15,
        example=N_("孩子放学到六点没人看，小区里有没有写作业的地方？"),
        skills=(
            "child_care",
            "story_telling",
            "teaching_math",
            "teaching_language",
            "teaching_arts",
            "sport",
            "music",
        ),
        questions=(
            Question(
                "age",
                N_("孩子多大？"),
                (
                    Choice("small", N_("还没上学")),
                    Choice("primary", N_("小学")),
                    Choice("middle", N_("初中或高中")),
                ),
            ),
            Question(
                "where",
                N_("在哪里方便？"),
                (
                    Choice("room", N_("小区活动室")),
                    Choice("online", N_("线上也行")),
                    Choice("home", N_("家里，大人在场")),
                ),
            ),
            HOW_OFTEN,
        ),
    ),
    Category(
        "digital_help",
        N_("手机代办"),
        is_public=False,
        needs_two=False,
        qualification=None,
        days=3,
        example=N_("社保年审在手机上弄不来，想请人教一教。"),
        skills=("phone_teaching", "computing", "paperwork"),
        questions=(
            Question(
                "where",
                N_("在哪里方便？"),
                (
                    Choice("room", N_("小区活动室")),
                    Choice("home", N_("来家里")),
                    Choice("phone", N_("电话里说")),
                ),
            ),
            Question(
                "device",
                N_("用的什么？"),
                (
                    Choice("phone", N_("智能手机")),
                    Choice("computer", N_("电脑")),
                    Choice("none", N_("没有，想请人代办")),
                ),
            ),
        ),
    ),
    Category(
        "law_mediation",
        N_("法律调解"),
        is_public=False,
        needs_two=False,
        qualification="law",
        days=7,
        example=N_("老房子要过户给女儿，想问问准备哪些材料。"),
        skills=("law", "mediation"),
        questions=(
            Question(
                "kind",
                N_("想要哪一种？"),
                (
                    Choice("ask", N_("问一问法律"), "law"),
                    Choice("mediate", N_("请人来调解")),
                ),
            ),
            Question(
                "in_court",
                N_("已经去法院或仲裁了吗？"),
                (Choice("no", N_("没有")), Choice("yes", N_("已经去了"))),
            ),
        ),
    ),
    Category(
        "health_mind",
        N_("健康心理"),
        is_public=False,
        needs_two=True,
        qualification="medicine",
        days=3,
        example=N_("最近心里闷，睡不好，想有人说说话。"),
        skills=("medical", "nursing", "counselling", "first_aid"),
        questions=(
            Question(
                "how",
                N_("想怎么聊？"),
                (
                    Choice("phone", N_("打电话")),
                    Choice("meet", N_("见面")),
                    Choice("home", N_("来家里")),
                ),
            ),
        ),
    ),
    Category(
        "environment",
        N_("环境卫生"),
        is_public=True,
        needs_two=False,
        qualification=None,
        days=7,
        example=N_("垃圾桶旁边堆了好几天，味道很大。"),
        skills=("cleaning", "gardening", "carrying", "organising"),
        questions=(SINCE, AFFECTED),
    ),
    Category(
        "safety",
        N_("安全秩序"),
        is_public=True,
        needs_two=False,
        qualification=None,
        days=3,
        example=N_("消防通道老是停车，想请大家轮流劝一劝。"),
        skills=("patrol", "organising", "carrying"),
        questions=(SINCE, AFFECTED),
        dangerous=True,
    ),
    Category(
        "culture_neighbours",
        N_("文体邻里"),
        is_public=False,
        needs_two=False,
        qualification=None,
        days=15,
        example=N_("想约几家人周末一起包饺子。"),
        skills=(
            "organising",
            "music",
            "sport",
            "chess",
            "photography",
            "teaching_arts",
            "design_printing",
        ),
        questions=(
            Question(
                "people",
                N_("大约多少人？"),
                (
                    Choice("few", N_("十人以内")),
                    Choice("some", N_("十到三十人")),
                    Choice("many", N_("三十人以上")),
                ),
            ),
            Question(
                "when",
                N_("什么时候好？"),
                (
                    Choice("evening", N_("平日晚上")),
                    Choice("weekend", N_("周末")),
                    Choice("any", N_("都可以")),
                ),
            ),
        ),
    ),
    Category(
        "sharing",
        N_("捐赠共享"),
        is_public=False,
        needs_two=False,
        qualification=None,
        days=15,
        example=N_("闲置的婴儿车和绘本，想送给用得上的邻居。"),
        skills=("carrying", "driving", "organising"),
        questions=(
            Question(
                "direction",
                N_("是送还是要？"),
                (
                    Choice("give", N_("我送出")),
                    Choice("need", N_("我需要")),
                    Choice("borrow", N_("借用几天")),
                ),
            ),
            Question(
                "size",
                N_("搬得动吗？"),
                (Choice("hand", N_("一只手能提")), Choice("two", N_("要两个人抬"))),
            ),
        ),
    ),
)

BY_CODE: Mapping[str, Category] = {category.code: category for category in CATEGORIES}
PUBLIC_CODES: frozenset[str] = frozenset(c.code for c in CATEGORIES if c.is_public)

# For a model field: `choices=CHOICES` (source strings; translated where they are shown).
CHOICES: tuple[tuple[str, str], ...] = tuple((c.code, c.name) for c in CATEGORIES)


def _answered(category: Category, answers: Mapping[str, str] | None) -> list[Choice]:
    if not answers:
        return []
    return [
        choice
        for question in category.questions
        for choice in question.choices
        if answers.get(question.code) == choice.code
    ]


def is_dangerous(code: str, answers: Mapping[str, str] | None = None) -> bool:
    """Whether it is work that nobody under 18 is asked for, from the kind and the answers given:
    what needs a qualification, a ladder, or somebody to stand up to others."""
    category = BY_CODE.get(code)
    if category is None:
        return False
    chosen = _answered(category, answers)
    return (
        category.dangerous
        or qualification_needed(code, answers) is not None
        or any(choice.dangerous for choice in chosen)
    )


def qualification_needed(code: str, answers: Mapping[str, str] | None = None) -> str | None:
    """Which checked qualification a helper must have, from the kind and the answers given.

    An answer speaks before the kind: mediation needs no lawyer, a lamp in the kitchen needs
    an electrician.
    """
    category = BY_CODE[code]
    answered = _answered(category, answers)
    for choice in answered:
        if choice.qualification:
            return choice.qualification
    if code == "law_mediation" and any(choice.code == "mediate" for choice in answered):
        return None
    return category.qualification
