"""From what was meant to the securities that a hurried buyer could take for it, ranked by risk, with reasons."""
