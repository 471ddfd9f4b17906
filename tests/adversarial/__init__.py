"""An adversary: broken scenarios, wild command lines, flipped bits, and a disk that fails at any write.

``uv run python -m tests.adversarial`` attacks joinup for a few minutes. Whatever it is given, joinup must
give the same tables as ever, or refuse in words: never a traceback, a hang, or a silent loss. Every attack
is numbered; ``--only PART --first N --count 1`` repeats one.
"""
