"""Doors to hosts: how a session is opened, guarded, bounded in time and cut off."""
