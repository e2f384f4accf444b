"""Time as people say it, in both languages: pure functions of the moment and of now.

Plain f-strings and small tables, because a hot list says fifty times and Django's date filter alone
would cost more than the query. Moments arrive aware; words are on the residents' wall clock.
"""

from datetime import date, datetime, timedelta

ZH_DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ZH_NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
EN_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
ZH_PARTS = ((5, "凌晨"), (11, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
EN_PARTS = ((5, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))


def near_day(day: date, today: date, english: bool) -> str:
    """今天, 周四, 上周四, 3月5日; the year only where it is another one."""
    distance = (day - today).days
    if distance in (EN_NEAR if english else ZH_NEAR):
        return (EN_NEAR if english else ZH_NEAR)[distance]
    weeks = (day - timedelta(day.weekday()) - (today - timedelta(today.weekday()))).days // 7
    if english:
        return EN_DAYS[day.weekday()] if weeks == 0 else plain_day(day, today, english)
    prefix = {-1: "上", 0: "", 1: "下"}.get(weeks)
    return plain_day(day, today, english) if prefix is None else prefix + ZH_DAYS[day.weekday()]


def plain_day(day: date, today: date, english: bool) -> str:
    same_year = day.year == today.year
    if english:
        words = f"{day.day} {EN_MONTHS[day.month - 1]}"
        return words if same_year else f"{words} {day.year}"
    words = f"{day.month}月{day.day}日"
    return words if same_year else f"{day.year}年{words}"


def full_day(day: date, today: date, english: bool) -> str:
    """今天, or the date with its weekday: 3月5日 周四."""
    if -1 <= (day - today).days <= 1:
        return near_day(day, today, english)
    names = EN_DAYS if english else ZH_DAYS
    if english:
        return f"{names[day.weekday()]} {plain_day(day, today, english)}"
    return f"{plain_day(day, today, english)} {names[day.weekday()]}"


def when_words(moment: datetime, now: datetime, english: bool) -> str:
    """刚刚, 今天 10:12, 昨天 21:05, 上周四 9:30, 3月5日 9:30. Both on the same wall clock."""
    if timedelta(0) <= now - moment < timedelta(minutes=1):
        return "just now" if english else "刚刚"
    words = near_day(moment.date(), now.date(), english)
    return f"{words} {moment.hour}:{moment.minute:02d}"


def around_words(moment: datetime, now: datetime, english: bool) -> str:
    """周四上午: for dates that people promise roughly."""
    parts = EN_PARTS if english else ZH_PARTS
    part = next(word for end, word in parts if moment.hour < end)
    words = near_day(moment.date(), now.date(), english)
    return f"{words} {part}" if english else words + part


def span_words(seconds: float, english: bool) -> str:
    """The largest whole unit, never more than is there: 50 分钟, 3 小时, 2 天."""
    for size, zh, en in ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute")):
        count = int(seconds // size)
        if count or size == 60:
            count = max(count, 1)
            return f"{count} {en}{'' if count == 1 else 's'}" if english else f"{count} {zh}"
    raise AssertionError("the last unit always answers")


def left_words(moment: datetime, now: datetime, english: bool) -> str:
    """还剩 3 小时, or 超时 2 小时 once the moment has passed."""
    seconds = (moment - now).total_seconds()
    span = span_words(abs(seconds), english)
    if english:
        return f"{span} left" if seconds >= 0 else f"{span} overdue"
    return f"还剩 {span}" if seconds >= 0 else f"超时 {span}"


def minutes_words(minutes: int, english: bool) -> str:
    """40 分钟, 1 小时 30 分钟."""
    hours, rest = divmod(int(minutes), 60)
    units = [(hours, "小时", "h"), (rest, "分钟", "min")]
    said = [f"{n} {en if english else zh}" for n, zh, en in units if n]
    return " ".join(said) or ("0 min" if english else "0 分钟")
