"""Fucheng, as the interview tells it: from a need that nobody took to a service and its evaluation.

Children have nobody after half past four. The community makes it a project, the street pays a part
of it through a venture call, a social organisation carries it, a school's branch joins in, and
eight small dates take the place of one big day. One story, told through the pages: each person has
nothing but what their page shows (reading.py). Then what each of them sees, and does not see.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest

from last500.activities import actions as activities
from last500.activities.models import Activity
from last500.base import clock
from last500.base.scope import everything
from last500.calls import actions as calls
from last500.calls.models import Application, Call
from last500.evaluations import actions as evaluations
from last500.letters.models import Letter
from last500.notify.models import Message
from last500.organisations.models import Organisation
from last500.people import actions as people
from last500.projects.models import Project
from last500.projects.tests.world import organisation
from last500.records.models import ServiceRecord
from tests.cast import Cast
from tests.reading import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.whole]
FAMILIES = tuple(f"family{number}" for number in range(6))
TITLE, GARDEN = "四点半课堂（八次）", "楼道种花"
SOCIAL, BRANCH, WEIGHS = "青禾社会工作服务中心", "市实验小学党支部", "邻里社会服务社"
JOBS = (
    *(calls.close_books, calls.publish_due, activities.remind_due),
    *(activities.end_due, evaluations.ask_due),
)
Who = Callable[[str], Reader]


@dataclass
class Town:
    """The cast, six families, three organisations; later the project and the two applications."""

    cast: Cast
    organisations: dict[str, Organisation] = field(default_factory=dict)
    keys: dict[str, UUID] = field(default_factory=dict)

    @contextmanager
    def on(self, moment: str | datetime) -> Iterator[Who]:
        """A moment; whoever is named signs in anew. The worker has done what was due."""
        at = clock.parse(moment) if isinstance(moment, str) else moment
        with clock.at(at):
            with everything("the worker"):
                for job in JOBS:
                    job()
            yield lambda name: Reader(self.cast.people[name] if name else None)

    @property
    def page(self) -> str:
        return f"/projects/{self.keys['project']}/"

    @property
    def evaluation(self) -> str:
        return f"/evaluations/{self.keys['project']}/"

    def application(self, title: str = TITLE) -> str:
        return f"/calls/applications/{self.keys[title]}/"


@pytest.fixture
def town(cast: Cast) -> Town:
    for number, name in enumerate(FAMILIES):
        person = people.person_with_phone(f"1000003000{number}", name=f"杜鹃{number}")
        cast.people[name] = person
    found = Town(cast)
    with clock.at(clock.parse("2026-03-01 09:00")):
        for name, liaison, kind in (
            (SOCIAL, "hua", "social"), (BRANCH, "zhao", "unit"), (WEIGHS, "zhou", "social"),
        ):  # fmt: skip
            found.organisations[name] = organisation(cast, liaison, name, kind)
    return found


def told(town: Town, kind: str, **facts: str) -> set[str]:
    """The names of those who have a message of this kind that says this."""
    rows = Message.objects.filter(kind=kind, channel="inbox")
    names = {person.pk: name for name, person in town.cast.people.items()}
    return {
        names[row.person_id]
        for row in rows
        if row.person_id and all(row.params.get(key) == value for key, value in facts.items())
    }


def test_fucheng(town: Town) -> None:
    nobody_takes_it(town)
    it_becomes_a_project(town)
    three_sides_weigh_it(town)
    a_social_organisation_carries_it(town)
    the_street_calls_for_ventures(town)
    both_apply(town)
    reviewers_say_their_interests(town)
    results_hang_out_with_reasons(town)
    the_contract_has_three_sides(town)
    people_and_a_branch_come(town)
    three_parties_agree(town)
    eight_small_dates(town)
    they_come(town)
    numbers_are_told_once(town)
    it_is_evaluated(town)
    it_is_closed_and_says_where_it_comes_from(town)


# ---- a need --------------------------------------------------------------------------------------


def nobody_takes_it(town: Town) -> None:
    with town.on("2026-03-02 09:00") as who:
        for number, name in enumerate(FAMILIES):
            slug = "furongyuan" if number < 4 else "zhichang"
            asks = who(name).open(f"/c/{slug}/").follow("我要求助")
            asks.press("下一步", {"category": "children", "text": "四点半放学没人接孩子。"})
            asks.press("发出", {"consent": "on"}).sees("收到了")
        summary = {"summary": "四点半以后孩子没人看，想有个地方写作业"}
        for desk, count in (("lin", 4), ("he", 2)):
            for _each in range(count):
                who(desk).open("/desk/").press("打过电话", summary)
    with town.on("2026-03-03 10:00") as who:
        for desk, count in (("lin", 4), ("he", 2)):
            for _each in range(count):
                who(desk).open("/desk/").follow("待派").press("没人能办")
        who("family0").open("/me/requests/").sees("暂时没人能办")


def it_becomes_a_project(town: Town) -> None:
    with town.on("2026-03-20 09:00") as who:
        he = who("he").open("/desk/").follow("没人接的事").sees("4 件", "2 件", "都没人接")
        he.sees_not("杜鹃")  # who asked is not here
        assert he.page is not None
        he.press("把选上的提成一个项目", {"need": sorted(he.page.offered("need"))})
        he.sees("孩子 · 芙蓉苑 · 2026年3月 · 4 件", "孩子 · 纸厂宿舍 · 2026年3月 · 2 件")
        he.press("提出来", {
            "title": TITLE, "from_on": "2026-06-20", "until_on": "2026-08-31",
            "audience": "parents", "does": "每周六下午，写作业，读绘本。", "risk": "none",
        }).sees("提过的邻居会收到消息")  # fmt: skip
        town.keys["project"] = Project.objects.get().pk
        for name in FAMILIES:
            who(name).open("/me/inbox/").sees("你提过的事，有人想做成项目")
        # What is merely proposed does not hang at the gate.
        who("").open(town.page, status=404)
        who("family0").open(town.page, status=404)


def three_sides_weigh_it(town: Town) -> None:
    asked = {
        "community": town.cast.sun.pk,
        "residents": town.cast.li.pk,
        "social": town.organisations[WEIGHS].pk,
    }
    with town.on("2026-03-21 09:00") as who:
        he = who("he").open(town.page).follow("请三方评议")
        for side, whom in asked.items():
            he.press("请 TA 来", {"who": whom}, form=he.form_keeping("side", side))
        for name in ("sun", "li", "zhou"):
            weighs = who(name).open("/me/inbox/").sees("请你看看一个项目")
            weighs.open(town.page).follow("看看，说说意见")
            weighs.press("说完了", {"opinion": "for", "words": f"{name}：真需要"})
        he.open(f"{town.page}panel/").sees("一位居民", "li：真需要").sees_not(
            "李敏", "可以做，写结果"
        )
        he.sees("提项目的人不写自己项目的评议结果")
        sun = who("sun").open(f"{town.page}panel/").follow("可以做，写结果")
        sun.press("可以做", {"reason": "三方都说需要，先做八次。"}).sees("评过了")
    assert told(town, "need_moved", state="评过了") == set(FAMILIES)


def a_social_organisation_carries_it(town: Town) -> None:
    social = town.organisations[SOCIAL].pk
    with town.on("2026-03-25 09:00") as who:
        he = who("he").open(town.page).sees("还没有事先说好的指标")
        he.follow("要几个人")
        role = {"role-0-title": "带孩子写作业", "role-0-number": 3, "role-0-brought": 1}
        he.press("存好", role)
        he.open(town.page).follow("定指标").press("存好", {
            "row-0-title": "上课", "row-0-planned": 8, "row-0-measure": "次",
            "row-0-source": "签到表", "row-1-title": "来的孩子", "row-1-planned": 6,
            "row-1-measure": "人", "row-1-source": "签到表",
        })  # fmt: skip
        line = {"line-0-title": "课时和讲义", "line-0-planned": "12000"}
        he.open(town.page).follow("定预算")
        he.press("存好", {"total": "12500", **line}, status=422).sees("差 500 元")
        he.press("存好", {"total": "12000"})
        he.open(town.page).follow("合作方").press(
            "请对方答复", {"organisation": social, "as_what": "social", "part": "牵头办课"}
        )
    with town.on("2026-03-26 09:00") as who:
        hua = who("hua").open("/me/inbox/").sees("有个项目想请你们一起做")
        hua.open("/projects/").follow("四点半").follow("看看，答复")
        hua.press("答应合作", {"until_on": "2026-10-31"})
        he = who("he").open(town.page).follow("合作方")
        he.press("就这样", {"organisation": social}, where="carry")


# ---- a venture call ------------------------------------------------------------------------------


def the_street_calls_for_ventures(town: Town) -> None:
    with town.on("2026-03-30 09:00") as who:
        sun = who("sun").open("/desk/").follow("公益创投").follow("写一次征集")
        sun.press("存好", {
            "title": "城东微创投", "rules": "支持邻居自己动手的小事；不买设备。",
            "risk": "上门上高的活先买保险。", "mid": "2026-07-20", "ends": "2026-09-15",
            "final": "2026-09-30", "total": "30000", "most": "15000", "percent": "10",
            "reviews": "1", "row-0-title": "上课", "row-0-least": 6, "row-0-measure": "次",
        })  # fmt: skip
        who("").open("/calls/").sees_not("城东微创投")
        sun.follow("发布").press("发布")
        who("").open("/calls/").follow("城东微创投").sees("30,000", "不打分")


def both_apply(town: Town) -> None:
    """The social organisation brings the weighed project; a residents' group writes its own."""
    with town.on("2026-04-02 09:00") as who:
        hua = who("hua").open("/calls/").follow("城东微创投").follow("我来申请")
        hua.press("开始写", {"way": hua.choice("way", f"带着“{TITLE}”")})
        hua.press("先存好", {"line-0-payer": "government"}).sees("还没交")
        hua.press("交申请", status=422).sees("自筹")
        hua.press("交申请", {"line-0-own": "3000"}).sees("交好了", "请这次出 9,000 元")
        li = who("li").open("/calls/").follow("城东微创投").follow("我来申请")
        way = li.choice("way", "居民小组")
        li.press("开始写", {"way": way, "group_name": "三号楼群"})
        li.press("交申请", {
            "title": GARDEN, "kind": "environment", "audience": "all", "aim": "楼道里种上花。",
            "does": "每周浇一次。", "from_on": "2026-06-20", "until_on": "2026-09-01",
            "risk": "none", "total": "5000", "line-0-title": "花盆",
            "line-0-payer": "government", "line-0-planned": "5000", "line-0-own": "500",
            "asked-0-least": 6, "asked-0-source": "签到表",
        }).sees("交好了")  # fmt: skip
        for row in Application.objects.select_related("project"):
            assert row.project is not None
            town.keys[row.project.title] = row.pk
        assert Project.objects.count() == 2  # the need's own project was brought, and not copied
        who("li").open(town.application(), status=404)
        sun = who("sun").open("/desk/").follow("公益创投").follow("城东微创投")
        for name in ("zhou", "wang"):
            sun.press("请 TA 来", {"who": town.cast.people[name].pk})
            asked = who(name).open("/me/inbox/").sees("评审").open("/calls/mine/")
            asked.follow("看看，答复").press("我愿意")


