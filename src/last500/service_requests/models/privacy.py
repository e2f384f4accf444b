"""What the tables of requests say of the personal data they hold: class, purpose, how long."""

from last500.base.marking import N_
from last500.base.privacy import NOBODY, Keep, Kind, Personal, Privacy

REQUEST = Privacy(
    {
        "text": Personal(Kind.SENSITIVE, N_("办这件事"), Keep.REQUEST, word=N_("你写的话")),
        "answers": Personal(
            Kind.SENSITIVE, N_("帮忙的人好准备"), Keep.REQUEST, word=N_("你选的回答")
        ),
        "visit_wish": Personal(
            Kind.SENSITIVE, N_("按你的希望请人上门"), Keep.REQUEST, word=N_("希望谁上门")
        ),
        "comment": Personal(
            Kind.SENSITIVE, N_("办得好不好由你说"), Keep.REQUEST, word=N_("你的评价")
        ),
        "summary": Personal(
            Kind.PERSONAL, N_("给帮忙的人的一句话"), Keep.REQUEST, word=N_("值守的概括")
        ),
        "risk_note": Personal(
            Kind.PERSONAL, N_("提醒帮忙的人留意"), Keep.REQUEST, word=N_("要留意的")
        ),
        "requester": Personal(
            Kind.PERSONAL, N_("在你自己的页面上看到"), Keep.REQUEST, word=N_("谁求助")
        ),
        "contact": Personal(
            Kind.PERSONAL,
            N_("找得到求助的人"),
            Keep.REQUEST,
            word=N_("联系方式"),
            whose="contact__person",
        ),
        "entered_by": Personal(
            Kind.PERSONAL, N_("替别人填的人也能看进度"), Keep.REQUEST, word=N_("谁代填")
        ),
        "link_key": Personal(
            Kind.PERSONAL, N_("不登录也能查进度"), Keep.REQUEST, word=N_("链接"), secret=True
        ),
        "slip_code": Personal(
            Kind.PERSONAL, N_("没有电话也能查进度"), Keep.REQUEST, word=N_("四位码")
        ),
    },
    what=N_("你的求助"),
    seen_by=N_("受理的值守；接了的邻居。公开的只有种类、公共位置和日期"),
    whose="requester",
    plain={
        "number": "random",
        "link_index": "a keyed hash of a random key",
        "category": "one of our kinds",
        "suspected_emergency": "a public number to call",
        "open_to": "a level",
        "routed_by": "the name of a line of the routing table",
        "suggested_category": "one of our kinds",
    },
)

EVENT = Privacy(
    {
        "note": Personal(Kind.SENSITIVE, N_("为什么这样办"), Keep.REQUEST, word=N_("这一步写的话")),
        "actor": Personal(Kind.PERSONAL, N_("谁对这一步负责"), Keep.LOG, "PIPL 51", N_("谁做的")),
    },
    what=N_("求助的经过"),
    seen_by=N_("求助的人、受理的值守、接了的邻居"),
    whose="request__requester",
    plain={
        "action": "one of our words",
        "from_state": "a state",
        "to_state": "a state",
        "role": "one of our words",
        "door": "one of our words",
        "facts": "levels, places, counts and times of ours",
    },
)

INVITATION = Privacy(
    {
        "helper": Personal(Kind.PERSONAL, N_("请谁帮忙"), Keep.REQUEST, word=N_("请了谁")),
        "reasons": Personal(
            Kind.PERSONAL,
            N_("为什么请你，你看得到"),
            Keep.REQUEST,
            word=N_("为什么请你"),
            whose="helper",
        ),
    },
    what=N_("请你帮忙的邀请"),
    seen_by=N_("你自己；请人的值守只看得到请了谁、来不来"),
    whose="helper",
)

ACCEPTANCE = Privacy(
    {"helper": Personal(Kind.PERSONAL, N_("谁上门"), Keep.ACCOUNT, word=N_("谁接的"))},
    what=N_("帮过的忙"),
    seen_by=N_("你自己；求助的人看得到称呼；受理的值守"),
    whose="helper",
    plain={"visit_code": "a word drawn at random"},
)

PHOTO = Privacy(
    {"file": Personal(Kind.SENSITIVE, N_("看清哪里坏了"), Keep.REQUEST, word=N_("照片文件"))},
    what=N_("照片"),
    seen_by=N_("求助的人、受理的值守、接了的邻居"),
    whose="request__requester",
    plain={"digest": "a hash of the stored picture"},
)

ME_TOO = Privacy(
    {
        "mark": Personal(
            Kind.INTERNAL, N_("同一个人只算一次"), Keep.REQUEST, word=N_("记号"), secret=True
        )
    },
    what=N_("“我也是”"),
    seen_by=N_("没有人，只看得到有几户"),
    whose=NOBODY,
)

CAN_HELP = Privacy(
    {"helper": Personal(Kind.PERSONAL, N_("谁愿意来"), Keep.REQUEST, word=N_("谁愿意来"))},
    what=N_("“我能帮”"),
    seen_by=N_("受理的值守"),
    whose="helper",
)

KEPT_APART = Privacy(
    {
        "by_index": Personal(
            Kind.PERSONAL, N_("不让你们碰面"), Keep.REQUEST, word=N_("你的电话的记号"), secret=True
        ),
        "phone_index": Personal(
            Kind.PERSONAL,
            N_("不让你们碰面"),
            Keep.REQUEST,
            word=N_("不想碰面的人的记号"),
            secret=True,
        ),
    },
    what=N_("求助时不想碰面的人"),
    seen_by=N_("没有人，包括值守"),
    whose="request__requester",
)
