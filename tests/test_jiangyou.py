"""Jiangyou, as the interview tells it: a courtyard that nobody manages learns to govern itself.

The district works by self-government. Neighbours say who lives and owns where, one answers for each
entrance, a matter comes up in talk, a meeting decides it, somebody does it and neighbours say
whether it was done. Then books, a consultation, an owners' vote; and whoever doubts a number takes
one file home and adds it up offline. One story, told through the pages (reading.py).
"""

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from last500.base import clock
from last500.base.scope import everything
from last500.organisations.models import Office
from last500.organisations.rules import OfficeKind
from last500.people import actions as people
from last500.places.models import Place
from last500.places.rules import path_step
from last500.proof import checkpoints
from last500.votes import actions as votes
from tests.cast import Cast
from tests.reading import Reader
from tests.tamper.world import new_log

pytestmark = [pytest.mark.django_db, pytest.mark.whole]
GATE = "/c/zhichang/"
DOORS = {  # name: (entrance, door, what they are there)
    "yin": ("1单元", "101", ("resident", "owner")),
    "mao": ("1单元", "102", ("resident", "owner")),
    "chou": ("1单元", "201", ("resident",)),
    "si": ("2单元", "101", ("resident", "owner")),
    "wu": ("2单元", "102", ("resident", "owner")),
    "wei": ("2单元", "201", ("owner",)),
}
WATCH = (("owners", "wei"), ("community", "he"), ("street", "sun"), ("teller", "yin"))
ROADS = {"li": "办这次表决", "yin": "我在这次表决里的事"}
AREAS = {  # m², as the owner's paper says
    "1单元 101": "61.20", "1单元 102": "48.75", "1单元 201": "61.20",
    "2单元 101": "52.04", "2单元 102": "61.20", "2单元 201": "75.61",
}  # fmt: skip
CALLED = {name: f"院坝邻居{number}" for number, name in enumerate(DOORS, 1)}
JOBS = (votes.keep_times, checkpoints.publish)
LIGHT = "院坝里晚上黑，装三盏路灯"


@dataclass
class Town:
    cast: Cast

    @contextmanager
    def on(self, moment: str) -> Iterator[None]:
        """A moment; the worker has done what was due."""
        with clock.at(clock.parse(moment)):
            with everything("the worker"):
                for job in JOBS:
                    job()
            yield

    def who(self, name: str) -> Reader:
        """Signed in anew, before the gate of the courtyard."""
        return Reader(self.cast.people[name] if name else None).open(GATE)

    def gate(self, app: str) -> Reader:
        """A page of the courtyard as it hangs at the gate."""
        return Reader(None).open(f"/{app}/at/zhichang/")

    def desk(self, name: str, *words: str) -> Reader:
        """From the desk through these links."""
        reader = Reader(self.cast.people[name]).open("/desk/")
        for word in words:
            reader.follow(word)
        return reader


@pytest.fixture
def town(cast: Cast, settings, tmp_path: Path) -> Town:
    new_log(settings, tmp_path)
    for number, (name, called) in enumerate(CALLED.items()):
        cast.people[name] = people.person_with_phone(f"1000004000{number}", name=called)
    for name, kind in (("li", OfficeKind.SECRETARY), ("hua", OfficeKind.BOOKKEEPER)):
        Office.objects.create(
            person=cast.people[name], kind=kind, place=cast.c, from_on=date(2020, 1, 1)
        )
    house = Place.objects.create(
        parent=cast.c, level="building", name="一栋", path="new-house", opened_on=clock.today()
    )
    house.path = cast.c.path + path_step(house.pk)
    house.save(update_fields=["path"])
    return Town(cast)


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 190, 180)).save(file, "JPEG")
    return SimpleUploadedFile("凭证.jpg", file.getvalue(), "image/jpeg")


def test_jiangyou(town: Town, tmp_path: Path) -> None:
    the_district_chooses(town)
    neighbours_say_who_they_are(town)
    somebody_answers_for_each_entrance(town)
    a_matter_comes_up(town)
    they_meet(town)
    it_is_done_and_neighbours_say_so(town)
    the_books_are_opened(town)
    a_number_is_wrong(town)
    half_a_year_hangs_at_the_gate(town)
    all_are_asked(town)
    owners_vote(town)
    ballots_are_read_twice(town)
    anybody_adds_it_up_at_home(town, tmp_path)


# ---- who they are to one another -----------------------------------------------------------------


