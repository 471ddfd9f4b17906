"""A second implementation of the joint-working model, written to be read.

One Python object per client and agency, in the idiom of Mesa. Each rule is written from the
specification and carries its equation. From `sim` it takes only `joinup.sim.randomness`: the draws, the
threshold function and the hashes of names. It is slow, and meant to be obvious.
"""
