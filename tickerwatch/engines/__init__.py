"""Where the same reading runs: this process, or several processes of this machine. Knows nothing of what is read."""
