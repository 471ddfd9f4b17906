"""The front end: a room and its server, and what browsers and phones show."""
