"""Measures whether answers are right: nothing is called an improvement without it."""
