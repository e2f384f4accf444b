"""Examples for the shelf of components at /style/: invented places and people only."""

from datetime import timedelta

from django import forms

from last500.base import clock
from last500.service_requests.categories import CATEGORIES
from last500.service_requests.rules import State


class SpecimenForm(forms.Form):
    text = forms.CharField(
        label="写两句", widget=forms.Textarea, help_text="什么地方，怎么了，什么时候方便。"
    )
    phone = forms.CharField(label="打哪个电话找你", max_length=11)
    time = forms.ChoiceField(
        label="什么时候方便",
        widget=forms.RadioSelect,
        choices=[("any", "都行"), ("evening", "晚上"), ("weekend", "周末")],
    )
    building = forms.ChoiceField(label="哪一栋", choices=[("1", "一号楼"), ("3", "三号楼")])
    other = forms.BooleanField(
        label="我替别人说", required=False, help_text="家人、邻居，或者电话里听来的。"
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if len(phone) < 11:
            raise forms.ValidationError("电话号码少一位，请再看看。")
        return phone


def components(part: str) -> dict:
    now = clock.now()
    return {
        "part": part,
        "kinds": CATEGORIES,
        "states": list(State),
        "form": SpecimenForm(),
        "bad_form": SpecimenForm({"text": "", "phone": "1000000000", "building": "1"}),
        "soon": now + timedelta(hours=3, minutes=20),
        "late": now - timedelta(hours=2, minutes=10),
        "events": [
            {
                "text": "王师傅接了",
                "at": now - timedelta(hours=1),
                "note": "同一栋楼，会修水电",
                "now": True,
            },
            {"text": "小区邀请了三位会修的邻居", "at": now - timedelta(hours=2), "note": ""},
            {"text": "小区核实过了", "at": now - timedelta(hours=3), "note": "打过电话"},
            {"text": "你说了这件事", "at": now - timedelta(hours=14), "note": ""},
        ],
        "helpers": [
            {
                "value": "1",
                "name": "王师傅",
                "where": "三号楼",
                "reasons": ["会修水电", "周三晚有空", "这个月没找过他"],
                "checked": True,
            },
            {
                "value": "2",
                "name": "欧阳某某某某某某某某某某",
                "where": "五号楼",
                "reasons": ["会换灯", "周末有空", "上周帮过一次"],
                "checked": True,
            },
            {
                "value": "3",
                "name": "陈工",
                "where": "隔壁小区",
                "reasons": ["电工证已核", "愿意到附近帮忙"],
                "checked": False,
            },
        ],
        "seen": [
            {
                "who": "小区值守",
                "what": "看了电话",
                "at": now - timedelta(hours=3),
                "why": "打电话核实",
            },
            {
                "who": "王师傅",
                "what": "看了称呼、电话、门牌",
                "at": now - timedelta(hours=1),
                "why": "接了这件事",
            },
        ],
        "figures": [
            {
                "name": name,
                "href": "#",
                "cells": [
                    {"text": f"{hours} 小时", "value": hours, "past": past, "top": 40},
                    f"{share}%",
                    unmet,
                ],
            }
            for name, hours, past, share, unmet in [
                ("芙蓉苑小区", 9, 14, 82, 1),
                ("涪江家属院", 31, 22, 64, 5),
                ("一个名字特别特别长的安置小区", 16, 16, 71, 0),
            ]
        ],
    }
