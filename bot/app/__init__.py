"""The composition root: settings become adapters, adapters become a running bot; nothing else imports adapters.

assembly   settings → store, flows, means
program    the running bot: what starts and stops in which order
zones      new time zone rules, taken up as a bot starts
serving    `kipic run`: against Telegram, until a signal comes
tryout     `kipic try`: against the playground, under its own clock
backstage  what the playground may ask of the bot behind it
"""
