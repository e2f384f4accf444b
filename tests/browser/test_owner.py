"""An owner and their compound: where they live, what is talked over, asked, and in the books."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from last500.base import clock
from last500.consultations.models import Answer
from last500.consultations.tests import world as consultations
from last500.households.models import Relation
from last500.ledger.models import Entry, Posting, Question, Statement
from last500.ledger.tests import world as books
from last500.organisations.models import Office
from last500.resolutions.models import NeighbourWord
from last500.topics.models import Topic
from last500.topics.tests import world as topics
from tests.browser.walk import open_fold, pick, tap

WORRY = "晚上回来没有车位，消防通道也停满了。"
QUESTION = "这一笔合同什么时候到期？"


def compound(page: Page, url: str, word: str) -> None:
    """From the gate, by the words on the compound's page."""
    page.goto(f"{url}/c/furongyuan/")
    tap(page, word)


def desk(page: Page, url: str, word: str) -> None:
    page.goto(f"{url}/desk/")
    tap(page, word)


def test_an_owner_takes_part_without_scripts(open_page, live_server, cast, shot):
    """Says where they live, is confirmed, brings something up, answers, asks, reads the answer."""
    books.entered(cast, books.opened(cast))
    asked = consultations.announced(cast)
    url = live_server.url
    me, lin = open_page(cast.chen, java_script_enabled=False), open_page(cast.lin)

    says_where(me, url, shot)
    desk(lin, url, "住户和业主")
    shot(lin, "g2-who-lives-where")
    for _both in range(2):
        tap(lin, "小区的人认识")
    assert Relation.objects.confirmed().filter(person=cast.chen).count() == 2
    brings_up(me, url, shot)
    answers(me, url, asked.title, shot)
    asks(me, url, shot)
    replies(lin, url, shot)

    me.goto(f"{url}/me/")
    tap(me, "我问过的账")
    me.locator("main a.card").click()
    expect(me.locator("main")).to_contain_text("明年三月到期")
    shot(me, "g8-the-answer")
    stranger = open_page()
    compound(stranger, url, "公共收益账")
    main = stranger.locator("main")
    expect(main).to_contain_text("明年三月到期")
    expect(main).not_to_contain_text(QUESTION)
    expect(main).not_to_contain_text(cast.chen.name)


def says_where(me: Page, url: str, shot) -> None:
    compound(me, url, "我住这里，或者是业主")
    tap(me, "登记")
    expect(me.locator(".summary")).to_be_visible()
    me.get_by_label("哪一栋、哪个单元").select_option(label="三号楼")
    me.get_by_label("门牌号").fill("1502")
    pick(me, "住在这一户")
    pick(me, "这一户的业主")
    shot(me, "g1-i-live-here")
    tap(me, "登记")
    expect(me.locator("main")).to_contain_text("等小区确认")


def brings_up(me: Page, url: str, shot) -> None:
    me.goto(f"{url}/me/")
    tap(me, "我的住处和房子")
    expect(me.locator("main")).to_contain_text("已确认")
    tap(me, "大家在商量的事")
    tap(me, "我来提一件")
    me.get_by_label("什么事，一句话").fill("院子里停车怎么排")
    pick(me, "停车充电")
    me.get_by_label("现在是什么情况").fill(WORRY)
    shot(me, "g3-bring-it-up")
    tap(me, "提出来")
    expect(me.locator("main")).to_contain_text("只有你和值守看得到")
    assert Topic.objects.get().state == "proposed"


def answers(me: Page, url: str, title: str, shot) -> None:
    compound(me, url, "意见征询")
    me.locator("main a", has_text=title).click()
    tap(me, "说说我的意见")
    pick(me, "北门车棚边")
    shot(me, "g4-answer")
    tap(me, "发出")
    expect(me.locator("main")).to_contain_text("北门车棚边")
    assert Answer.objects.count() == 1


def asks(me: Page, url: str, shot) -> None:
    compound(me, url, "公共收益账")
    shot(me, "g5-the-books")
    tap(me, "三号楼电梯广告，第三季度")
    tap(me, "我想问，或者觉得不对")
    me.get_by_label("你的话").fill(QUESTION)
    tap(me, "送给值守")
    expect(me.locator("#notice")).to_contain_text("送到了")
    shot(me, "g6-asked")


def replies(lin: Page, url: str, shot) -> None:
    desk(lin, url, "公共收益账")
    lin.locator("main a", has_text="我想问一句").click()
    lin.get_by_label("问的大意").fill("广告合同哪天到期")
    lin.locator("textarea[name=answer]").fill("明年三月到期，到期前会再招一次。")
    shot(lin, "g7-answering")
    tap(lin, "答复、公开")
    assert Question.objects.get().reply == "answered"


# ---- the books ----------------------------------------------------------------------------------


def test_two_people_keep_the_books(open_page, live_server, cast, shot):
    """One puts down, the other confirms; what was wrong is taken back, and the half-year posted."""
    book = books.opened(
        cast, day=clock.today().replace(year=clock.today().year - 2, month=1, day=1)
    )
    Office.objects.create(person=cast.li, kind="bookkeeper", place=cast.a, from_on=clock.today())
    url = live_server.url
    li, he = open_page(cast.li), open_page(cast.he)

    li.goto(f"{url}/me/")
    tap(li, "记账")
    li.locator("main a.card", has_text=cast.a.name).click()
    shot(li, "k1-the-desk")
    puts_down(li, shot)
    desk(he, url, "公共收益账")
    he.locator("main a", has_text="请你核对").click()
    expect(he.locator("main img")).to_be_visible()
    shot(he, "k3-please-check")
    tap(he, "对，入账")
    entry = Entry.objects.get(words="楼顶基站场地，半年")
    assert entry.voucher_digests and entry.posting.decided_by == cast.he

    takes_back(li, he, url, entry, shot)
    publishes(li, he, url, shot)
    compound(li, url, "公共收益账")
    expect(li.locator("main .states", has_text="公示到").first).to_be_visible()
    assert Statement.objects.filter(book=book, state="published").count() == 1


