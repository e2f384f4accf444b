"""What the people of the demo town ask for: own words, all made up.

One request a line: `route where when text` under a heading with its kind. Not translated:
these are residents' words, not the product's.
where: corridor, home, courtyard, gate, parking, room (the compound's activity room)
when:  any, soon, morning, afternoon, evening, weekend
"""

from __future__ import annotations

from dataclasses import dataclass

WHERE = ("corridor", "home", "courtyard", "gate", "parking", "room")
WHEN = ("any", "soon", "morning", "afternoon", "evening", "weekend")


@dataclass(frozen=True)
class RequestWords:
    text: str
    category: str
    route: str  # where a good secretary sends it: a value of service_requests.rules.Route
    where: str
    when: str


_LINES = """
# public_facility
helpers corridor evening 三单元二楼的灯坏了一个星期，晚上老人上下楼看不清台阶。
helpers corridor any 四楼拐角的感应灯要拍手拍三次才亮，哪个会弄的来看一下嘛。
property corridor soon 单元门的门禁又失灵了，谁都能推开，晚上不踏实。
property corridor any 二号楼电梯停两天了，住九楼的老人下不来，想知道什么时候能修好。
property corridor any 楼顶防水坏了，一下雨顶楼两家就漏，墙都起皮了。
helpers courtyard weekend 亭子里的长凳断了一根板子，坐下去一晃一晃的。
helpers courtyard any 健身器材有颗螺丝松了，吱嘎吱嘎响，怕娃儿夹到手。
property courtyard soon 一楼下水道反水，几户都受影响，味道大得很。
helpers corridor any 楼梯扶手三楼那一段松了，婆婆爷爷扶起来不稳。
property courtyard evening 五号楼前的路灯不亮，下晚自习的学生要打手电走。
property parking any 充电桩八个坏了五个，晚上回来抢不到位子。
helpers gate any 公告栏的玻璃裂了，用胶带粘起的，能不能换一块？
property corridor any 对讲坏了半年，快递来了只能在楼下喊。
helpers courtyard any 晾衣杆倒了一根，被子没地方晒，会焊接的师傅帮个忙。
hotline gate any 小区门口人行道的地砖松了，一踩一脚水，推婴儿车过不去。
property corridor any 单元门的闭门器坏了，关门像打雷，一楼的娃娃睡不着。
helpers corridor any 楼道窗户的玻璃缺一块，风吹进来冷飕飕的。
topic corridor any 想给老楼装电梯，低层有意见，请社区牵头开个坝坝会商量。
hotline gate any 公交站牌被树枝遮完了，外地来的亲戚找不到站。
property courtyard soon 化粪池盖板翘起一个角，走路要绕着走。
helpers room any 活动室的门锁不好使，钥匙要转半天，会修锁的看看。
community courtyard any 老院子没有物业，水表箱的门掉了，不晓得该找哪个。
# small_repair
helpers home evening 厨房水龙头关不严，一直滴水，想请人换个垫圈，垫圈我买好了。
helpers home any 找师傅嫌活小不来，就是马桶水箱的浮球卡起了。
helpers home weekend 客厅灯泡闪，我自己不敢弄，哪个有电工证的来看一下。
helpers home any 柜子门掉下来了，合页松了，家里只有我一个老太婆。
helpers home evening 卧室的门锁不上，风一吹就开，想请人调一下。
helpers home any 想在卫生间装两个扶手，材料有了，不会打孔。
helpers home any 电饭煲插起没反应，扔了又可惜，有没有会修小家电的？
helpers home weekend 窗纱破了个洞，蚊子往里头钻，想换一张。
helpers home any 洗衣机的出水管老是脱落，地上一滩水。
helpers room weekend 家里菜刀剪刀都钝了，下次便民集市能不能有磨刀的？
helpers room weekend 裤脚想改短两寸，眼睛花了穿不上针。
helpers home any 书桌腿断了一条，孩子写作业晃得很。
helpers home evening 燃气灶打不着火，可能是电池没电，我不会换。
helpers home any 轮椅的刹车松了，推出去心里没底。
helpers home any 墙上挂的钟停了，够不到，请年轻人帮忙取下来换个电池。
helpers home weekend 阳台推拉门推不动，滑轮怕是坏了。
property home soon 楼上漏水，把我家天花板泡湿了一大块，说不清是谁的管子。
helpers home any 收音机不响了，跟了我二十年，舍不得丢。
helpers home any 抽油烟机声音像拖拉机，想请懂的人看看是换还是修。
helpers home any 晾衣架摇不上去了，卡在半中间。
# elder_company
helpers home any 腿脚不便，想请人每个月上门理一次发。
helpers home afternoon 母亲一个人住，想请人每周来陪她说说话，她爱听川剧。
helpers home weekend 老伴走了以后不想出门，想有人约我下楼走一走。
helpers home morning 我眼睛看不清，想请人每个星期来念一回报纸和药盒上的字。
helpers home any 家里没米了，提不动，想请人帮忙带一袋上六楼。
helpers home afternoon 父亲九十了，想找个会下象棋的陪他杀两盘。
helpers home any 在外地上班，爸妈都八十多了，想请人周末去看一眼，我给他们打电话他们总说好。
helpers home morning 天气好的时候想请人推我老伴去河边坐一坐，轮椅家里有。
helpers home any 脚趾甲弯不下腰剪，想请细心的人帮个忙。
helpers home evening 儿子出差一个星期，我晚上一个人有点心慌慌的，想有人打个电话问一声。
helpers room afternoon 想跟年轻人学一下打毛线的新花样，也可以教他们做豆瓣。
helpers home morning 老妈住院回来，床要抬高一点，两个人搬得动。
helpers home any 想请人帮忙把厚棉被晒一晒再收回来。
helpers home any 重阳节想跟几个老同事视频见一面，不晓得咋个弄。
community home any 隔壁独居的张婆婆没得低保，日子过得紧，想问社区能不能帮她问一问政策。
helpers home afternoon 奶奶耳朵背，门铃听不到，想装一个会闪光的门铃。
helpers home weekend 想拍一张全家福，老人下不了楼，请会照相的上门一趟。
# hospital_company
helpers home morning 母亲八十二岁独居，周四上午要去医院复查，想找人陪着挂号取药。
helpers home morning 我要去做胃镜，医生说要有人陪，儿女都不在绵阳。
helpers home morning 老伴每周三次透析，我自己血压也高，想有人搭把手送到医院门口。
helpers home soon 明天去拆石膏，坐轮椅，六楼没电梯，想请两个有力气的人。
helpers home morning 眼科做白内障手术，当天看不见路，想请人陪到下午。
helpers home any 每个月要去社区医院开药，排队站不住，能不能代开代取？
helpers home afternoon 带孙子打疫苗，我一个人抱不动又要填表，想有个伴。
helpers home morning 我听不见，去医院看病跟医生说不清，想找个会手语的陪一下。
helpers home any 不会在手机上挂号，专家号总是抢不到，请人帮忙挂一个。
helpers home morning 父亲要去做理疗，一周两次，坐公交要转车，想拼个顺路车。
helpers home morning 抽血要空腹，怕路上头昏，想有人陪我走一趟。
helpers home weekend 想陪妈妈去配助听器，我说不来那些专业的，有懂的人一起去最好。
helpers home any 出院那天东西多，想请人帮忙提一下，再看着我上楼。
# children
helpers room afternoon 孩子暑假没人看，社区有没有下午的托管或者写作业的地方？
helpers room weekend 高三孩子数学跟不上，想请一位老师周末辅导几次。
helpers room evening 娃儿英语读不来，想找个发音好的大学生带一带，线上也行。
helpers room afternoon 四点半放学到六点没人接，想在活动室待一会儿，有大人看着就好。
helpers room weekend 想给娃娃们办个故事会，我家绘本可以借出来。
helpers room weekend 孩子喜欢做木工，有没有会榫卯的老师傅教一教？
helpers gate morning 幼儿园门口车多，接送娃危险，想请志愿者站一站。
helpers courtyard weekend 想约几个同龄的娃一起跳绳，我可以当教练。
helpers home evening 双胞胎刚满周岁，我一个人带忙不过来，想请有经验的妈妈来指点一下。
community room any 孩子转学过来，不晓得划片在哪个学校，想问清楚。
helpers room weekend 娃儿沉迷手机，讲不听，想请老师跟他摆一摆龙门阵。
helpers room evening 初三物理电学弄不懂，求一位理科好的哥哥姐姐。
helpers room weekend 我退休前教书法，想教小朋友写毛笔字，缺一张长桌子。
helpers room afternoon 孙子读一年级，拼音我教不来，想请人带十次。
# digital_help
helpers room afternoon 老人手机总弹广告，不会用视频通话，能不能来教两次。
helpers room any 社保年审在手机上弄不来，能不能帮忙办一下。
helpers home any 微信字太小了，又不晓得点到哪里去了，声音也没得了。
helpers room morning 想学在手机上交水电气费，不想每个月跑营业厅。
helpers home evening 路由器一闪一闪的，网断了，儿子说重启，我不晓得按哪个。
helpers room any 想把手机里的照片洗几张出来，不会传。
helpers room morning 医保卡丢了，说要在网上补办，我眼睛看花了都没找到。
community room any 要开一份居住证明，不晓得带哪些材料，跑了两趟都没办成。
helpers home any 电视点来点去只有广告，想看新闻联播都调不到。
helpers room afternoon 养老金认证那个刷脸，我眨眼它说不对，想请人帮着弄。
helpers home any 手机老说内存不够，又怕把孙子的照片删了。
helpers room any 想给外地的女儿寄一包腊肉，不会在网上叫快递。
helpers room weekend 我做了个小生意，想请人教我拍照发朋友圈。
helpers home any 老年卡怎么年审，是不是非要本人去？腿脚不方便。
helpers room afternoon 能不能办个手机课，一次教一样，慢一点，我们记不住。
# law_mediation
helpers room evening 想咨询一下老房子继承过户要准备什么材料。
helpers home evening 楼上夜里装修很吵，说过两次没用，想请人帮忙调解。
helpers room any 租房合同到期，房东不退押金，想请懂法的人看看合同。
helpers room evening 两家为一块晾衣服的地方闹了半年，都不说话了，想请个公道人说和。
court room any 跟原单位的劳动仲裁已经开庭了，想问能不能请社区给说句话。
court room any 借出去的钱官司都判了，对方不还，该找哪里执行？
helpers room weekend 想给妈妈做一个意定监护，不晓得怎么写。
helpers courtyard evening 邻居的空调外机对着我家窗户吹热风，想好好商量，不想伤和气。
hotline room any 美容院办的卡，店关了钱退不到，找谁投诉？
police room any 电动车在车棚被偷了，监控拍到了人，该怎么报案？
helpers room any 兄妹几个为照顾老人轮流的事说不拢，想请人坐下来帮着理一理。
helpers corridor evening 对门把鞋柜摆在楼道里，说了不听，请楼长出面说一说。
helpers room evening 打工的工资拖了两个月，想问问先找哪个部门。
property room any 物业费涨了，没看到公示，想请物业出来说明一下。
# health_mind
helpers room any 独居，最近心情很差，想有人说说话。
helpers room morning 想量量血压，顺便问问降压药能不能换。
helpers home evening 刚生完孩子，夜里老哭，家里人说我想多了，我想找个懂的人聊聊。
helpers room weekend 想请医生来讲一讲糖尿病人怎么吃。
helpers room weekend 能不能办一次急救课，教教怎么做心肺复苏？
helpers home any 老伴出院回家，不会给他翻身，想请护士来教一次。
helpers room evening 女儿不想上学，一说就吵，我也不知道怎么办了，想请心理老师指点。
helpers room morning 药吃了一堆，哪些饭前哪些饭后记不住，请药师帮我列个单子。
helpers room evening 退休了睡不着，一天到晚想东想西，想参加个什么活动。
helpers room weekend 颈椎不好，听说有教八段锦的，怎么参加？
helpers home any 妈妈开始忘事了，想请懂的人说说该带她看哪个科，在家怎么照顾。
helpers room morning 想在小区做一次听力检查，好几个老人都说电视开再大也听不清。
# environment
property courtyard soon 垃圾桶旁边堆了好几天，苍蝇多，味道飘到二楼。
helpers courtyard weekend 楼后面的杂草有半人高了，想约几个人一起拔。
helpers corridor weekend 楼道里堆了好多旧纸箱，我一个人搬不动，想请人搭把手。
property courtyard any 装修垃圾堆在路边快一个月了，下雨流一地泥浆。
helpers courtyard any 有人遛狗不捡，草坪上走都不敢走，能不能放个拾便箱？
hotline gate evening 楼下烧烤摊油烟大，天天熏到十二点，窗子都不敢开。
helpers courtyard weekend 花园里那块空地想种点花，我出花苗，哪个出力气？
property courtyard any 水池的水发绿了，蚊子多得很，请人清一清。
hotline gate any 后面工地半夜还在打桩，娃娃要考试了。
property corridor any 五楼以上没人扫，烟头一地。
helpers courtyard any 树枝伸到我家窗子里了，请懂园艺的来修一修。
topic courtyard any 大家都说广场舞声音大，跳舞的也有道理，想请议事会定个时间。
property courtyard any 绿化带里扔了个旧沙发，日晒雨淋都长蘑菇了。
helpers courtyard weekend 想搞一个旧电池回收点，我家有个箱子可以用。
property corridor soon 地下室进了老鼠，半夜窸窸窣窣的，该放药了。
helpers courtyard weekend 秋天叶子落了一地，想约娃娃们一起扫，扫完堆叶子耍。
# safety
topic gate evening 消防通道老被车堵着，想请小区组织几次劝导。
property courtyard soon 五号楼前面下雪后结冰，老人孩子容易摔，请撒点沙子。
helpers corridor evening 有人把电动车推上楼充电，怕出事，想请人挨家说一说。
property corridor any 灭火器过期了，箱子里还塞了垃圾。
helpers gate evening 学校门口没有红绿灯，傍晚想有人举个牌子。
property parking any 车棚没有摄像头，最近丢了两辆车，心里不安逸。
helpers courtyard evening 晚上想组织几个人走一走，帮着看看门窗关没关。
hotline gate any 小区外面窨井盖松了，车一压哐当响，怕有人踩空。
property courtyard any 墙皮往下掉，用绳子拉了一下，还是不放心。
police gate any 总有人在门口发小卡片，还跟着放学的学生走，希望派出所来看看。
helpers room weekend 想请人教一教我们用灭火器，光看说明书看不懂。
property parking any 车位被外来车占了，门口栏杆抬起就没放下来过。
topic parking any 小区车位不够，先来后到总扯筋，想开个会定规矩。
hotline gate any 高空掉东西下来好几回了，想问能不能装朝上的摄像头。
property courtyard soon 大风吹断一根树枝，挂在半空，底下是滑梯。
helpers corridor any 独居老人家里想装烟感报警器，哪里领，谁来装？
# culture_neighbours
helpers room weekend 想约几家人周末一起包饺子，面粉我来出。
helpers courtyard evening 广场舞队缺一个音响，有没有闲置的借用一下？
helpers room weekend 想成立一个读书会，一个月读一本，读完喝茶摆一摆。
helpers courtyard weekend 办一场小区运动会嘛，拔河、跳绳、滚铁环都安排起。
helpers room evening 会拉二胡，想找几个搭子，川剧清唱也行。
helpers room weekend 刚搬来不认识人，想参加一个热闹一点的活动。
helpers room any 中秋想办个坝坝宴，一家一个菜，缺个会主持的。
helpers courtyard evening 夏天晚上想放几场露天电影，投影仪我有。
helpers room weekend 想教大家包粽子，端午前一个星期六要得不？
helpers room evening 羽毛球缺对手，晚上七点以后都有空。
helpers room weekend 春节想请人写春联，我出红纸。
helpers courtyard weekend 组织一次旧物交换，娃娃的玩具换着耍。
helpers room weekend 想给社区写一本老院子的故事，请老住户来讲，我来记。
topic room any 活动室只开白天，上班的人用不上，想商量晚上开门。
# sharing
helpers home any 想把闲置的婴儿车和绘本送给需要的邻居。
helpers home any 家里旧轮椅坏了，想要一辆能推老伴出门的轮椅。
helpers home weekend 搬家，有一张书桌两把椅子，来搬就送。
helpers home any 想借一把电钻用一个下午，用完擦干净还。
helpers home any 孩子上初中了，小学的书和校服都干净，有需要的吗？
helpers home soon 冰箱坏了，夏天药要冷藏，想借邻居一格冰箱放三天。
helpers room any 图书角想收一些科普书，看完的别卖废纸嘛。
helpers home any 想要一根四脚拐杖，旧的也可以。
helpers home any 自己种的丝瓜吃不完，放在值班室，哪个要自己拿。
helpers home weekend 想借一张折叠床，侄儿来考试住两晚。
helpers home any 有三床新棉被想捐给困难的人家，请帮忙转交，不用说是谁给的。
helpers home any 孩子爱弹琴，买不起，有没有闲置的电子琴借用半年？
helpers home any 护理床用不上了，放着占地方，想送给需要的老人。
community home any 想给山区学校捐一批书包，不晓得哪里收。
"""

# Never offered to helpers: the page says the number at once.
_EMERGENCIES = """
# health_mind
emergency home soon 父亲刚才在家晕倒了！
emergency home soon 隔壁婆婆摔倒了起不来，喊痛，快点来人嘛。
emergency home soon 老伴突然嘴歪了，话都说不清楚。
# safety
emergency corridor soon 五楼厨房起火了，楼道里全是烟！
emergency home soon 屋里好大的煤气味，我不敢开灯。
emergency corridor soon 娃儿被困在电梯里了，在哭。
emergency corridor soon 有人在撬对门的锁，我一个人在家。
emergency courtyard soon 爷爷出去散步到现在没回来，他记不得路。
"""


def _parse(lines: str) -> tuple[RequestWords, ...]:
    words = []
    category = ""
    for line in lines.strip().splitlines():
        if line.startswith("# "):
            category = line[2:]
        else:
            route, where, when, text = line.split(" ", 3)
            words.append(RequestWords(text, category, route, where, when))
    return tuple(words)


REQUESTS = _parse(_LINES)
EMERGENCIES = _parse(_EMERGENCIES)
