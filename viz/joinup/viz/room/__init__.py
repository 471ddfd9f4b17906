"""The room: one session that many people watch and steer, played by a thread of its own."""
