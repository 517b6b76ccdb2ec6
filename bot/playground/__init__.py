"""The playground: a Bot API server of our own and a phone in the browser, to try the real bot without Telegram."""
