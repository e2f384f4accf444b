"""Words that helper and resident can say to each other at the door (暗号).

Two gentle characters each, easy to say and to hear, nothing that sounds unlucky.
A word is no secret against an attacker who guesses; it lets an elder tell the
helper who was announced from a stranger who merely rings.
"""

from __future__ import annotations

import random

_LINES = """
喜鹊 燕子 画眉 百灵 黄鹂 白鹭 翠鸟 云雀 鸳鸯 布谷 天鹅 海鸥 麻雀 孔雀 大雁
锦鲤 蜻蜓 蝴蝶 蜜蜂 松鼠 小鹿 白兔 熊猫 海豚 金鱼 青蛙 骏马 羚羊 小猫 骆驼
瓢虫 牡丹 芍药 月季 玫瑰 茉莉 桂花 荷花 睡莲 兰花 水仙 海棠 山茶 蔷薇 丁香
桃花 杏花 樱花 芙蓉 紫薇 栀子 百合 迎春 腊梅 石榴 紫藤 牵牛 绣球 凤仙 青松
翠柏 银杏 香樟 梧桐 垂柳 白杨 翠竹 红枫 榕树 楠木 榆钱 苹果 橘子 柚子 枇杷
樱桃 葡萄 荔枝 龙眼 核桃 板栗 红枣 莲藕 莲子 草莓 西瓜 甜瓜 菠萝 芒果 白菜
萝卜 南瓜 冬瓜 丝瓜 黄瓜 番茄 土豆 玉米 花生 豌豆 毛豆 蘑菇 香菇 菠菜 芹菜
小麦 稻谷 高粱 荞麦 芝麻 豆腐 汤圆 饺子 馒头 米饭 花卷 抄手 凉粉 米粉 锅盔
豆花 春风 春雨 晨光 朝霞 晚霞 彩虹 白云 蓝天 星星 月亮 太阳 露珠 微风 清风
细雨 瑞雪 雪花 暖阳 阳光 星河 银河 流云 初夏 金秋 立春 谷雨 小满 芒种 立夏
白露 秋分 小雪 清泉 小溪 大江 湖水 浪花 高山 青山 草原 田野 小桥 池塘 瀑布
沙滩 海岛 竹林 花园 灯笼 风筝 剪纸 年画 陶瓷 竹篮 蒲扇 毛笔 宣纸 砚台 围棋
象棋 书签 信封 邮票 铃铛 二胡 古筝 琵琶 竹笛 口琴 钢琴 吉他 锣鼓 山歌 童谣
诗歌 故事 蜀锦 盖碗 红茶 绿茶 花茶 豆浆 蜂蜜 冰糖 米酒 桂圆 毛衣 围巾 棉袄
草帽 纽扣 手套 书包 小船 帆船 火车 单车 茶馆 凉亭 石桥 水车 风车 篱笆 木屋
门廊 书架 藤椅 摇篮 竹椅
"""

WORDS: tuple[str, ...] = tuple(_LINES.split())


def draw(rng: random.Random | None = None) -> str:
    """One word; by the system's randomness unless a seeded generator is given (demo, tests)."""
    return (rng or random.SystemRandom()).choice(WORDS)
