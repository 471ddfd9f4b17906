"""The seven risks of the National Audit Office's report of 2001 (ODD 1)."""

from __future__ import annotations

RISKS = {
    "R1": "barriers and incentives",
    "R2": "excluded groups",
    "R3": "publicity",
    "R4": "sustainability",
    "R5": "performance measurement",
    "R6": "cost-effectiveness",
    "R7": "accountability and redress",
}
