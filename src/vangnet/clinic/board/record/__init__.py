"""One patient's story, section by section: each module reads one part of it, and decides nothing."""
