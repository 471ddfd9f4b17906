"""Tests of what is installed: extras, wheel, types that users see."""
