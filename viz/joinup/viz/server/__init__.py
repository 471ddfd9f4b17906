"""The server: brings a room to browsers and phones, and lets in nobody else."""