def the_district_chooses(town: Town) -> None:
    with town.on("2026-01-05 09:00"):
        tang = Reader(town.cast.tang).open("/").follow("组织").follow("涪江区").follow("以什么为主")
        tang.press("看看会变什么", {"way": ["grid"]}).press("就这样改")
        town.who("").sees("大家的事，大家定", "大家在商量的事", "公共收益账")


def neighbours_say_who_they_are(town: Town) -> None:
    """One adds the entrances; each says their own; somebody else confirms, without a copy."""
    with town.on("2026-01-06 10:00"):
        desk = town.desk("li", "网格组织", "设几个位置", "单元").press("加上单元", {"each": 2})
        desk.sees("一栋 1单元", "一栋 2单元")
    with town.on("2026-01-08 20:00"):
        for name, (entrance, door, kinds) in DOORS.items():
            asks = town.who(name).follow("我住这里，或者是业主")
            at = next(value for value, said in asks.page.options("at") if entrance in said)
            asks.press("登记", {"at": at, "door": door, "kinds": list(kinds)}).sees("等")
        li = town.desk("li", "住户和业主").sees("不拍照、不复印、不记号码")
        for _each in range(sum(len(kinds) for _at, _door, kinds in DOORS.values())):
            li.press("认识")
        li.sees("没有等确认的")
        town.who("").follow("大家在商量的事").sees_not(*CALLED.values())


def somebody_answers_for_each_entrance(town: Town) -> None:
    """One offers herself and shows what she likes; another is asked and declines for once."""
    with town.on("2026-01-10 19:00"):
        town.desk("li", "网格组织", "设几个位置", "单元").press("设好").sees("空着")
        town.who("yin").follow("哪栋楼谁联系").sees("2 个位置，0 个有人").follow("我愿意").press(
            "我愿意", {"name": "on", "called": "尹婆婆", "notes": "on"}
        )
        town.who("").follow("哪栋楼谁联系").sees("0 个有人").sees_not("尹婆婆")
        town.desk("li", "网格组织", "1单元").sees("说“我愿意”的").press("确认")
        gate = town.who("").follow("哪栋楼谁联系").sees("1 个有人", "尹婆婆", "空着")
        gate.sees_not(CALLED["yin"], "1000004")
        told = town.who("chou").follow("哪栋楼谁联系").follow("告诉 TA 一件事")
        told.press("告诉", {"text": "单元门的闭门器坏了，晚上哐哐响。"})
        own = Reader(town.cast.people["yin"]).open("/me/").follow("我联系的楼栋").follow("闭门器")
        own.press("回话", {"answer": "明天请师傅来看，修好了说一声。"})
        Reader(town.cast.people["chou"]).open("/me/").follow("我联系的楼栋").sees("闭门器")


def a_matter_comes_up(town: Town) -> None:
    """After dinner in the yard; whose matter it is, and on what ground; three doors join."""
    with town.on("2026-01-12 20:00"):
        mao = town.who("mao").follow("大家在商量的事").follow("我来提一件")
        mao.press("提出来", {
            "title": LIGHT, "kind": "facilities", "words": "晚上院坝里一盏灯也没有，老人不敢下楼。",
            "wish": "装三盏太阳能路灯。",
        }).sees("只有你和值守看得到")  # fmt: skip
        town.who("").follow("大家在商量的事").sees_not(LIGHT)
        li = town.desk("li", "议题", LIGHT).follow("看一看，定是谁的事")
        li.press("公开", {"whose": "residents", "ground": "neighbours"})
        town.desk("li", "议题", "户附议就上会").press("改好了", {"households": 3})
    with town.on("2026-01-13 20:00"):
        for name in ("yin", "chou", "si"):
            town.who(name).follow("大家在商量的事").follow(LIGHT).press("我附议")
        gate = town.who("").follow("大家在商量的事").follow(LIGHT)
        gate.sees("附议 3 户", "居民自己商量", "民法典第二百八十八条").sees_not(*CALLED.values())


# ---- a meeting, a decision, and whether it was done ----------------------------------------------


