"""Tests of the room, its server and its controls."""