def reviewers_say_their_interests(town: Town) -> None:
    brought, garden = (town.keys[title] for title in (TITLE, GARDEN))
    call = Call.objects.get()
    with town.on("2026-04-22 09:00") as who:
        for name in ("zhou", "wang"):
            who(name).open(town.application(), status=404)  # before every interest is said
            reader = who(name).open("/calls/mine/").open(f"/calls/{call.pk}/reviews/")
            said = {f"{key}-interest": "no" for key in (brought, garden)}
            if name == "wang":
                mine = {f"{garden}-interest": "yes", f"{garden}-words": "我也在那个小组里"}
                said |= mine
            reader.press("说清了", said).sees(TITLE)
            for title in (TITLE, GARDEN):
                if (name, title) == ("wang", GARDEN):
                    reader.open(town.application(GARDEN), status=404)
                    reader.open(f"{town.application(GARDEN)}review/", status=404)
                    continue
                reader.open(f"/calls/{call.pk}/reviews/").follow(title)
                reader.press(
                    "记下意见", {"pro": "有人要。", "contra": "场地先说好。", "advice": "support"}
                )


def results_hang_out_with_reasons(town: Town) -> None:
    with town.on("2026-04-22 15:00") as who:
        sun = who("sun").open("/desk/").follow("公益创投").follow("城东微创投")
        sun.follow(TITLE).follow("写结果")
        sun.press("支持", {"granted": "9000", "reason": "邻居真需要。"})
        sun.follow(GARDEN).follow("写结果").press("这次没有", {"reason": "和已有的太像。"})
        who("hua").open(town.application()).sees_not("邻居真需要")  # not told yet
        sun.follow("告诉申请的人").press("告诉申请的人")
        who("hua").open("/me/inbox/").sees("创投")
        who("hua").open(town.application()).sees("邻居真需要。")
        who("li").open(town.application(GARDEN)).sees("和已有的太像。", "项目还在社区")
        who("").open("/calls/").follow("全部").follow("城东微创投").sees_not("邻居真需要")
    with town.on("2026-04-24 09:00") as who:
        public = who("").open("/calls/").follow("全部").follow("城东微创投")
        public.sees(SOCIAL, "三号楼群", "邻居真需要。", "和已有的太像。", "9,000")
        public.sees_not("李敏", "李师傅", "华平", "周师傅")


