"""What ``dev.py`` stands on: standard library only, as it runs before anything is installed."""
