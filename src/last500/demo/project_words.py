"""The sixteen projects of the demo town: all invented, of the kinds that such towns have."""

from dataclasses import dataclass, field

Line = tuple[str, str, int, int]  # what for, who pays, planned yuan, of it own share
Promise = tuple[str, int, str, str]  # what is counted, how many, measure, source
Partner = tuple[str, str, str]  # name of an organisation, as what, what it does


@dataclass(frozen=True)
class Words:
    """`at` is the number of a compound, or of a community where `wide`. `by`: the desk, a
    neighbour, or the name of an organisation that proposes it. `now`: how far it has come; an
    open state, "asked" (waits for the desk), "weighed" (the panel is at it), declined, given_up.
    """

    title: str
    kind: str
    audience: str
    at: int
    now: str
    aim: str
    does: str
    wide: bool = False
    by: str = "desk"
    lead: str = ""
    partners: tuple[Partner, ...] = ()
    roles: tuple[tuple[str, str, int], ...] = (("帮手", "", 3),)
    lines: tuple[Line, ...] = ()
    percent: int | None = None
    promises: tuple[Promise, ...] = ()
    reached: tuple[int | str, ...] = ()
    group: str = "楼栋群"
    risk: str = "none"
    risk_note: str = ""
    insurance: str = ""
    materials: str = ""
    part_of: str = ""
    result: str = "三方都说得出为什么要做，时间和人手也合适，可以做。"
    reason: str = ""
    days: int = 60
    opinions: tuple[tuple[str, str], ...] = field(
        default=(
            ("for", "居民来问过好几回，窗口这边也愿意出一间屋子。"),
            ("for", "楼上楼下都用得着，早点做。"),
            ("ask", "人手够不够要先说清，别开了头没人接。"),
        )
    )