def the_contract_has_three_sides(town: Town) -> None:
    with town.on("2026-04-24 10:00") as who:
        who("li").open(f"{town.application()}contract/", status=404)
        for name in ("hua", "sun", "he"):
            who(name).open(f"{town.application()}contract/").press("我替这一方同意")
        letter = who("hua").open(town.application()).follow("看合同").follow("看合同，打印")
        letter.sees("城东街道", SOCIAL, "芙蓉社区", "上课 8 次（签到表）", "9,000")
        letter.sees_not("华平", "孙立", "何晓")
        sun = who("sun").open("/desk/").follow("公益创投").follow("城东微创投")
        sun.follow("开始做").press("开始做").sees("还有 2 份报告没交")


# ---- people and partners -------------------------------------------------------------------------


def people_and_a_branch_come(town: Town) -> None:
    with town.on("2026-04-24 11:00") as who:
        who("he").open(town.page).sees("等青禾社会工作服务中心")
        hua = who("hua").open("/projects/").follow("四点半").follow("开始招人").press("开始招人")
        hua.sees("在招人")
    assert told(town, "need_moved", state="在招人") == set(FAMILIES)
    with town.on("2026-04-26 19:00") as who:
        zhao = who("zhao").open("/market/").press("看看", {"far": "district"}).follow("四点半")
        zhao.follow("我们单位也想一起做").press(
            "提出来", {"part": "出一位老师", "as_what": "unit", "until_on": "2026-10-31"}
        )
        who("").open(town.page).sees_not(BRANCH)  # not before it is answered
        hua = who("hua").open("/me/inbox/").sees("有一家想一起做这个项目")
        hua.open(town.page).follow("看看，答复").press("请它一起做")
        who("zhao").open("/me/inbox/").sees("项目的合作有了回话")
        who("").open(town.page).sees(BRANCH, "出一位老师")
        who("family0").open(town.page).press("我来", where="claim", status=422).sees("报到")
        for name in ("wang", "li"):
            who(name).open("/market/").follow("四点半").press("我来", where="claim")
        who("").open(town.page).sees("3 / 3").sees_not("王师傅", "李师傅")


