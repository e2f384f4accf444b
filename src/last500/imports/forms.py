from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("文件"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.json"}),
        help_text=_("Excel、CSV 或者本站导出的 JSON。"),
        error_messages={"required": _("请选一个文件。"), "empty": _("这个文件是空的。")},
    )
