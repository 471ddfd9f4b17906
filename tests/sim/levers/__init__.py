"""The table of levers and measures: what each lever does to which measure."""
