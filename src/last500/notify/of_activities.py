"""Words of the messages about activities (rules.KINDS)."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "activity_asked": MessageKind(
        N_("活动空出来了，问你来不来"),
        N_("%(place)s · %(activity)s · %(role)s。一天之内说一声，不来也没关系。"),
        "/activities/",
    ),
    "activity_asked_soon": MessageKind(
        N_("活动快开始了，刚空出来一个位置"),
        N_("%(place)s · %(activity)s · %(role)s。给你留一会儿，请看页面上的时间。"),
        "/activities/",
        urgent=True,
    ),
    "activity_short": MessageKind(
        N_("活动快开始了，有一项缺人"),
        N_("%(place)s · %(activity)s · %(role)s，现在缺 %(missing)s 位。"),
        "/activities/",
    ),
    "activity_soon": MessageKind(
        N_("提醒一下：你报的活动快到了"),
        N_("%(place)s · %(activity)s · %(when)s · %(where)s。来不了在页面上取消一下就行。"),
        "/activities/",
    ),
    "activity_changed": MessageKind(
        N_("你报的活动改了一点"),
        N_("%(place)s · %(activity)s，请看看时间和地点。来不了可以取消。"),
        "/activities/",
    ),
    "activity_clashes": MessageKind(
        N_("活动改了时间，和你报的另一场碰上了"),
        N_("%(place)s · %(activity)s。这一场先替你放开了；要来这一场，请先取消另一场。"),
        "/activities/",
    ),
    "activity_called_off": MessageKind(
        N_("活动不办了"), N_("%(place)s · %(activity)s：%(reason)s"), "/activities/"
    ),
    "activity_proposed": MessageKind(
        N_("有人想在这里办一场活动"),
        N_("%(place)s · %(activity)s。请看看，同意了就开放报名。"),
        "/activities/",
    ),
    "activity_agreed": MessageKind(
        N_("值守同意了，可以报名了"), N_("%(place)s · %(activity)s。"), "/activities/"
    ),
    "activity_taken_over": MessageKind(
        N_("有人接了你的位置"), N_("%(place)s · %(activity)s。这一场你不用来了。"), "/activities/"
    ),
    "activity_swap_asked": MessageKind(
        N_("有人想和你换班"),
        N_("%(place)s · %(activity)s，对方是“%(role)s”。换不换都行。"),
        "/activities/",
    ),
    "activity_swapped": MessageKind(
        N_("换好班了"), N_("%(place)s · %(activity)s，请看看你现在的时间。"), "/activities/"
    ),
    "activity_not_swapped": MessageKind(
        N_("这次没换成班"), N_("%(place)s · %(activity)s，还是原来的时间。"), "/activities/"
    ),
    "activity_word": MessageKind(
        N_("组织的人有一句话"), N_("%(place)s · %(activity)s，打开活动的页面看。"), "/activities/"
    ),
    "activity_invited": MessageKind(
        N_("附近有一场活动缺人，你会的正合适"),
        N_("%(place)s · %(activity)s · %(role)s。来不来由你，不来不用回。"),
        "/activities/",
    ),
}
