"""Daily bars of a security, from anywhere: files, Yahoo, the embedded sample day."""
