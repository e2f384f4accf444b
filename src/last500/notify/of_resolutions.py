"""Messages about resolutions: who answers for what, what neighbours are asked, what runs out."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "task_offered": MessageKind(
        N_("想请你来办一件定下来的事"),
        N_("%(place)s · %(task)s。你说可以才算数，不方便就说不方便。"),
        "/topics/mine/",
    ),
    "task_answered": MessageKind(N_("请他来办的人回话了"), N_("%(place)s · %(task)s。"), "/desk/"),
    "task_late": MessageKind(
        N_("一件定下来的事到期还没办"), N_("%(place)s · %(task)s，大家都看得到。"), "/desk/"
    ),
    "task_done": MessageKind(
        N_("定下来的事，说办到了"),
        N_("%(place)s · %(task)s。真办到了吗？请你说一声。"),
        "/topics/mine/",
    ),
    "task_doubted": MessageKind(
        N_("邻居说还没有办到"), N_("%(place)s · %(task)s，请去看一看。"), "/desk/"
    ),
    "review_due": MessageKind(
        N_("一个约定到了回看的日子"),
        N_("%(place)s · %(title)s。接着用、改一改，还是结束，请看一看。"),
        "/desk/",
    ),
}