def three_parties_agree(town: Town) -> None:
    with town.on("2026-04-27 09:00") as who:
        hua = who("hua").open(town.page).follow("人齐了").press("人齐了")
        hua.sees("三方协议还没有三方都同意")
        he = who("he").open(town.page).follow("三方协议")
        he.press("请社区来签")
        for side, name in (("carrier", SOCIAL), ("third", BRANCH)):
            key = town.organisations[name].pk
            he.press("就这一方", {"organisation": key}, form=he.form_keeping("side", side))
        for name in ("he", "hua", "zhao"):
            who(name).open(town.page).follow("协议").press("同意", where="agreement")
        assert Letter.objects.filter(kind="project", ended_at=None).count() == 1
        who("wang").open(f"{town.page}letter/", status=403)
        hua = who("hua").open(town.page).follow("开始做").press("开始").sees("在做")
    assert told(town, "need_moved", state="在做") == set(FAMILIES)


# ---- eight small dates ---------------------------------------------------------------------------


def eight_small_dates(town: Town) -> None:
    with town.on("2026-06-10 09:00") as who:
        hua = who("hua").open(town.page).follow("办活动")
        hua.press("交给值守", {
            "title": "四点半课堂", "audience": "parents", "what": "写作业，读绘本。",
            "where": "活动室", "on": "2026-06-20", "start": "16:30", "minutes": 90,
            "repeat": "weekly", "until_on": "2026-08-08", "risk": "none",
            "roles-0-name": "带孩子写作业", "roles-0-side": "helper", "roles-0-places": 2,
            "roles-1-name": "来写作业的孩子", "roles-1-side": "participant",
            "roles-1-places": 7, "roles-1-brings": 1,
        }).sees("交给值守看了")  # fmt: skip
        who("").open("/activities/at/furongyuan/").sees_not("四点半课堂")
        lin = who("lin").open("/desk/").follow("活动").follow("四点半课堂")
        lin.press("同意，开放报名")
        rows = Activity.objects.filter(project=town.keys["project"], state="open")
        assert rows.count() == 8 and rows.values("lead").distinct().count() == 1
        gate = who("").open("/c/furongyuan/").follow("小区的活动")
        gate.follow("四点半课堂").sees(SOCIAL, TITLE)


