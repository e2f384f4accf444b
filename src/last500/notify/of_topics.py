"""Messages about topics: what became of what somebody brought up, and what lies on a desk."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "topic_new": MessageKind(
        N_("有邻居提了一个议题"),
        N_("%(place)s，请看一看写了什么、是谁的事。看过才公开。"),
        "/desk/",
    ),
    "topic_emergency": MessageKind(
        N_("有邻居提的事可能很急"),
        N_("%(place)s 的一个议题里有紧急的话。页面已请对方先打电话，请马上看一看。"),
        "/desk/",
        any_hour=True,
    ),
    "topic_moved_up": MessageKind(
        N_("一个议题到期没有下一步，转到了这里"), N_("%(place)s · %(topic)s：%(state)s。"), "/desk/"
    ),
    "topic_sorted": MessageKind(
        N_("你提的事公开了"),
        N_("%(place)s · %(topic)s。页面上没有你的名字；邻居可以附议。"),
        "/topics/mine/",
    ),
    "topic_moved": MessageKind(
        N_("你提的事有了下一步"), N_("%(place)s · %(topic)s：%(state)s。"), "/topics/mine/"
    ),
    "topic_decided": MessageKind(
        N_("你提的事决定了"),
        N_("%(place)s · %(topic)s。决定了什么、谁来办，点开看看。"),
        "/topics/mine/",
    ),
    "topic_merged": MessageKind(
        N_("你提的事和邻居提的并在一起商量"),
        N_("%(place)s · 并到“%(topic)s”。你的附议还在。觉得不是一回事，给值守打个电话。"),
        "/topics/mine/",
    ),
    "topic_joined": MessageKind(
        N_("邻居提的同一件事并到了你提的议题里"), N_("%(place)s · %(topic)s。"), "/topics/mine/"
    ),
    "topic_opinion_returned": MessageKind(
        N_("你写的意见没有公开"),
        N_("%(place)s · %(topic)s。为什么，点开看看；可以改一改再发。"),
        "/topics/mine/",
    ),
    "topic_raise": MessageKind(
        N_("你求助的事，可以列为小区的议题吗？"),
        N_("%(place)s 的值守想请大家一起商量。你说可以才列，页面上没有你的名字。"),
        "/follow/",
    ),
}
