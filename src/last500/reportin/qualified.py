"""Whether somebody has shown the proof that the law asks for (志愿服务条例 16)."""

from last500.reportin.models import ReportIn
from last500.reportin.skills import QUALIFICATION_BY_CODE, SKILL_BY_CODE


def proofs_of(report_in: ReportIn) -> frozenset[str]:
    """Codes of the qualifications whose proof the desk has seen. No statement."""
    return frozenset(report_in.skills) & frozenset(QUALIFICATION_BY_CODE)


def needed_for(skills: list[str]) -> frozenset[str]:
    """Codes of the qualifications that these skills ask for; unknown skills ask for none."""
    known = (SKILL_BY_CODE[code] for code in skills if code in SKILL_BY_CODE)
    return frozenset(skill.qualification for skill in known if skill.qualification)
