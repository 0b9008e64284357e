"""The doctor: what is wrong with a schedule, why it matters, who says so, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.schedules.case import Case, Facts, Finding
from engine.schedules.choice import ScheduleChoice
from engine.schedules.findings_of_ends import FINDINGS_OF_ENDS
from engine.schedules.findings_of_keys import FINDINGS_OF_KEYS
from engine.schedules.findings_of_names import FINDINGS_OF_NAMES
from engine.schedules.findings_of_numbers import FINDINGS_OF_NUMBERS

FINDINGS: dict[str, Callable[[Case], Finding | None]] = {
    **FINDINGS_OF_NUMBERS,
    **FINDINGS_OF_ENDS,
    **FINDINGS_OF_KEYS,
    **FINDINGS_OF_NAMES,
}
"""What is looked for, by name."""

ORDER = {"error": 0, "warning": 1, "note": 2}


def examine(choice: ScheduleChoice, facts: Facts | None = None) -> tuple[Finding, ...]:
    """What is wrong with a choice, the worst first; nothing for a sound one. It need not be possible.

    Its configuration, where it carries one, is judged with it.
    """
    known = facts or Facts()
    found = found_in(choice, known)
    return tuple(_with_remedy_that_helps(each, found, known) for each in found)


def found_in(choice: ScheduleChoice, facts: Facts | None = None) -> tuple[Finding, ...]:
    """The same, but remedies need not help: trying them takes longer than finding what is wrong."""
    case = Case.of(choice, facts or Facts())
    found = (finding for look in FINDINGS.values() if (finding := look(case)) is not None)
    return tuple(sorted(found, key=lambda finding: ORDER[finding.severity]))


def _with_remedy_that_helps(finding: Finding, found: tuple[Finding, ...], facts: Facts) -> Finding:
    """The finding, without a remedy that makes no schedule, leaves the fault, or brings one that is no smaller."""
    if finding.remedy is None:
        return finding
    try:
        finding.remedy.make()
    except ValueError:  # as another end for a single step
        return replace(finding, remedy=None, remedy_words="")
    others = {each.title for each in found if each is not finding}
    left = (each for each in found_in(finding.remedy, facts) if each.title not in others)
    if any(ORDER[each.severity] <= ORDER[finding.severity] for each in left):
        return replace(finding, remedy=None, remedy_words="")
    return finding


def is_wrong(findings: tuple[Finding, ...]) -> bool:
    """Whether any of them is more than a note."""
    return any(finding.severity != "note" for finding in findings)


def as_data(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """The findings as JSON has them."""
    return [
        {
            "severity": each.severity,
            "title": each.title,
            "number": each.number,
            "sentence": each.sentence,
            "source": each.source,
            "remedy": each.remedy_words,
        }
        for each in findings
    ]


def as_text(findings: tuple[Finding, ...]) -> str:
    """The findings as lines for people."""
    if not findings:
        return "The doctor finds nothing wrong with this schedule."
    lines = []
    for each in findings:
        lines += [f"{each.severity}: {each.title} ({each.number})", f"  {each.sentence}"]
        if each.remedy_words:
            lines.append(f"  Remedy: {each.remedy_words}")
        lines.append(f"  Source: {each.source}")
    return "\n".join(lines)
