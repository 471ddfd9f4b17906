"""Studies: a design of points times replicates, its runs, and the folder that stores them."""