def they_meet(town: Town) -> None:
    """An autonomy committee: whoever says yes sits in it; a meeting counts heads, not names."""
    with town.on("2026-01-14 09:00"):
        li = town.desk("li", "开会和记录", "哪种会、谁来议")
        li.press("小区有这种会", form=li.form_keeping("kind", "autonomy")).follow("成员")
        for name in ("yin", "si", "wu"):
            key = li.choice("who", CALLED[name])
            li.press("请 TA 来", {"who": key, "until": "2027-12-31"})
        for name, answer in (("yin", "愿意"), ("si", "愿意"), ("wu", "不方便")):
            own = Reader(town.cast.people[name]).open("/me/inbox/").press("去看看", where="inbox")
            own.press(answer, {"called": f"{name}师傅"} if name != "wu" else {})
        li = town.desk("li", "开会和记录", "准备一次会", "都不像，自己写")
        assert li.page is not None
        li.press("写好了", {
            "title": "院坝里的灯", "day": "2026-01-20", "hour": "19:00", "spot": "黄葛树下",
            "topics": sorted(li.page.offered("topics")), "led_by": "chair",
        }).press("挂出通知")  # fmt: skip
        Reader(town.cast.people["mao"]).open("/me/inbox/").sees("院坝里的灯")
        gate = town.gate("councils").sees("要开的会", "黄葛树下", "yin师傅", "si师傅")
        gate.sees_not("wu师傅", *CALLED.values())
    with town.on("2026-01-20 21:30"):
        li = town.desk("li", "开会和记录", "院坝里的灯", "写记录")
        said = {
            "residents": 14, "owners": 1, "members": 2, "guests": 0,
            "words_1": "先装三盏，看看一年省不省电。",
            "said_for_1": "老人敢下楼了。", "said_against_1": "三盏不够，不如先修总闸。",
            "outcome_1": "agreed", "in_favour_1": 11, "against_1": 4,
            "decision_1": "装三盏太阳能路灯。", "what_1_1": "买灯、装灯",
            "who_1_1": "自治委员会", "until_1_1": "2026-02-28",
        }  # fmt: skip
        li.press("写好了", {**said, "in_favour_1": 15}, status=422).sees("再数一数")
        li.press("写好了", {**said, "in_favour_1": 7, "against_1": 7})
        li.sees("赞成和反对一样多，回去再商量")
        li.follow("改记录").press("写好了", said).sees("要另一位当时在场的人来确认")
        town.gate("councils").follow("院坝里的灯").sees_not("三盏不够")
        yin = town.who("yin").open("/councils/at/zhichang/").follow("院坝里的灯")
        yin.sees("三盏不够").press("我当时在场，写得对")
        town.desk("li", "开会和记录", "院坝里的灯").press("公布记录")
        minutes = town.gate("councils").follow("院坝里的灯")
        minutes.sees("老人敢下楼了。", "三盏不够，不如先修总闸。", "举手")
        minutes.sees_not("李敏", CALLED["yin"], "yin师傅")
        minutes.follow("看第 2026-1 号决定").sees("赞成 11，不赞成 4", "自治委员会来办")


def it_is_done_and_neighbours_say_so(town: Town) -> None:
    with town.on("2026-02-20 10:00"):
        li = town.desk("li", "决定和落实", "装三盏").follow("说办到了")
        li.press("说办到了", {"words": "三盏灯都亮了。"})
        says = dict.fromkeys(DOORS, "办到了") | {"chou": "还没有"}
        for name, word in says.items():
            town.who("").follow("定下来的事").follow(LIGHT).sees_not("办到了 5")
            town.who(name).follow("定下来的事").follow(LIGHT).press(word, where="word")
        gate = town.who("").follow("定下来的事").follow(LIGHT)
        gate.sees("邻居说：办到了 5，还没有 1").sees_not(*CALLED.values())


# ---- books ---------------------------------------------------------------------------------------


def the_books_are_opened(town: Town) -> None:
    """One puts down, another confirms; nothing is changed afterwards, a mistake is reversed."""
    with town.on("2026-03-01 10:00"):
        li = town.desk("li", "公共收益账", "开账")
        opening = {"amount": "0", "day": "2026-01-01", "words": "以前没有账，从零开始。"}
        li.press("记下，等核对", opening)
        li.sees("你记的，等别人核对")
        town.desk("he", "公共收益账", "请你核对").press("对，入账")
        hua = town.who("hua").follow("公共收益账").follow("记账和核对").follow("记一笔")
        rent = {
            "kind": "parking", "amount": "2860.50", "day": "2026-02-28",
            "counterparty": "个人（不写名字）", "words": "院坝停车，一月二月",
        }  # fmt: skip
        for wrong, says in (("0", "钱数要大于 0"), ("-80", "钱数写正的")):
            hua.press("记下，等核对", rent | {"amount": wrong}, status=422).sees(says)
        hua.press("记下，等核对", rent).sees("等第二个人核对")
        town.who("").follow("公共收益账").sees_not(
            "2,860.50"
        )  # one alone puts nothing in the books
        hua = town.who("hua").follow("公共收益账").follow("记账和核对").follow("记一笔")
        lamps = {
            "kind": "upkeep", "amount": "2160", "day": "2026-02-18",
            "counterparty": "邻里五金店", "words": "三盏太阳能路灯", "photo": picture(),
        }  # fmt: skip
        hua.press("记下，等核对", lamps).sees("等第二个人核对")
        li = town.desk("li", "公共收益账")
        for words in ("院坝停车", "三盏太阳能路灯"):
            li.follow(words).press("对，入账").open("/desk/").follow("公共收益账")
        town.who("").follow("公共收益账").sees("700.50").follow("三盏太阳能路灯").sees(
            "2,160.00", "邻里五金店"
        ).sees_not("华平")


