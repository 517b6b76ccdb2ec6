"""What the environment decides, read once at the start."""

from bot.config.coercions import Endpoint, LogFormat, LogLevel
from bot.config.settings import Settings, load_settings

__all__ = ["Endpoint", "LogFormat", "LogLevel", "Settings", "load_settings"]