def they_come(town: Town) -> None:
    """Families sign up, two helpers come; whoever finds it full waits; the organiser ticks."""
    dates = list(Activity.objects.order_by("starts_at"))
    with town.on("2026-06-15 20:00") as who:
        for one in dates:
            whole = one in {dates[0], dates[-1]}
            for name in FAMILIES if whole else FAMILIES[:1]:
                brings = {"brings": 1} if (name, whole) == (FAMILIES[0], True) else {}
                who(name).open(f"/activities/{one.pk}/").press("我要参加", brings)
            for name in ("wang", "li") if whole else ("wang",):
                who(name).open(f"/activities/{one.pk}/").press("我来帮忙")
        who("").open(town.page).follow("四点半课堂").sees("6月20日", "满了")
        helper = who("wang").open(f"/activities/{dates[0].pk}/").sees("李师傅", "你报上了")
        helper.sees_not("杜鹃")
        who("chen").open(f"/activities/{dates[0].pk}/").press("排队").sees("排")
    for one in dates:
        with town.on(one.ends_at + 4 * clock.HOUR) as who:
            hua = who("hua").open(f"/activities/{one.pk}/tick/").sees_not("杜鹃")
            assert hua.page is not None
            hua.press("核对好了", {"who": sorted(hua.page.offered("who"))}).sees("核对好了")
    assert ServiceRecord.objects.filter(state="confirmed").count() == 10
    assert told(town, "rating_asked") == {*FAMILIES, "wang", "li"}


