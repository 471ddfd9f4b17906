"""One scenario beside its baselines: replicates, findings, results folder."""
