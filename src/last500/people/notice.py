"""The notice: what people are told before they agree, in numbered versions (PIPL 14, 17).

Whoever changes a sentence gives it a new version (rules.NOTICE_VERSION): everybody who has an
account is then shown it once, and that they were is written down (actions.see_notice).
"""

from last500.base.marking import N_

NOTICE: tuple[tuple[str, str], ...] = (
    (N_("谁在处理"), N_("运行本站的街道或社区。名称、地址、电话写在这一页最下面。")),
    (
        N_("为什么要这些"),
        N_("受理求助、请邻居帮忙、约时间、回访，记下谁服务过多久、好开证明。不做别的，不打分，不排名，不卖给谁。"),
    ),
    (N_("收什么"), N_("下面一项一项列着。不收身份证号，不收人脸，不收行踪。")),
    (
        N_("敏感的"),
        N_("求助里写的话、党员身份，加密存放。照片不加密，单独存成看不出是谁的文件，拍摄信息已经去掉。都单独标出来，只有办事用得着的人看得到。"),
    ),
    (
        N_("放多久"),
        N_("到期由程序自动删，删了多少有记录；没删成会一直报错，直到删掉。备份最多再留 35 天。"),
    ),
    (
        N_("给不给别人"),
        N_("不给别的公司。要给别的单位，先单独问你同不同意。"),
    ),
    (
        N_("你可以"),
        N_("看、下载、更正、锁上、删掉你的资料，撤回同意，和同意的时候一样容易。没有账号，用求助的链接或者受理号也可以。"),
    ),
    (
        N_("不满 14 岁"),
        N_("由监护人同意才行。不公开，不出现在公开的页面上。"),
    ),
    (
        N_("不同意会怎样"),
        N_("不影响求助：可以打电话，或者在门岗填纸质单。"),
    ),
)  # fmt: skip
