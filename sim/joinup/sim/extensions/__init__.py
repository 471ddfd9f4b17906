"""Own mechanisms, decision rules, incentives and measures: what a user adds to the model without a fork.

`extension` is what one is, `registry` knows what has been registered, `source_code` what a function consists
of, `fingerprint` when two are the same, `travel` sends them to other processes, `memory` lays their own
columns out, `view` is what their functions see of a locality, and `calls` lets the week's steps call them.
"""