PROJECTS: tuple[Words, ...] = (
    Words(
        "螺丝刀小分队", "small_repair", "all", 0, "running",
        "灯不亮、水龙头滴水，找师傅嫌活小；让小毛病当周就有人修。",
        "每周三晚七点到八点半，在门岗旁的工具间修小家电和水龙头，零件按进价。",
        partners=(("顺手五金店", "merchant", "零件按进价给"),),
        roles=(("会修的师傅", "", 4),),
        lines=(("工具两套", "community", 680, 0), ("常用零件", "partner", 320, 0)),
        promises=(("开门修理", 8, "次", "值班本"), ("修好的东西", 40, "件", "登记单")),
        group="十二个楼栋群", materials="工具两套、常用垫圈灯头",
    ),
    Words(
        "银龄手机课堂（8 次）", "digital_help", "elders", 0, "evaluated",
        "老人会自己挂号、视频、认得出诈骗短信，不用每次都找孩子。",
        "八个周六上午，两人教一桌，从老人自己手机里的难处讲起。",
        wide=True, lead="图书馆党支部",
        partners=(
            ("图书馆党支部", "unit", "出会议室和两位馆员"),
            ("暖阳社会工作服务中心", "social_work", "请老人来，课后回访"),
        ),
        roles=(("助教", "", 4),),
        lines=(("讲义打印", "community", 420, 0), ("茶水", "own", 160, 160)),
        promises=(("上课", 8, "次", "签到本"), ("学会自己挂号", 30, "人", "课后问一问")),
        reached=(8, 26), group="老年活动室", days=45,
    ),
    Words(
        "周末义诊与慢病随访", "health_mind", "elders", 1, "running",
        "血压血糖有人常看着，该去医院的早点劝去。",
        "每月两个周日上午在院坝义诊，只记人数不记病；要随访的自己留话。",
        wide=True, lead="区中医馆党支部",
        partners=(("区中医馆党支部", "unit", "每次两位医生，带血压计"),),
        roles=(("引导和登记人数", "", 4),),
        lines=(("一次性用品", "partner", 900, 0),),
        promises=(("义诊", 4, "次", "院坝公告"), ("来的人", 160, "人次", "当天数人头")),
        group="院坝早锻炼的一群人",
    ),
    Words(
        "四点半课堂", "children", "parents", 0, "staffed",
        "放学到下班这两个小时，四十个孩子有地方写作业、有人看着。",
        "周一到周五四点半到六点半，社区二楼，老师和大学生轮着来。",
        wide=True, lead="暖阳社会工作服务中心",
        partners=(
            ("暖阳社会工作服务中心", "social_work", "社工一位，天天在"),
            ("区小学党支部", "unit", "每周三位老师辅导"),
        ),
        roles=(("看护和辅导", "", 5),),
        lines=(
            ("社工课时", "government", 36000, 3600), ("桌椅和书架", "community", 8000, 0),
            ("点心", "own", 1200, 1200),
        ),
        percent=10,
        promises=(("开班", 60, "天", "签到本"), ("稳定来的孩子", 40, "人", "月末名单数")),
        group="家长群", risk="some", risk_note="孩子路上和楼梯上的安全：接送签字，楼梯口站一位大人",
        materials="旧桌椅、图书", days=90,
    ),
    Words(
        "每月一日便民集市", "culture_neighbours", "all", 0, "closed",
        "理发、磨刀、缝补、修伞，一个月一回在家门口办完。",
        "每月一号上午在院坝摆三个钟头，谁会什么摆什么。",
        wide=True, partners=(
            ("巷口理发店", "merchant", "两位师傅"), ("老街修鞋铺", "merchant", "修鞋修伞"),
        ),
        roles=(("摆摊和收摊", "", 4),),
        lines=(("遮阳棚", "community", 1500, 0), ("磨刀石", "community", 260, 0)),
        promises=(("集市", 2, "次", "院坝公告"), ("来办事的人", 150, "人次", "摊位数人头")),
        reached=(2, 171), group="手艺人小组", days=40,
    ),
    Words(
        "消防通道轮值劝导 90 天", "safety", "all", 1, "finished",
        "消防通道不被车堵，劝导由邻居自己轮着来。",
        "晚饭后两人一组走一圈，只劝不吵，劝不动的请物业。",
        lead="暖阳社会工作服务中心",
        partners=(
            ("暖阳社会工作服务中心", "social_work", "排轮值表，开碰头会"),
            ("红袖夜巡队", "volunteers", "每周两晚"),
        ),
        roles=(("轮值", "", 5),),
        lines=(("反光背心", "community", 300, 0),),
        promises=(("轮值", 90, "晚", "轮值表"), ("通道全空的晚上", 70, "晚", "轮值表")),
        group="车主群", risk="some", risk_note="夜里走动：两人一组，穿反光背心，遇到争吵就走开",
        days=40,
    ),
    Words(
        "楼道换灯与扶手加固", "public_facility", "elders", 0, "called",
        "三栋老楼的楼道亮起来，扶手不晃，老人晚上敢下楼。",
        "四个周六上午，持证电工换灯，两人扶梯；扶手由厂里来的师傅加固。",
        partners=(("供电抢修班党支部", "unit", "持证电工两位"),),
        roles=(("持证电工", "electric_repair", 2), ("扶梯递工具", "", 4)),
        lines=(("声控灯 60 盏", "community", 2400, 0), ("扶手配件", "partner", 1800, 0)),
        promises=(("换好的灯", 60, "盏", "逐层拍照核对"), ("加固的扶手", 9, "处", "逐层核对")),
        group="老楼住户小组", risk="high", insurance="人身意外险，社区统一投保",
        risk_note="爬梯子和带电：持证的人动手，两人一组，先断电",
    ),
    Words(
        "院落微花园共建", "environment", "all", 2, "reviewed",
        "把堆杂物的两块空地变成大家看得住的小花园。",
        "先清杂物，再一起画图，分到楼栋认养。", by="neighbour",
        partners=(("绿芽环境协会", "social", "出图纸、教堆肥"),),
        roles=(("翻地种花", "", 8),),
        lines=(("土和苗", "community", 2200, 0), ("工具", "own", 300, 300)),
        promises=(("认养的楼栋", 6, "栋", "认养单"),), group="种花的一群邻居",
    ),
    Words(
        "亲子共乐·榫卯积木日", "culture_neighbours", "parents", 0, "called",
        "三十组家庭一起搭一天榫卯，邻居认得邻居。",
        "木工师傅带，大人孩子一桌，搭好的留在社区。", by="neighbour",
        partners=(("新叶幼儿园党支部", "unit", "借桌椅"),),
        roles=(("会木工的", "", 2), ("带孩子做的", "", 6)),
        lines=(("木料", "own", 900, 900),),
        promises=(("来的家庭", 30, "组", "签到本"),), group="爱做木工的家长",
        risk="some", risk_note="小锯和小刀由大人拿，备创可贴",
    ),
    Words(
        "“共享奶奶、故事爷爷”", "elder_company", "children", 2, "running",
        "老人讲老故事，孩子放学有人等；一老一小互相作伴。",
        "每周两个下午在社区书屋，老人报名讲，社工备茶备绳。",
        wide=True, by="小树苗亲子服务社", lead="小树苗亲子服务社",
        roles=(("讲故事的老人", "", 4), ("看护", "", 2)),
        lines=(
            ("社工课时和督导", "government", 42000, 3000), ("材料和茶水", "government", 5000, 0),
            ("场地收拾", "own", 2000, 2000),
        ),
        percent=10,
        promises=(
            ("讲故事", 24, "次", "签到本"), ("讲过的老人", 20, "人", "签到本数人"),
            ("常来的孩子", 30, "人", "签到本数人"),
        ),
        group="书屋的一群老人", days=120,
    ),
    Words(
        "善小陪护队", "hospital_company", "elders", 3, "staffed",
        "没有物业的院子里，老人看病有人陪、重东西有人提。",
        "约好时间，两人一组去；不碰药，不进门。",
        partners=(("夕阳伴行助老会", "social", "带一次陪诊培训"),),
        roles=(("陪护", "", 4),),
        promises=(("陪诊和帮提", 30, "次", "约的单子数"),), group="院子自管小组",
        risk="some", risk_note="扶老人上下楼：两人一组，不舒服就打 120",
    ),
    Words(
        "法律门诊（每月第二个周六）", "law_mediation", "all", 0, "running",
        "房子、赡养、借钱的事，先有个懂的人听一听。",
        "每月第二个周六上午，预约优先；只说法，不代打官司。",
        wide=True, lead="法律援助站党支部",
        partners=(("法律援助站党支部", "unit", "每次两位律师"),),
        roles=(("接待", "", 2),),
        promises=(("开门", 3, "次", "院坝公告"), ("来问的人", 45, "人次", "当天数人头")),
        group="调解小组", days=75,
    ),
    Words(
        "闲置物品循环角", "sharing", "all", 0, "asked",
        "童车、绘本、拐杖放着落灰，让下一家接着用。",
        "门岗旁一排架子，贴上放的日子，三个月没人拿就送走。", by="neighbour",
    ),
    Words(
        "停车协商与车位重划", "self_government", "owners", 0, "declined",
        "车位不够，先谈出一个大家认的划法。",
        "三次院坝会，测绘队来画图，画出来再公示。",
        reason="先由业主议事把规矩谈拢再立项；画图可以先请测绘队来。",
        opinions=(
            ("ask", "这是业主共同的事，要走业主的程序。"),
            ("against", "还没谈就画线，会吵起来。"),
            ("ask", "建议先开两次院坝会，再看要不要做成项目。"),
        ),
    ),
    Words(
        "公共收益半年公示与审计辅导", "self_government", "owners", 0, "weighed",
        "广告费、停车费收了多少、花在哪，半年一次看得懂。",
        "会计邻居教楼长看账，做一张一页纸的公示样子。", wide=True,
    ),
    Words(
        "文明养犬课与流动拾便箱", "environment", "pet_keepers", 4, "given_up",
        "遛狗牵绳、随手拾便，养狗的和不养狗的少吵两句。",
        "两次课，六个拾便箱在院里轮着放。",
        roles=(("管拾便箱", "", 3),), lines=(("拾便箱", "community", 540, 0),),
        promises=(("开课", 2, "次", "签到本"),), group="遛狗的一群邻居",
        reason="拾便箱并到物业的保洁里做了，课由城管来讲，这边不重复做。",
    ),
)  # fmt: skip
