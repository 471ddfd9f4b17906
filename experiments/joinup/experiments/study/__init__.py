"""Studies: a design of points times replicates, the runs made of it, and the folder that keeps them."""
