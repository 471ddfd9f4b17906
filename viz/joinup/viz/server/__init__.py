"""The server: brings a room to browsers and phones, and guards access."""
