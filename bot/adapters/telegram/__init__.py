"""The Bot API: receiving updates, making calls, and one table of what its errors mean."""