def a_number_is_wrong(town: Town) -> None:
    """A neighbour asks; the entry is reversed and put down right, and both stay to be seen."""
    with town.on("2026-03-05 20:00"):
        mao = town.who("mao").follow("公共收益账").follow("三盏太阳能路灯").follow("我想问")
        doubt = {"ask": "objection", "words": "店里三盏一共 1260，怎么记成 2160？"}
        mao.press("送给值守", doubt).sees("等答复")
        town.who("").follow("公共收益账").sees("1 个在等答复").sees_not("1260", CALLED["mao"])
    with town.on("2026-03-06 09:00"):
        li = town.desk("li", "公共收益账", "我觉得不对").sees_not(CALLED["mao"])
        li.press("答复", {"gist": "路灯的钱数和发票对不上", "answer": "是记错了一位，冲正再记。"})
        wrong = town.who("hua").follow("公共收益账").follow("三盏太阳能路灯").follow("冲正")
        wrong.press("冲正，等核对", {"words": "金额记错了"})
        town.desk("li", "公共收益账", "冲正").press("对，入账")
        again = town.who("hua").follow("公共收益账").follow("三盏太阳能路灯").follow("再记对的一笔")
        again.press("记下，等核对", {"amount": "1260", "photo": picture()})
        town.desk("li", "公共收益账", "三盏").press("对，入账")
        gate = town.who("").follow("公共收益账").sees("1,600.50", "冲正第 3 笔")
        gate.sees("路灯的钱数和发票对不上", "是记错了一位，冲正再记。").sees_not("1260，怎么")


def half_a_year_hangs_at_the_gate(town: Town) -> None:
    with town.on("2026-07-02 09:00"):
        town.who("hua").follow("公共收益账").follow("记账和核对").press("做报表")
        li = town.desk("li", "公共收益账", "2026").sees(
            "期初 0.00 ＋ 收入 2,860.50 － 支出 1,260.00"
        )
        li.follow("核对、公示").press("公示", {"days": 7}, status=422).sees("15")
        li.press("公示", {"days": 20})
        town.who("").follow("公共收益账").sees("公示到 2026-07-21")


# ---- what all are asked --------------------------------------------------------------------------


def all_are_asked(town: Town) -> None:
    """A consultation: advice only, nothing before it closes, few voices are not told apart."""
    with town.on("2026-07-05 09:00"):
        li = town.desk("li", "意见征询", "写一个新的问题")
        li.press("写好了，再看一遍", {
            "title": "第四盏灯装在哪里", "options": "车棚\n门口\n不装", "form": "ranked",
            "voice": "household", "who": "neighbours",
        })  # fmt: skip
        li.press("公布", {"days": 7})
        for name, order in (("yin", "012"), ("mao", "120"), ("chou", "021")):
            says = town.who(name).follow("意见征询").follow("第四盏灯").follow("说说我的意见")
            says.press("发出", {f"place_{n}": one for n, one in enumerate(order, 1)})
        town.who("").follow("意见征询").follow("第四盏灯").sees("已经收到 3 份")
    with town.on("2026-07-13 09:00"):
        town.desk("li", "意见征询", "第四盏灯").press("点数，公布结果")
        told = town.who("").follow("意见征询").follow("第四盏灯").sees("没有业主大会表决的效力")
        told.sees("只有 3 份回答，太少，不分开公布")


