"""Consorcia: answers about export consortia from a guide, announcements, and the editor's loop."""
