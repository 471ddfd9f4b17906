"""The front end. So far: sessions (`viz.session`), what a room watches and steers; pages are to come."""
