"""What runs and studies show: comparison, breakeven, sensitivity, discovery, guidance, calibration.

`methods` holds the published methods that these use.
"""
