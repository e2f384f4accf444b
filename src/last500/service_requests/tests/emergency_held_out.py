"""Phrases that the product has never seen: the honest measure.

Rounds of phrases were written without looking at the rules, run once, and only then used to
improve them. What was missed and where it cried wolf in the first run of each:

  round   real   missed        harmless   false alarms
  1       53     37 (70 %)     53         3            rules alone
  2       61     44 (72 %)     55         1            rules alone; sought to be roundabout
  3       49     17 (35 %)     50         2            rules alone
  4       40     13 (33 %)     30         0            rules alone
  5       30     13 (43 %)     15         0            rules alone
  6       31     18 (58 %)     25         1            rules alone
  6       31      4 (13 %)     25         1            rules and likeness: what ships

Rules alone do not keep up with how people talk; that is why `emergency_likeness.py` exists. It
was designed after round 5 and before round 6 was written. A new round: add it here as HELD_OUT
and move the old one to `emergency_phrases/`. About one in eight is missed: the page must show the
three numbers always, whatever this module says.
"""

from last500.service_requests.emergency_phrases.reading import parse

_ROUND_SIX = """
120 老妈在厕所里一直没出来，喊她也不回我
120 我家娃从单杠上掉下来，胳膊弯成奇怪的样子
120 爸爸突然抱着头喊疼，接着就瘫在沙发上
120 楼下小卖部老板娘手被搅进绞肉机了
120 奶奶吃了降糖药没吃饭，现在发抖冒汗，眼睛睁不开
120 有位大叔骑车冲下坡撞到墙，鼻子嘴巴都是血
120 我感觉心脏要跳出来了，手脚发麻
120 外公早上起来流鼻血，两个小时都没止住
120 妹妹生孩子大出血，快帮忙
120 爷爷误喝了一口消毒液
120 邻居家小伙子修房顶从上面滑下来了
120 宝宝烫到了，半边脸起水泡
120 老爷子坐着吃饭，筷子突然掉了，话也讲不清
120 my father is having trouble breathing
119 对面楼有一家窗户里面全是红光，好像烧起来了
119 楼下垃圾桶冒火，旁边就停着车
119 我家煤气阀关不上，一直有味道
119 我和我妈卡在电梯里头了，黑漆漆的
119 插座噼啪响，墙都熏黑了，还有焦味
119 有个小孩爬上了四楼的窗台外面
119 楼道里一股燃气味，头晕
119 地下室进水，有个老人出不来
110 刚回家发现门锁被人弄坏了，屋里翻得乱七八糟
110 有个陌生男人拉着我女儿不放
110 楼下几个人拿着棍子追一个小伙子
110 我丈夫喝醉了掐我，救救我
110 母亲有阿尔茨海默，下楼丢垃圾就再也没回来
110 有个女孩发信息说她准备跳下去了
110 一个人用砖头砸车窗
110 我被人威胁，说不给钱就打断腿
110 someone is following me home
- 我妈走路慢，想请人陪着去趟菜市场
- 楼道的墙面熏黑了，想刷白
- 想问问骨折恢复怎么锻炼
- 爷爷喜欢听收音机，收音机不响了
- 电梯里信号不好，打不通电话
- 孩子流鼻涕，想请中医看看
- 晚上总有人在楼下唱歌
- 想请电工看看插座，有点松
- 小孩的玩具掉到下水口了
- 老人的助行器螺丝掉了
- 门锁有点卡，想上点油
- 想找几个人一起清理楼道杂物
- 家里煤气灶火小，想请人调一调
- 能不能给窗户装防护栏，家里有小孩
- 想给车棚装个喷淋
- 邻居家的狗不拴绳，老人看到害怕
- 想组织一次给老人量血压的活动
- 我退休了，以前是护士，想帮大家
- 晾的衣服被风吹到三楼的空调上了
- 孩子的书包落在活动室了
- 楼上装修砸墙，声音太大
- 想咨询一下残疾证怎么办
- 水压太低，六楼洗不了澡
- 想请人帮忙把钢琴搬到二楼
- the heating is cold in our flat
"""

HELD_OUT = parse(_ROUND_SIX)
