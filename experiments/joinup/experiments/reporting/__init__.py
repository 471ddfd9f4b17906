"""What was found in a study, for people to read.

- `telling_sensitivity`, `telling_discovery`, `telling_guide`: findings as sections of plain English.
- `pages`: sections for a terminal and as Markdown; `html`: as a web page.
- `charts`: figures, each with the numbers under it and a text that stands for it.
- `study_report`: all of it in one file.
"""
