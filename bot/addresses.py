"""Where ``bot.net.addresses`` was before."""

from bot.net.addresses import check_root, is_loopback

__all__ = ["check_root", "is_loopback"]