def puts_down(li: Page, shot) -> None:
    tap(li, "记一笔")
    tap(li, "记下，等核对")
    expect(li.locator(".summary")).to_be_focused()
    li.get_by_label("种类").select_option(label="基站和天线")
    li.get_by_label("多少元").fill("9000")
    li.get_by_label("对方").fill("铁塔公司")
    li.get_by_label("说明").fill("楼顶基站场地，半年")
    photo = books.upload().read()
    chosen = {"name": "v.jpg", "mimeType": "image/jpeg", "buffer": photo}
    li.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
    shot(li, "k2-an-entry")
    tap(li, "记下，等核对")
    expect(li.locator("main")).to_contain_text("由另一个人核对")
    expect(li.get_by_role("button", name="对，入账")).to_have_count(0)


def takes_back(li: Page, he: Page, url: str, entry: Entry, shot) -> None:
    li.goto(url + reverse("ledger:entry", args=[entry.pk]))
    tap(li, "记错了，冲正")
    li.get_by_label("为什么冲正").fill("金额记错了")
    tap(li, "冲正，等核对")
    desk(he, url, "公共收益账")
    he.locator("main a", has_text="冲正").click()
    tap(he, "对，入账")
    li.goto(url + reverse("ledger:entry", args=[entry.pk]))
    expect(li.locator("main")).to_contain_text("冲正了，见第")
    shot(li, "k4-taken-back")
    assert sum(Entry.objects.filter(seq__gt=1).values_list("amount_fen", flat=True)) == 2 * 9000_00


def publishes(li: Page, he: Page, url: str, shot) -> None:
    li.goto(url + reverse("ledger:mine"))
    li.locator("main a.card").first.click()
    tap(li, "做报表")
    expect(li.locator("#notice")).to_contain_text("报表做好了")
    desk(he, url, "公共收益账")
    he.locator("main section", has_text="等核对的报表").locator("a.card").click()
    tap(he, "核对、公示")
    shot(he, "k5-a-statement")
    tap(he, "数字和账对得上，公示")
    expect(he.locator("#notice")).to_contain_text("公示了")
    assert not Posting.objects.filter(state="waiting").exists()


# ---- from a worry to a word ---------------------------------------------------------------------


def test_a_secretary_brings_a_topic_to_an_end(open_page, live_server, cast, shot):
    """Looks at it, lets it be talked over, writes down what was decided and who does it; whether
    it is done the neighbours say."""
    topics.lives(cast, "hua", door="1201")
    topics.proposed(cast, by="wang")
    url = live_server.url
    lin, hua = open_page(cast.lin), open_page(cast.hua)

    desk(lin, url, "议题")
    lin.locator("main a", has_text="院子里停车排一排").click()
    tap(lin, "看一看，定是谁的事")
    shot(lin, "s1-whose-matter")
    pick(lin, "居民自己商量")
    lin.get_by_label("依据").select_option("all_residents")
    tap(lin, "公开")
    expect(lin.locator("#notice")).to_contain_text("公开了")
    compound(hua, url, "大家在商量的事")
    hua.locator("main a", has_text="院子里停车排一排").click()
    tap(hua, "我附议")
    expect(hua.locator("#notice")).to_contain_text("附议了")
    steps(lin, "请它上会", "大家天天都在说。")
    steps(lin, "开始商量", "十月的坝坝会")
    decides(lin, shot)

    done(lin)
    compound(hua, url, "定下来的事")
    tap(hua, "院子里停车排一排")
    expect(hua.locator("main")).to_contain_text("你看办到了吗")
    shot(hua, "s4-is-it-done")
    hua.locator(".sayings button").first.click()
    expect(hua.locator("#notice")).to_contain_text("记下了")
    said = NeighbourWord.objects.get()
    assert (said.person_id, said.word) == (cast.hua.pk, "done")


def steps(lin: Page, word: str, text: str) -> None:
    tap(lin, word)
    lin.locator("main form").locator("textarea, input[type=text]").first.fill(text)
    tap(lin, word)
    expect(lin.locator("#notice")).to_contain_text("记下了")


def decides(lin: Page, shot) -> None:
    tap(lin, "记下决定")
    shot(lin, "s2-decision")
    lin.get_by_label("决定了什么").fill("东侧画线十二个车位，消防通道不停车。")
    pick(lin, "值守定的")
    first = lin.locator("fieldset.card").first
    first.get_by_label("办什么").fill("画线")
    first.get_by_label("或者写谁来办").fill("小区值守")
    first.get_by_label("哪天办到").fill(clock.today().isoformat())
    tap(lin, "公布")
    expect(lin.locator("#notice")).to_contain_text("公布了")
    shot(lin, "s3-decided")


def done(lin: Page) -> None:
    open_fold(lin, "办的人")
    tap(lin, "说办到了")
    tap(lin, "说办到了")
    expect(lin.locator("#notice")).to_contain_text("记下了")