def numbers_are_told_once(town: Town) -> None:
    """The mid-term report fills in the project's own indicators, and is refused without them."""
    with town.on("2026-07-18 22:30") as who:
        hua = who("hua").open(town.application()).follow("中期报告")
        hua.press("交", {"account": "上了五次。", "spent": "5000"}, status=422)
        hua.sees("还差“上课”到现在的数", "还差“来的孩子”到现在的数")
        assert hua.page is not None
        lesson, child = sorted(
            name for form in hua.page.forms for name in form.kept if name.startswith("i0")
        )
        hua.press("交", {lesson: 5, child: 6}).sees("交好了")
        who("").open(town.page).sees("上课 8 次 5 次", "来的孩子 6 人 6 人")


# ---- what became of it ---------------------------------------------------------------------------


def it_is_evaluated(town: Town) -> None:
    last = Activity.objects.latest("starts_at")
    with town.on("2026-08-09 19:00") as who:
        for number, name in enumerate(FAMILIES):
            says = who(name).open("/evaluations/mine/").follow("四点半课堂 昨天")
            words = {"changed": "孩子放学有地方去了", "may_publish": "on"} if not number else {}
            says.press("就这样说", {"rating": 1 if number == 5 else 3, **words})
        who("zhou").open(f"/evaluations/rate/{last.pk}/", status=404)  # did not come
    with town.on("2026-08-20 09:00") as who:
        hua = who("hua").open(town.page).follow("做完了").press("做完了")
        assert told(town, "need_moved", state="做完了，等评估") == set(FAMILIES)
        hua.follow("写评估")
        assert hua.page is not None
        kept = next(form.kept for form in hua.page.forms if "account" in form.kept)
        first, second = [name for name in kept if name.endswith("-reached")]
        said = {"account": "八次课都办了。", "chosen": sorted(hua.page.offered("chosen"))}
        hua.press("写好了", {**said, first: ""}, status=422)  # not without its indicators
        assert kept[first] == ["5"]  # what was reported stands there already
        hua.press("写好了", {**said, first: 8, second: 6}).sees("还要等社区同意")
        who("").open(town.evaluation, status=404)
        he = who("he").open("/me/inbox/").sees("有份项目评估等你们看")
        he.open(town.evaluation).press("我们同意公开")
        who("hua").open(town.evaluation).press("公开")
        public = who("").open(town.page).follow("看评估")
        public.sees("上课 8 次 8 次", "收到 6 份评价", "不到五位", "孩子放学有地方去了", SOCIAL)
        public.sees_not("杜鹃", "华平", "王师傅")


def it_is_closed_and_says_where_it_comes_from(town: Town) -> None:
    with town.on("2026-08-24 09:00") as who:
        hua = who("hua").open(town.application()).follow("结项报告")
        assert hua.page is not None
        kept = next(form.kept for form in hua.page.forms if "account" in form.kept)
        lesson = min(name for name in kept if name.startswith("i0"))
        said = {"account": "八次都办了。", "spent": "9000"}
        hua.press("交", {**said, lesson: 9}, status=422).sees("评估里“上课”写的是 8")
        hua.press("交", {lesson: 8}).sees("交好了")
        who("he").open(town.page).follow("结项").press("结项").sees("结项了")
        sun = who("sun").open("/desk/").follow("公益创投").follow("城东微创投")
        sun.follow("办结").press("办结").sees("办结")
        for name in FAMILIES:
            who(name).open("/me/inbox/").sees(f"{TITLE}：评估过了", f"{TITLE}：结项了")
        request = who("family0").open("/me/requests/").follow("四点半以后")
        request.sees(f"项目“{TITLE}”结项了")
        page = who("").open(town.page)
        page.sees(
            "谁提的 芙蓉社区 2026年3月 孩子 6 件",  # the count, and nobody's name
            "谁组织 芙蓉社区",
            f"谁来做 {SOCIAL}、{BRANCH}",
            "谁出钱 政府购买服务 9,000 元 牵头的自己出 3,000 元",
            "三方都说需要，先做八次。",
        )
        page.sees_not(*(person.name for person in town.cast.people.values()), "王师傅", "李师傅")
