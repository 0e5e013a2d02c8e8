"""Exercises into the formats of other tools and back.

`portable` is what goes out and comes in, `features` says what a format cannot carry, `registry`
lists the formats. Nothing here knows a course: skills are names, ids are texts.
"""
