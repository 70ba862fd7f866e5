"""Åkershamn, the invented municipality that all courses share, made from one seed.

``make`` returns the files of a course or of the municipality; README.md says what they hold and what they teach.
"""
