"""Descriptions of scenarios in plain English."""
