"""Announcements: who gets them, the outbox they wait in, the pace they leave at, and what became of them."""
