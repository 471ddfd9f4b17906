"""Analysis of runs and studies: comparison, break-even, sensitivity, discovery, guidance, calibration.

`methods` contains the published methods that these use.
"""
