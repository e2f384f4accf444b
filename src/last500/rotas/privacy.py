"""What the tables of rotas say of the personal data they hold: class, purpose, how long."""

from last500.base.marking import N_
from last500.base.privacy import NO_PERSONAL_DATA, Keep, Kind, Personal, Privacy

ROTA = Privacy(
    {
        "contact": Personal(
            Kind.PERSONAL,
            N_("每一次都找得到门"),
            Keep.DUTY,
            word=N_("联系方式"),
            whose="contact__person",
        ),
        "title": Personal(
            Kind.SENSITIVE, N_("让被请的邻居知道是什么事"), Keep.DUTY, word=N_("是什么事")
        ),
        "text": Personal(Kind.SENSITIVE, N_("每一次要做什么"), Keep.DUTY, word=N_("写的话")),
        "risk_note": Personal(
            Kind.PERSONAL, N_("提醒来的邻居留意"), Keep.DUTY, word=N_("要留意的")
        ),
        "visit_wish": Personal(
            Kind.SENSITIVE, N_("请住户放心的人上门"), Keep.DUTY, word=N_("希望谁上门")
        ),
        "link_key": Personal(
            Kind.PERSONAL,
            N_("不登录也能跳过、暂停、结束"),
            Keep.DUTY,
            word=N_("链接"),
            secret=True,
        ),
        "made_by": Personal(
            Kind.PERSONAL,
            N_("谁安排的"),
            Keep.LOG,
            "PIPL 51",
            N_("谁安排的"),
            whose="made_by",
        ),
    },
    what=N_("你家的轮值"),
    seen_by=N_("安排轮值的值守；参加轮值的邻居看得到是什么事、哪一栋，接了那一次才看得到你是谁"),
    whose="contact__person",
    plain={
        "link_index": "a keyed hash of a random key",
        "category": "one of our kinds",
        "agreed_how": "one of our words",
        "import_index": "a keyed hash of a row",
    },
)

TURN = NO_PERSONAL_DATA

MEMBER = Privacy(
    {
        "person": Personal(Kind.PERSONAL, N_("轮到谁就问谁"), Keep.DUTY, word=N_("谁参加")),
        "reasons": Personal(
            Kind.PERSONAL, N_("为什么请你，你看得到"), Keep.DUTY, word=N_("为什么请你")
        ),
    },
    what=N_("你参加的轮值"),
    seen_by=N_("你自己；安排轮值的值守；一起轮值的邻居看得到称呼"),
    whose="person",
)

PLANNED = NO_PERSONAL_DATA

SWAP = NO_PERSONAL_DATA

EVENT = Privacy(
    {"actor": Personal(Kind.PERSONAL, N_("谁对这一步负责"), Keep.LOG, "PIPL 51", N_("谁做的"))},
    what=N_("轮值的经过"),
    seen_by=N_("住户和安排轮值的值守，只写是谁这一方，不写姓名"),
    whose="actor",
    plain={
        "action": "one of our words",
        "from_state": "a state",
        "to_state": "a state",
        "role": "one of our words",
        "door": "one of our words",
        "facts": "days and ways of ours",
    },
)
