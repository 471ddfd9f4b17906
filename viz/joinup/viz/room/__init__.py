"""The room: one session that many people watch and steer, run by a thread of its own."""
