"""What the room watches: components drawn in the browser."""
