"""The author's bench behind the playground's page: what `kipic flows …` does in a terminal, done for drafts.

parcels    a dropped folder or zip → flow files, and back; hostile ones are refused kindly
drafts     flow files that lie in no folder yet, as a folder that the tools of `bot/app/authoring` can read
rehearsal  a draft on somebody's phone, in the running bot
recording  what somebody did on their phone → a transcript
publishing a draft as one of the bot's own flows, by the way of `kipic flows publish`
samples    the step types to choose from
bench      all of it, behind the playground's port
"""
