"""From what was meant to the securities that a hurried buyer could take for it, ranked by the risk of confusion, with reasons."""
