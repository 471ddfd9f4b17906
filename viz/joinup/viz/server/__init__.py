"""The server: brings a room to browsers and phones, and lets in nobody else.

- `application`: the ASGI application of a room.
- `launch`: serves a session from the command line.
- `serving`: what this process serves, for pages: the room, and the role of each browser.
"""
