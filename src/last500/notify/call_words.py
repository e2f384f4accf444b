"""Words of the messages about venture calls: (title, body, page it leads to)."""

from collections.abc import Mapping

from last500.base.marking import N_

_AT = "/calls/"
CALL_WORDS: Mapping[str, tuple[str, str, str]] = {
    "call_reviewer": (
        N_("请你来评审一次公益创投"), N_("%(place)s · %(call)s。愿不愿意由你。"), _AT,
    ),
    "call_answered": (N_("请的评审有了答复"), N_("%(place)s · %(call)s。"), _AT),
    "call_review": (
        N_("申请收完了，请先说清有没有关系"),
        N_("%(place)s · %(call)s。每一份都说过了，才能开始看。"), _AT,
    ),
    "call_applied": (N_("来了一份公益创投的申请"), N_("%(place)s · %(call)s。"), _AT),
    "call_withdrawn": (N_("有一份申请撤回了"), N_("%(place)s · %(call)s。"), _AT),
    "call_note": (N_("你的申请有一句辅导的话"), N_("%(place)s · %(call)s。"), _AT),
    "call_result": (
        N_("你的申请有结果了"),
        N_("%(place)s · %(call)s。你先看到，一天以后才公布。"), _AT,
    ),
    "call_off": (N_("这次公益创投不办了"), N_("%(place)s · %(call)s，理由写在里面。"), _AT),
    "call_contract": (
        N_("公益创投的合同等你们说"), N_("%(place)s · %(call)s。同不同意由你们。"), _AT,
    ),
    "call_signed": (N_("公益创投的合同签好了"), N_("%(place)s · %(call)s。"), _AT),
    "call_report_due": (
        N_("有一份报告快到日子了"), N_("%(place)s · %(call)s。每个指标都要有数。"), _AT,
    ),
    "call_report_late": (
        N_("有一份报告过了日子还没交"), N_("%(place)s · %(call)s。有难处请说一声。"), _AT,
    ),
    "call_reported": (N_("交来了一份报告"), N_("%(place)s · %(call)s。"), _AT),
    "call_late": (
        N_("公益创投的下一步快到期了"), N_("%(place)s · %(call)s，下一步等你。"), _AT,
    ),
    "call_moved_up": (
        N_("有一次公益创投到期没动，转到了这里"), N_("%(place)s · %(call)s，请看一下。"), _AT,
    ),
}  # fmt: skip
