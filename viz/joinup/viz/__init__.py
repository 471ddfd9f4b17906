"""The front end. So far: sessions (`joinup.viz.session`), what a room watches and steers."""
