"""Kipic: a Telegram bot that helps GPs to notice, keep and use the knowledge that they create at work."""