def owners_vote(town: Town) -> None:
    """Recorded here, held on paper: what the yard's money is for (民法典 278, item 9)."""
    with town.on("2026-08-01 09:00"):
        for door, area in AREAS.items():
            town.desk("li", "住户和业主", "门牌和面积", door).press("记下", {"area": area})
        li = town.desk("li", "业主表决", "写一次表决")
        li.press("存好，还不公告", {
            "title": "停车的钱怎么用", "about": "一年大约三千元。", "caller": "residents",
            "q1_text": "停车收入留作院坝的维护", "q1_item": "9", "told_on": "2026-07-28",
            "opens_on": "2026-08-20", "closes_on": "2026-08-30",
        })  # fmt: skip
        li.follow("看名册，导入").press("从登记的住户取")
        li.sees("6 套", "360.00 平方米")
        for role, name in WATCH:
            li = town.desk("li", "业主表决", "停车的钱怎么用")
            words = CALLED.get(name) or {"he": "芙蓉社区", "sun": "城东街道"}[name]
            li.press("请 TA", {"role": role, "who": li.choice("who", words)})
            asked = Reader(town.cast.people[name]).open("/me/inbox/").press("：请你监票或录票")
            asked.press("答应")
        town.desk("li", "业主表决", "停车的钱怎么用").follow("公告").press("公告")
        town.who("").follow("业主表决").follow("停车的钱怎么用").sees("8月20日 9:00", "不投不算")
        li = town.desk("li", "业主表决", "停车的钱怎么用")
        li.sees("公告中", CALLED["wei"])
    with town.on("2026-08-19 09:00"):
        li = town.desk("li", "业主表决", "停车的钱怎么用").follow("定下名册")
        li.press("定下名册").sees("名册定下来了，不再改")


def ballots_are_read_twice(town: Town) -> None:
    """Four doors say yes, one no, one hands nothing in; silence is counted nowhere."""
    box = {"1": "for", "2": "for", "4": "for", "5": "for", "6": "against"}
    with town.on("2026-08-30 17:00"):
        vote = town.who("").follow("业主表决").follow("停车的钱怎么用").page.address
        for name in ("li", "yin"):
            reads = Reader(town.cast.people[name]).open(vote).follow(ROADS[name]).follow("录票")
            for paper, said in box.items():
                if (name, paper) == ("yin", "2"):
                    said = "against"  # a slip of the hand
                when = {"cast_on": "2026-08-30", "cast_time": "16:30"}
                reads.press("录好，下一张", {"paper": paper, "q1": said, **when})
                reads.sees_not("反对 1", "同意 1")
        for name in ("li", "yin"):
            one = Reader(town.cast.people[name]).open(vote).follow(ROADS[name]).follow("录票")
            one.follow("看还差的").sees("两次录入不一样").follow("2 号票")
            one.press("票上就是这样", {"q1": "for"})
        town.who("").open(vote).sees("5 套").sees_not("同意 4")
    with town.on("2026-08-30 18:30"):
        town.desk("li", "业主表决", "停车的钱怎么用").follow("计票").press("计票")
        town.who("").open(vote).sees_not("通过了")
        for name in ("wei", "he", "sun"):
            watches = Reader(town.cast.people[name]).open(vote).follow("我在这次表决里的事")
            watches.sees("3 × 2988000 = 8964000 ≥ 2 × 3600000 = 7200000")
            watches.press("就这样", {"signs": "yes"})
        town.desk("li", "业主表决", "停车的钱怎么用").follow("公示结果").press("公示结果")
        town.who("").open(vote).sees("通过了", "298.80", "2 × 4 = 8 > 1 × 5 = 5").sees_not(
            *CALLED.values()
        )
        own = town.who("wei").open(vote).follow("看我自己的那一套")
        own.sees("选票编号 6", "75.61 平方米", "名册核对数")


# ---- whoever doubts it ---------------------------------------------------------------------------


def anybody_adds_it_up_at_home(town: Town, tmp_path: Path) -> None:
    """The bundle and the tool are carried home and run without this site."""
    with town.on("2026-09-05 10:00"):
        gate = town.who("").follow("公共收益账").follow("改没改过")
        gate.sees("账本", "余额 1,600.50 元", "表决通过：5 人参加，4 人赞成").sees_not(
            *CALLED.values()
        )
        bundle, tool = tmp_path / "bundle.zip", tmp_path / "verify.py"
        bundle.write_bytes(file_at("/tlog/at/zhichang/bundle.zip"))
        tool.write_bytes(file_at("/tlog/verify.py"))
        found = verified(tool, bundle)
        assert (found.returncode, "完整" in found.stdout) == (0, True), found.stdout
        rewrite(bundle, tmp_path / "changed.zip", "126000", "216000")
        found = verified(tool, tmp_path / "changed.zip")
        assert found.returncode == 1
        assert f"ledger:{town.cast.c.pk} 第 5 条被改" in found.stdout


def file_at(address: str) -> bytes:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.getvalue()


def verified(tool: Path, bundle: Path) -> subprocess.CompletedProcess[str]:
    """What the tool says, run by itself."""
    command = [sys.executable, "-I", str(tool), str(bundle)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def rewrite(bundle: Path, changed: Path, old: str, new: str) -> None:
    """The bundle again, with one number another."""
    with zipfile.ZipFile(bundle) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old.encode(), new.encode()))
