"""Words of the messages about venture calls (rules.KINDS)."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

_AT = "/calls/"
KINDS: dict[str, MessageKind] = {
    "call_reviewer": MessageKind(
        N_("请你来评审一次公益创投"), N_("%(place)s · %(call)s。愿不愿意由你。"), _AT,
    ),
    "call_answered": MessageKind(N_("请的评审有了答复"), N_("%(place)s · %(call)s。"), _AT),
    "call_review": MessageKind(
        N_("申请收完了，请先说清有没有关系"),
        N_("%(place)s · %(call)s。每一份都说过了，才能开始看。"), _AT,
    ),
    "call_applied": MessageKind(N_("来了一份公益创投的申请"), N_("%(place)s · %(call)s。"), _AT),
    "call_withdrawn": MessageKind(N_("有一份申请撤回了"), N_("%(place)s · %(call)s。"), _AT),
    "call_note": MessageKind(N_("你的申请有一句辅导的话"), N_("%(place)s · %(call)s。"), _AT),
    "call_result": MessageKind(
        N_("你的申请有结果了"),
        N_("%(place)s · %(call)s。你先看到，一天以后才公布。"), _AT,
    ),
    "call_off": MessageKind(
        N_("这次公益创投不办了"), N_("%(place)s · %(call)s，理由写在里面。"), _AT
    ),
    "call_contract": MessageKind(
        N_("公益创投的合同等你们说"), N_("%(place)s · %(call)s。同不同意由你们。"), _AT,
    ),
    "call_signed": MessageKind(N_("公益创投的合同签好了"), N_("%(place)s · %(call)s。"), _AT),
    "call_report_due": MessageKind(
        N_("有一份报告快到日子了"), N_("%(place)s · %(call)s。每个指标都要有数。"), _AT,
    ),
    "call_report_late": MessageKind(
        N_("有一份报告过了日子还没交"), N_("%(place)s · %(call)s。有难处请说一声。"), _AT,
    ),
    "call_reported": MessageKind(N_("交来了一份报告"), N_("%(place)s · %(call)s。"), _AT),
    "call_late": MessageKind(
        N_("公益创投的下一步快到期了"), N_("%(place)s · %(call)s，下一步等你。"), _AT,
    ),
    "call_moved_up": MessageKind(
        N_("有一次公益创投到期没动，转到了这里"), N_("%(place)s · %(call)s，请看一下。"), _AT,
    ),
}  # fmt: skip
